"""The files of a release on disk: lines, figures and the ZIP, a piece at a time however long."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
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


def line_of(cells: Sequence[str]) -> bytes:
    """One line of CSV."""
    made: str = csv.writer(_Echo(), lineterminator="\n").writerow(cells)
    return made.encode()


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
    with ZipFile(made, "w") as target:
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
