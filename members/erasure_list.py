"""Who was erased, as marks, in a file beside the database: a restored copy is erased again by it.

One JSON object a line, only ever added to. Nothing in it points back to a person.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings


class ListBroken(Exception):
    """A line of the list does not read; the message says where."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """One line. `mark`: of the person; `counts`: table → rows that went."""

    mark: str
    at: datetime
    scope: str = "person"
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        """What stands on the proof: "K3F0-91AB-77D2"; the office finds the tombstone by it."""
        return reference_of(self.mark)


def reference_of(mark: str) -> str:
    """The first twelve signs of a mark, in groups of four."""
    signs = mark[:12].upper()
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))


def place() -> Path:
    """The file of this installation."""
    return Path(settings.ERASURE_LIST)


def add(erasure: Erasure) -> None:
    """On disk when this returns; the same once more does no harm."""
    path = place()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    line = json.dumps({**asdict(erasure), "at": erasure.at.isoformat()}, sort_keys=True) + "\n"
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def read(paths: Iterable[Path]) -> dict[str, Erasure]:
    """mark → its first line in these files; a file that is not there counts as empty.

    Raises ListBroken, except for a last line somebody did not finish writing.
    """
    found: dict[str, Erasure] = {}
    for path in paths:
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        for number, line in enumerate(lines, 1):
            try:
                given = json.loads(line)
                one = Erasure(**{**given, "at": datetime.fromisoformat(given["at"])})
            except (ValueError, KeyError, TypeError) as error:
                if number == len(lines):
                    continue
                raise ListBroken(f"{path}, line {number} does not read.") from error
            found.setdefault(one.mark, one)
    return found
