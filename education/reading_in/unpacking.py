"""Packed files of the desk: what went wrong while unpacking, in words that say what to do."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from po_platform.kit import unpacking
from po_platform.kit.unpacking import Locked, NotUnpacked, TooLarge, TooMany

from .incoming import Unreadable, tidy

MOST_UNPACKED = 100_000_000  # bytes of all files in one archive
MOST_IN_ARCHIVE = 5_000  # files


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except TooMany as error:
        words = _("There are more than %(n)s files in it.")
        raise Unreadable(words % {"n": error.most}) from error
    except TooLarge as error:
        limit = max(1, error.most // 1_000_000)
        words = _("It unpacks to more than %(limit)s MB.")
        raise Unreadable(words % {"limit": limit}) from error
    except Locked as error:
        raise Unreadable(_("This file is locked with a password. Save it without one.")) from error
    except NotUnpacked as error:
        raise Unreadable(_("This packed file is damaged. Save it again.")) from error


def gunzipped(raw: bytes, most: int) -> bytes:
    """The one file in a .gz of at most `most` bytes. Raises Unreadable."""
    with _in_words():
        return unpacking.gunzipped(raw, most)


def opened(raw: bytes) -> zipfile.ZipFile:
    """A ZIP archive with its list of files read and nothing unpacked. Raises Unreadable."""
    with _in_words():
        return unpacking.opened(raw, MOST_IN_ARCHIVE)


def unpacked(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """One file of it: counted while it is unpacked, whatever the archive says. Raises Unreadable."""
    with _in_words():
        return unpacking.unpacked(archive, name, most)


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
