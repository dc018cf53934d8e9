"""Reads a backup from end to end: every file as it was written, every row that was counted."""

from __future__ import annotations

import tarfile
from collections.abc import Mapping
from pathlib import Path

from . import FILES, KEYS_FILE, MAIN, WITHOUT_ROWS
from .manifest import Manifest, described, read
from .programs import program, reading

_BEGIN, _END = b"COPY public.", b"\\.\n"


def problems_of(folder: Path) -> list[str]:
    """What is wrong with it, in sentences; nothing when all is well. Raises BackupFailed."""
    manifest = read(folder)
    changed = [
        f"{name} is not as it was written."
        for name, wanted in manifest.files.items()
        if not _as_written(folder / name, wanted)
    ]
    return changed or [*_rows_missing(folder, manifest), *_tar_broken(folder)]


def keys_are_there(folder: Path) -> bool:
    """Whether its own keys have not gone yet: they live shorter than the rest."""
    return (folder / KEYS_FILE).exists()


def _as_written(path: Path, wanted: Mapping[str, object]) -> bool:
    if not path.exists():
        return path.name == KEYS_FILE
    return described(path) == dict(wanted)


def _rows_missing(folder: Path, manifest: Manifest) -> list[str]:
    dumped = rows_in(folder / MAIN, manifest.server)
    wrong = [
        f"{table} has {dumped.get(table, 0)} rows in the copy and had {rows}."
        for table, rows in manifest.rows.items()
        if table not in WITHOUT_ROWS and dumped.get(table, 0) != rows
    ]
    if keys_are_there(folder):
        with (folder / KEYS_FILE).open("rb") as stream:
            keys = sum(1 for _line in stream)
        if keys != manifest.keys:
            wrong.append(f"{KEYS_FILE} has {keys} keys, there were {manifest.keys}.")
    return wrong


def rows_in(dump: Path, server: int) -> dict[str, int]:
    """table → rows, counted in the copy itself."""
    found: dict[str, int] = {}
    table = ""
    words: list[str | Path] = [program("pg_restore", server), "--data-only", "--file=-", dump]
    with reading(words) as lines:
        for line in lines:
            if table and line == _END:
                table = ""
            elif table:
                found[table] += 1
            elif line.startswith(_BEGIN):
                table = line[len(_BEGIN) :].split(b" ", 1)[0].decode().strip('"')
                found[table] = 0
    return found


def _tar_broken(folder: Path) -> list[str]:
    try:
        with tarfile.open(folder / FILES) as archive:
            for _member in archive:
                pass
    except (OSError, tarfile.TarError):
        return [f"{FILES} does not open."]
    return []
