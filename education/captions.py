"""Captions of a film as WebVTT: read to the end, so that no player stumbles over them."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

CAPTIONS = "text/vtt"
TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
TIMES = re.compile(rf"{TIME}[ \t]+-->[ \t]+{TIME}(?:[ \t]+\S.*)?", re.ASCII)
ARROW = "-->"


class BrokenCaptions(ValueError):
    """No WebVTT from this line on; `why` says what stands there or is missing."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"{line}: {why}")
        self.line, self.why = line, why


def read_captions(raw: bytes) -> int:
    """How many captions there are, one at least. Raises BrokenCaptions."""
    lines = _lines(raw)
    if not re.match(r"WEBVTT(?:[ \t]|$)", lines[0]):
        raise BrokenCaptions(1, _("it begins with the word WEBVTT."))
    found, last = 0, 0
    for start, block in _blocks(lines):
        if start == 1 or re.match(r"(NOTE|STYLE|REGION)([ \t]|$)", block[0]):
            _no_times(start, block)
            continue
        last = _caption(start, block, last)
        found += 1
    if not found:
        raise BrokenCaptions(len(lines), _("it ends without a caption."))
    return found


def _lines(raw: bytes) -> list[str]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BrokenCaptions(line, _("it holds signs that are not UTF-8.")) from None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, words in enumerate(lines, 1):
        if "\x00" in words:
            raise BrokenCaptions(number, _("it holds signs that are not UTF-8."))
    return lines


def _blocks(lines: list[str]) -> list[tuple[int, list[str]]]:
    """(number of the first line, lines) of what empty lines part."""
    found: list[tuple[int, list[str]]] = []
    begun: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip(" \t"):
            begun.append(line)
        elif begun:
            found.append((number - len(begun), begun))
            begun = []
    return found


def _no_times(start: int, block: list[str]) -> None:
    for number, line in enumerate(block, start):
        if ARROW in line:
            raise BrokenCaptions(number, _("an empty line is missing before it."))


def _caption(start: int, block: list[str], last: int) -> int:
    """When it begins, in milliseconds; the ones after it begin no earlier."""
    named = ARROW not in block[0]
    number, rest = start + named, block[named:]
    times = TIMES.fullmatch(rest[0].strip()) if rest else None
    if times is None:
        raise BrokenCaptions(
            number if rest else start,
            _("here times belong, such as 00:01.000 --> 00:04.000."),
        )
    begins, ends = _moment(times.groups()[:4]), _moment(times.groups()[4:])
    if ends <= begins:
        raise BrokenCaptions(number, _("it ends before it begins."))
    if begins < last:
        raise BrokenCaptions(number, _("it begins before the one above it."))
    if len(rest) == 1:
        raise BrokenCaptions(number, _("there are no words under these times."))
    _no_times(number + 1, rest[1:])
    return begins


def _moment(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths
