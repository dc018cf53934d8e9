"""The files of a mailing list's archive, packed or not, one or a folder of them, read as one."""

from __future__ import annotations

import os
import re
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from .packed import Readable, is_packed, opened
from .shape import MOST_NOTES, Unreadable, one_line

MOST_FILES = 10_000
MOST_UNPACKED = 20_000_000_000  # bytes of all files together
CHUNK = 1 << 18
BEGINS = re.compile(rb"From (\S+|\S+ at \S+) .{0,60}\d\d:\d\d")
_BETWEEN = b"\n\n"  # a message begins after an empty line


class Archive:
    """One plain file is read where it lies; what is packed and what is in a folder is put together in a
    nameless file of the system, which is gone with this object.

    Nothing is taken of a folder in which one file is damaged: conversations would be cut there.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.notes = path, list[str]()
        self.name = _bare(path)
        self.together: IO[bytes] | None = None
        if not path.is_dir() and not is_packed(path):
            return
        together = tempfile.TemporaryFile()  # noqa: SIM115  # closed with this object
        weakref.finalize(self, together.close)
        self.together = together
        if path.is_dir():
            self._take_folder(together)
        else:
            with opened(path) as stream:
                self._take(stream, b"", together)

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """From its beginning."""
        if self.together is not None:
            self.together.seek(0)
            yield self.together
        else:
            with self.path.open("rb") as stream:
                yield stream

    def _take_folder(self, together: IO[bytes]) -> None:
        """Raises Unreadable, with the name of each file that cannot be read."""
        damaged: list[str] = []
        files = sorted(_files(self.path), key=lambda one: one.name)
        if not files:
            raise Unreadable("There is no file in this folder. Name the one with the archive.")
        for file in files:
            try:
                self._take_file(file, together)
            except _NoRoom:
                raise
            except Unreadable as error:
                damaged.append(f"{one_line(file.name, 80)}: {error}")
            except OSError as error:
                damaged.append(f"{one_line(file.name, 80)}: {error.strerror or 'not readable'}.")
        if damaged:
            raise Unreadable(
                "Nothing was taken. Put these files right first.", damaged[:MOST_NOTES]
            )

    def _take_file(self, file: Path, together: IO[bytes]) -> None:
        with opened(file) as stream:
            start = stream.read(CHUNK)
            if BEGINS.match(start.lstrip()):
                self._take(stream, start, together)
            else:
                self.notes.append(
                    f"{one_line(file.name, 80)}: no archive of messages, so it is not read."
                )

    def _take(self, stream: Readable, start: bytes, together: IO[bytes]) -> None:
        """Raises Unreadable."""
        chunk = start or stream.read(CHUNK)
        while chunk:
            _put(chunk, together)
            chunk = stream.read(CHUNK)
        _put(_BETWEEN, together)


class _NoRoom(Unreadable):
    """For all files together, whichever comes next."""


def _put(chunk: bytes, together: IO[bytes]) -> None:
    try:
        together.write(chunk)
        size = together.tell()
    except OSError as error:
        raise _NoRoom(
            f"There is no room for what is unpacked ({error.strerror}). The variable TMPDIR names a"
            " folder for it."
        ) from error
    if size > MOST_UNPACKED:
        raise _NoRoom("All of it together is larger than 20 GB. Name a folder with fewer files.")


def _files(folder: Path) -> Iterator[Path]:
    """What lies in it by itself: nothing hidden, nothing a link leads to, nothing of folders in it."""
    with os.scandir(folder) as entries:
        for number, entry in enumerate(entries):
            if number >= MOST_FILES:
                raise Unreadable(f"There are more than {MOST_FILES} files in this folder.")
            if not entry.name.startswith(".") and entry.is_file(follow_symlinks=False):
                yield folder / entry.name


def _bare(path: Path) -> str:
    """What the board is called: the file without its endings, or the folder."""
    name = path.resolve().name
    shorter = name.removesuffix(".gz").removesuffix(".bz2")
    if path.is_dir():
        return shorter.removesuffix(".mbox")
    return Path(shorter).stem
