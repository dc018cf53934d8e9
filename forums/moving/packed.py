"""Files packed by gzip, bzip2 or ZIP, read like plain ones: up to a limit, and what is broken is told."""

from __future__ import annotations

import bz2
import gzip
import os
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from errno import EINVAL
from pathlib import Path
from typing import IO, Protocol

from .shape import Unreadable

MOST_TIMES = 200  # what people wrote packs to a tenth; zeros to a thousandth and less
ALWAYS = 100_000_000  # bytes: up to here nobody asks how well it was packed
DAMAGED = "The packed file is damaged, or it did not come whole. Fetch it once more."
TOO_LARGE = (
    "It unpacks to very much more than what people write does. If it is right all the same, unpack"
    " it yourself and name what comes out."
)
_GZIP, _BZIP2, _ZIP = b"\x1f\x8b", b"BZh", b"PK\x03\x04"
_KNOWN = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # the others ask for memory as they like


class Readable(Protocol):
    """What both a plain file and a packed one can do."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""


class _Unpacked:
    """Counts what comes out, whatever the file says of itself."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self.stream, self.most, self.seen = stream, most, 0

    def read(self, size: int, /) -> bytes:
        """Raises Unreadable."""
        with _told():
            found = self.stream.read(size)
        self.seen += len(found)
        if self.seen > self.most:
            raise Unreadable(TOO_LARGE)
        return found


def is_packed(path: Path) -> bool:
    """By its first bytes, not by its name. Raises OSError."""
    with path.open("rb") as raw:
        return raw.read(4).startswith((_GZIP, _BZIP2, _ZIP))


@contextmanager
def opened(path: Path, ending: str = "") -> Iterator[Readable]:
    """A file, unpacked as it is read; of a ZIP the one file with this ending. Raises Unreadable, OSError."""
    with path.open("rb") as raw:
        start = raw.read(4)
        raw.seek(0)
        most = max(ALWAYS, MOST_TIMES * os.fstat(raw.fileno()).st_size)
        if start.startswith(_GZIP):
            with closing(gzip.GzipFile(fileobj=raw)) as stream:
                yield _Unpacked(stream, most)  # type: ignore[arg-type]  # it reads bytes
        elif start.startswith(_BZIP2):
            with closing(bz2.BZ2File(raw)) as stream:
                yield _Unpacked(stream, most)
        elif start == _ZIP:
            with closing(_in_zip(raw, ending)) as stream:
                yield _Unpacked(stream, most)
        else:
            yield raw


def _in_zip(raw: IO[bytes], ending: str) -> IO[bytes]:
    if not ending:
        raise Unreadable(
            "This is a ZIP: unpack it into a folder, without the ZIP, and name the folder."
        )
    with _told():
        archive = zipfile.ZipFile(raw)
        files = [one for one in archive.infolist() if _is_meant(one.filename, ending)]
    if len(files) != 1:
        raise Unreadable(
            f"Files ending in {ending} in the ZIP: {len(files)}. Unpack it and name the right one."
        )
    if files[0].flag_bits & 1:
        raise Unreadable("There is a password on the ZIP. Unpack it and name what comes out.")
    if files[0].compress_type not in _KNOWN:
        raise Unreadable("The ZIP is packed in a way that is not read here. Unpack it first.")
    with _told():
        return archive.open(files[0])


def _is_meant(name: str, ending: str) -> bool:
    """Programs of one maker put a hidden twin beside each file."""
    parts = name.lower().split("/")
    return parts[-1].endswith(ending) and not any(
        one.startswith((".", "__macosx")) for one in parts
    )


@contextmanager
def _told() -> Iterator[None]:
    """Whatever a foreign file makes of its reader is the file's fault, but for a disk that fails."""
    try:
        yield
    except Exception as error:
        if isinstance(error, OSError) and error.errno not in (None, EINVAL):
            raise
        raise Unreadable(DAMAGED) from error
