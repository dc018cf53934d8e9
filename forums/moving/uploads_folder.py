"""The folder of uploads a host downloads beside the dump: one plain file by its name, and no way out of it."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from .shape import Unreadable

MOST_BYTES = 15 * 1024 * 1024 + 1  # one more than is ever kept
_NAME = re.compile(r"[\w-][\w.-]{0,254}", re.A)


class UploadsFolder:
    """`inside`: where in the forum's own folder the files lie; the folder itself may be named too."""

    def __init__(self, path: Path, inside: str) -> None:
        if not path.is_dir():
            raise Unreadable(f"{path} is no folder. Name the one that holds {inside}.")
        self.path = path / inside if (path / inside).is_dir() else path

    def has(self, name: str) -> bool:
        """Whether a plain file of this name lies there; never what a link or a path leads to."""
        if not _NAME.fullmatch(name):
            return False
        try:
            return stat.S_ISREG((self.path / name).lstat().st_mode)
        except OSError:
            return False

    def read(self, name: str) -> bytes:
        """Its first fifteen megabytes. Raises OSError."""
        if not self.has(name):
            raise FileNotFoundError(name)
        with open(os.open(self.path / name, os.O_RDONLY | os.O_NOFOLLOW), "rb") as stream:
            return stream.read(MOST_BYTES)
