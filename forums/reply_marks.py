"""The mark in an address somebody answers a mail to: for one member and one topic, signed, of one day."""

from __future__ import annotations

import base64
import hmac
from binascii import Error
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.utils.crypto import salted_hmac

LIVES = timedelta(days=60)
_FIRST_DAY = date(2026, 1, 1)
_SIGNED = 10  # bytes of the signature: eighty bits, beside the mailbox it has to come from


@dataclass(frozen=True, slots=True)
class ReplyMark:
    """`series`: which of the member's series of addresses; an older one is void."""

    person_id: int
    topic_id: int
    series: int
    day: date

    def living(self, today: date) -> bool:
        """Whether it may still be answered to."""
        return self.day <= today + timedelta(days=1) and today <= self.day + LIVES


def today() -> date:
    """Days of marks are those of UTC."""
    return datetime.now(UTC).date()


def written(mark: ReplyMark) -> str:
    """Small letters and figures, at most 56: mail servers turn capitals into small letters."""
    numbers = (mark.person_id, mark.topic_id, mark.series, (mark.day - _FIRST_DAY).days)
    plain = b"".join(_varint(number) for number in numbers)
    return base64.b32encode(plain + _signature(plain)).decode().rstrip("=").lower()


def read_mark(text: str) -> ReplyMark | None:
    """None when anything about it was changed."""
    try:
        raw = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except (Error, ValueError):
        return None
    plain, signed = raw[:-_SIGNED], raw[-_SIGNED:]
    if not plain or not hmac.compare_digest(signed, _signature(plain)):
        return None
    numbers = _numbers(plain)
    if len(numbers) != 4:
        return None
    person, topic, series, days = numbers
    return ReplyMark(person, topic, series, _FIRST_DAY + timedelta(days=days))


def _signature(plain: bytes) -> bytes:
    return salted_hmac("forums.reply_marks", plain, algorithm="sha256").digest()[:_SIGNED]


def _varint(number: int) -> bytes:
    made = bytearray()
    while number > 127:
        made.append(number & 127 | 128)
        number >>= 7
    made.append(number)
    return bytes(made)


def _numbers(plain: bytes) -> list[int]:
    found, number, shift = [], 0, 0
    for byte in plain:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            found.append(number)
            number = shift = 0
    return found
