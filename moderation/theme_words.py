"""Whether words of the organisation stand in a text, so that a case says itself what it is about; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from po_platform.kit.said import as_heard

WATCHED = "watched_words"  # why a case is open: words of a list of ours stand in it
LONGEST, MOST = 60, 100  # signs of a line, lines of a theme


def lines_of(typed: str) -> list[str]:
    """What somebody typed, a line for each word or words; each once, none empty."""
    lines = (" ".join(line.split())[:LONGEST] for line in typed.splitlines())
    return list(dict.fromkeys(line for line in lines if line))[:MOST]


def told_in(text: str, lines: Iterable[str]) -> bool:
    """Whether one of the lines stands in the text; also as the beginning of a longer word.

    Signs that nobody sees part no word: whoever pastes from a PDF has them in it.
    """
    plain = _plain(text)
    heard = filter(None, map(_plain, lines))
    return any(re.search(rf"(?<!\w){re.escape(line)}", plain) for line in heard)


def _plain(text: str) -> str:
    return " ".join(as_heard(text).split())


def themes_told(text: str, themes: Iterable[tuple[int, Sequence[str]]]) -> list[int]:
    """Ids of the themes whose words stand in the text."""
    return sorted(number for number, lines in themes if told_in(text, lines))
