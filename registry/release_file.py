"""The files of a release on disk: lines, figures and the ZIP, a piece at a time however long."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from shutil import copyfileobj
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from files import places
from files.places import copy_of

RAW, WORDS, CODEBOOK, MANIFEST = "data_raw.csv", "data_labels.csv", "codebook.csv", "manifest.json"
ALWAYS = (RAW, WORDS, CODEBOOK)


class _Echo:
    def write(self, text: str) -> str:
        return text


def line_of(cells: Sequence[str], delimiter: str = ",") -> bytes:
    """One line of CSV, as `copy … (format csv)` writes it."""
    # With this ending it quotes a lone carriage return too.
    made: str = csv.writer(_Echo(), delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return made[:-2].encode() + b"\n"


def lines_of(path: Path) -> Iterator[list[str]]:
    """What `save` wrote."""
    with path.open(newline="", encoding="utf-8") as stream:
        yield from csv.reader(stream)


def save(path: Path, lines: Iterable[Sequence[str]]) -> None:
    """A file of these lines."""
    with places.writing(path) as target:
        for line in lines:
            target.write(line_of(line))


def with_figures(
    manifest: Mapping[str, Any], folder: Path, names: Sequence[str], **figures: Any
) -> dict[str, Any]:
    """The manifest with the size and SHA-256 of each of these files."""
    files = [{"name": name, **_figures(folder / name)} for name in names]
    return {**manifest, **figures, "files": files}


def bundle(folder: Path, manifest: Mapping[str, Any]) -> Path:
    """All files the manifest names in one ZIP; made again from the same files, it is the same."""
    text = json.dumps(manifest, indent=2, ensure_ascii=False, sort_keys=True)
    (folder / MANIFEST).write_text(text, "utf-8")
    made = folder / "release.zip"
    with places.writing(made) as new, ZipFile(new, "w") as target:
        for name in (*(one["name"] for one in manifest["files"]), MANIFEST):
            entry = ZipInfo(name)  # the same day in each
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            entry.file_size = (folder / name).stat().st_size
            with target.open(entry, "w") as inside, (folder / name).open("rb") as source:
                copyfileobj(source, inside)
    return made


def _figures(path: Path) -> dict[str, Any]:
    with Path("/dev/null").open("wb") as nowhere:
        size, digest = copy_of(path, nowhere)
    return {"bytes": size, "sha256": digest}
