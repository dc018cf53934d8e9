"""Whatever an archive says of itself, it is unpacked within its limits or refused by name."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from po_platform.kit.unpacking import Damaged, NotUnpacked, TooLarge, TooMany, opened, unpacked

MOST = 1000


def packed(text: bytes = b'{"said": "much"}' * 40) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", text)
    return raw.getvalue()


def far_away(raw: bytes, place: int) -> bytes:
    """The same archive, whose list says that its file begins at `place` (as ZIP64 can)."""
    begin, end = raw.index(b"PK\x01\x02"), raw.index(b"PK\x05\x06")
    entry, last = bytearray(raw[begin:end]), bytearray(raw[end:])
    struct.pack_into("<H", entry, 30, 12)  # length of the extra field
    struct.pack_into("<L", entry, 42, 0xFFFF_FFFF)  # look for the place there
    entry += struct.pack("<HHQ", 1, 8, place)
    struct.pack_into("<L", last, 12, len(entry))
    return raw[:begin] + bytes(entry) + bytes(last)


def read(raw: bytes) -> list[bytes]:
    archive = opened(raw, 10)
    return [unpacked(archive, name, MOST) for name in archive.namelist()]


def test_what_is_within_its_limits_comes_out() -> None:
    assert read(packed()) == [b'{"said": "much"}' * 40]


def test_too_much_and_too_many_are_refused_by_name() -> None:
    with pytest.raises(TooLarge):
        read(packed(b"0" * (MOST + 1)))
    with pytest.raises(TooMany):
        opened(packed(), 0)


@pytest.mark.parametrize("place", [2**64 - 10, 2**63, 2**62, 10**6])
def test_a_file_that_lies_where_nothing_is_is_damaged(place: int) -> None:
    with pytest.raises(Damaged):
        read(far_away(packed(), place))


@given(st.booleans(), st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=5))
def test_changed_anywhere_it_is_unpacked_or_refused(
    zip64: bool, changes: list[tuple[int, int]]
) -> None:
    raw = bytearray(far_away(packed(), 0) if zip64 else packed())
    for place, value in changes:
        raw[place % len(raw)] = value
    try:
        found = read(bytes(raw))
    except NotUnpacked:
        return
    assert all(len(one) <= MOST for one in found)
