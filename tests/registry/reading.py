"""Files of typed formats, read by programs nobody here wrote."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pyreadstat
from fhir.resources.R4B.bundle import Bundle
from google.protobuf.json_format import Parse
from phenopackets import Phenopacket
from pyarrow import parquet


def sav(raw: bytes, folder: Path) -> tuple[dict[str, list[Any]], Any]:
    """What SPSS would hold: values by variable, and what the file says of them."""
    path = folder / "read.sav"
    path.write_bytes(raw)
    found: tuple[dict[str, list[Any]], Any] = pyreadstat.read_sav(
        path, output_format="dict", user_missing=True
    )
    return found


def dta(raw: bytes, folder: Path) -> tuple[dict[str, list[Any]], Any]:
    """The same of Stata."""
    path = folder / "read.dta"
    path.write_bytes(raw)
    found: tuple[dict[str, list[Any]], Any] = pyreadstat.read_dta(
        path, output_format="dict", user_missing=True
    )
    return found


def packets(raw: bytes) -> list[Any]:
    """Phenopackets by the parser made from their schema; an unknown field is an error."""
    return [Parse(line, Phenopacket()) for line in raw.decode().splitlines()]


def bundle(raw: bytes) -> Any:
    """A FHIR bundle, every resource checked against the specification."""
    return Bundle.model_validate_json(raw)


def everything(kind: str, raw: bytes, folder: Path) -> str:
    """All that a reader of this format finds, as text."""
    if kind == "excel":
        book = openpyxl.load_workbook(io.BytesIO(raw))
        return str([[cell.value for cell in row] for sheet in book for row in sheet])
    if kind == "spss":
        return str(sav(raw, folder)[0])
    if kind == "stata":
        return str(dta(raw, folder)[0])
    if kind == "parquet":
        return str(parquet.read_table(io.BytesIO(raw)).to_pylist())
    if kind == "phenopackets":
        return str(packets(raw))
    if kind == "fhir":
        return str(json.loads(bundle(raw).model_dump_json()))
    return raw.decode("utf-8-sig")
