"""What is packed is unpacked up to a limit and no further: a small file may hold a very large one.

Pure, in memory. Sizes are counted while unpacking, whatever the file says of itself.
"""

from __future__ import annotations

import io
import zipfile
import zlib

_CHUNK = 65_536
_WBITS_GZIP = 31
# What programs write. The others ask for as much memory as the file says.
_KNOWN = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class NotUnpacked(ValueError):
    """This cannot be unpacked; one of those below says why."""


class Damaged(NotUnpacked):
    """Not packed as programs pack, or broken on its way."""


class Locked(NotUnpacked):
    """There is a password on it."""


class TooLarge(NotUnpacked):
    """It unpacks to more than `most` bytes, or holds more than `most` files."""

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most}")
        self.most = most


class TooMany(TooLarge):
    """Files, and not bytes."""


def gunzipped(raw: bytes, most: int) -> bytes:
    """The one file in a .gz of at most `most` bytes. Raises NotUnpacked."""
    unpack = zlib.decompressobj(wbits=_WBITS_GZIP)
    try:
        found = unpack.decompress(raw, most + 1)
    except zlib.error as error:
        raise Damaged from error
    if len(found) > most:
        raise TooLarge(most)
    if not unpack.eof:
        raise Damaged
    return found


def opened(raw: bytes, most_files: int) -> zipfile.ZipFile:
    """A ZIP archive with its list of files read and nothing unpacked. Raises NotUnpacked."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except (
        Exception
    ) as error:  # whatever a foreign file makes of the reader, it is the file's fault
        raise Damaged from error
    if len(archive.infolist()) > most_files:
        raise TooMany(most_files)
    return archive


def unpacked(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """One file of it, of at most `most` bytes. Raises NotUnpacked."""
    found = bytearray()
    try:
        if archive.getinfo(name).compress_type not in _KNOWN:
            raise Damaged
        with archive.open(name) as handle:
            while chunk := handle.read(_CHUNK):
                found += chunk
                if len(found) > most:
                    raise TooLarge(most)
    except NotUnpacked:
        raise
    except NotImplementedError as error:
        raise Damaged from error
    except RuntimeError as error:  # what zipfile says of a password
        raise Locked from error
    except Exception as error:  # as above
        raise Damaged from error
    return bytes(found)
