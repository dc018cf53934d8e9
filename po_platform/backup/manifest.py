"""What a backup says it holds, so that anybody can check it later."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from . import MANIFEST, BackupFailed

NAME = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`server`: major version of Postgres. `rows`: table → rows when it was taken."""

    made_at: str
    server: int
    rows: Mapping[str, int]
    keys: int
    files: Mapping[str, Mapping[str, Any]]
    format: int = 1


def write(folder: Path, manifest: Manifest) -> None:
    """Beside the files it speaks of."""
    text = json.dumps(asdict(manifest), indent=1, sort_keys=True) + "\n"
    (folder / MANIFEST).write_text(text, "utf-8")


def read(folder: Path) -> Manifest:
    """Raises BackupFailed when there is none, or none this version knows."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise BackupFailed(f"{folder} holds no backup: its {MANIFEST} does not read.") from error
    if manifest.format != 1:
        raise BackupFailed(f"{folder} was made by a newer version of this portal.")
    return manifest


def described(path: Path) -> dict[str, Any]:
    """Size in bytes and SHA-256 of a file."""
    with path.open("rb") as stream:
        return {"size": path.stat().st_size, "sha256": file_digest(stream, "sha256").hexdigest()}


def moment_of(folder: Path) -> datetime | None:
    """When a backup was taken, by its name; None for other folders."""
    try:
        return datetime.strptime(folder.name, NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


def all_backups(place: Path) -> list[Path]:
    """Finished backups, oldest first."""
    found = [path for path in place.glob("*") if path.is_dir() and moment_of(path)]
    return sorted(found, key=lambda path: path.name)
