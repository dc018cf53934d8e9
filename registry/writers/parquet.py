"""Parquet: typed columns, some thousand rows in memory at a time. Needs the extra `parquet`."""

from __future__ import annotations

import json
from importlib.util import find_spec
from itertools import islice
from typing import IO, Any

from registry.tables import Field, Kind, Table, Value, settled

AT_ONCE = 5_000
MOST_KEPT, LONGEST_KEPT = 300_000, 40  # values of all columns; signs of a cell


class _Values(dict[str, Value]):
    """Cell → what it holds, worked out once for cells that say the same."""

    def __init__(self, of: Field) -> None:
        self.of = of

    def __missing__(self, cell: str) -> Value:
        found = self.of.value(cell)
        if len(cell) <= LONGEST_KEPT:
            self[cell] = found
        return found


def is_here() -> bool:
    """Whether the library is installed."""
    return find_spec("pyarrow") is not None


def write_parquet(table: Table, out: IO[bytes]) -> None:
    """Codes as they are, days as days; labels, codes and reasons stand in each column's metadata.

    Why an answer is missing stands in a column `<name>__missing` of its own, where a dataset knows
    such reasons.
    """
    import pyarrow as pa
    from pyarrow import parquet

    types: dict[Kind, Any] = {
        "text": pa.string(),
        "code": pa.string(),
        "whole": pa.int64(),
        "number": pa.float64(),
        "day": pa.date32(),
        "moment": pa.timestamp("s"),
        "yes_no": pa.bool_(),
    }
    with settled(table) as found:
        columns = []
        for one in found.fields:
            told = {"label": one.label, "codes": json.dumps(one.codes, ensure_ascii=False)}
            columns.append(pa.field(one.name, types[one.kind], metadata=told))
            if one.missing:
                words = json.dumps(one.missing, ensure_ascii=False)
                columns.append(pa.field(f"{one.name}__missing", pa.string(), metadata={"codes": words}))  # fmt: skip
        about = {"dataset": table.name, "title": table.title, "version": str(table.version)}
        schema = pa.schema(columns, metadata=about)
        rows = found.rows()
        held = [_Values(one) for one in found.fields]
        with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
            while some := list(islice(rows, AT_ONCE)):
                values: list[list[Any]] = []
                for kept, cells in zip(held, zip(*some, strict=True), strict=True):
                    one = kept.of
                    values.append([*map(kept.__getitem__, cells)])
                    if one.missing:
                        values.append([cell if cell in one.missing else None for cell in cells])
                arrays = [pa.array(v, kind.type) for v, kind in zip(values, schema, strict=True)]
                writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
                if sum(map(len, held)) > MOST_KEPT:
                    for kept in held:
                        kept.clear()
