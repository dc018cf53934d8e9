"""What is packed is unpacked up to a limit and no further: a small file may hold a very large one."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .incoming import Unreadable, tidy

MOST_UNPACKED = 100_000_000  # bytes of all files in one archive
MOST_IN_ARCHIVE = 5_000  # files
_CHUNK = 65_536


def gunzipped(raw: bytes, most: int) -> bytes:
    """The one file in a .gz of at most `most` bytes. Raises Unreadable."""
    unpack = zlib.decompressobj(wbits=31)
    try:
        found = unpack.decompress(raw, most + 1)
    except zlib.error as error:
        raise Unreadable(_("This packed file is damaged. Save it again.")) from error
    if len(found) > most:
        raise _too_large(most)
    if not unpack.eof:
        raise Unreadable(_("This packed file is damaged. Save it again."))
    return found


def opened(raw: bytes) -> zipfile.ZipFile:
    """A ZIP archive with its list of files read and nothing unpacked. Raises Unreadable."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Unreadable(_("This packed file is damaged. Save it again.")) from error
    if len(archive.infolist()) > MOST_IN_ARCHIVE:
        words = _("There are more than %(n)s files in it.")
        raise Unreadable(words % {"n": MOST_IN_ARCHIVE})
    return archive


def unpacked(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """One file of it: counted while it is unpacked, whatever the archive says. Raises Unreadable."""
    found = bytearray()
    try:
        with archive.open(name) as handle:
            while chunk := handle.read(_CHUNK):
                found += chunk
                if len(found) > most:
                    raise _too_large(most)
    except RuntimeError as error:  # what zipfile says of a password
        raise Unreadable(_("This file is locked with a password. Save it without one.")) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise Unreadable(_("This packed file is damaged. Save it again.")) from error
    return bytes(found)


def files_of(archive: zipfile.ZipFile, most_each: int) -> Iterator[tuple[str, bytes | Unreadable]]:
    """(name, bytes or why not) of the files in an archive, in the order of their names."""
    left = MOST_UNPACKED
    for name in sorted(one.filename for one in archive.infolist() if not one.is_dir()):
        hidden = any(part.startswith((".", "__MACOSX")) for part in name.split("/"))
        if hidden:
            continue
        try:
            raw = unpacked(archive, name, min(left, most_each))
        except Unreadable as error:
            yield tidy(name, 200), error
            continue
        left -= len(raw)
        yield tidy(name, 200), raw


def _too_large(most: int) -> Unreadable:
    limit = max(1, most // 1_000_000)
    return Unreadable(_("It unpacks to more than %(limit)s MB.") % {"limit": limit})
