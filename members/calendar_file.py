"""Events as a file for calendars (iCalendar, RFC 5545); pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST = 75  # bytes of a line, RFC 5545 section 3.1


@dataclass(frozen=True, slots=True)
class Entry:
    """What a calendar keeps. `uid` stays the same for ever, `version` grows with each change."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    version: int
    made_at: datetime
    place: str = ""
    text: str = ""
    address: str = ""
    cancelled: bool = False


def calendar_file(entry: Entry, *, maker: str) -> bytes:
    """A whole file with this one event; times in UTC. `maker`: the name of the portal."""
    return calendar_of([entry], maker=maker)


def calendar_of(entries: Sequence[Entry], *, maker: str) -> bytes:
    """A whole file with these events, as a calendar asks for it again and again."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{_words(maker)}//EN",
        "METHOD:PUBLISH",
        *(line for entry in entries for line in _event(entry)),
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _event(entry: Entry) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{_words(entry.uid)}",
        f"DTSTAMP:{_moment(entry.made_at)}",
        f"SEQUENCE:{entry.version}",
        f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}",
        f"DTSTART:{_moment(entry.starts_at)}",
        f"DTEND:{_moment(entry.ends_at)}",
        f"SUMMARY:{_words(entry.title)}",
        *([f"LOCATION:{_words(entry.place)}"] if entry.place else []),
        *([f"DESCRIPTION:{_words(entry.text)}"] if entry.text else []),
        *([f"URL:{_one_line(entry.address)}"] if entry.address else []),
        "END:VEVENT",
    ]


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _words(text: str) -> str:
    """Section 3.3.11: what has a meaning of its own is written with a stroke before it."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\\n".join(_one_line(line) for line in lines)


def _one_line(text: str) -> str:
    return "".join(sign for sign in text if sign >= " " and sign != "\x7f")


def _folded(line: str) -> bytes:
    """No line longer than 75 bytes, and no letter torn apart."""
    parts: list[bytes] = []
    here = b""
    for sign in line:
        piece = sign.encode()
        if len(here) + len(piece) > LONGEST - bool(parts):
            parts.append(here)
            here = b""
        here += piece
    return b"\r\n ".join([*parts, here]) + b"\r\n"
