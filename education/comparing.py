"""Two texts of a page beside each other: what went, what came, word by word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Mark = Literal["same", "out", "in"]
LONGEST = 4_000  # words of one line that are compared word by word


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and whether they stayed, went or came."""

    mark: Mark
    words: str


def compare(old: Sequence[str], new: Sequence[str]) -> list[list[Piece]]:
    """One list of pieces for each line; lines that stayed the same are among them."""
    found: list[list[Piece]] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found += [[Piece("same", line)] for line in old[a:b]]
            continue
        before, after = list(old[a:b]), list(new[c:d])
        for number in range(max(len(before), len(after))):
            left = before[number] if number < len(before) else ""
            right = after[number] if number < len(after) else ""
            found.append(list(_in_words(left, right)))
    return found


def _in_words(old: str, new: str) -> Iterator[Piece]:
    before, after = old.split()[:LONGEST], new.split()[:LONGEST]
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece("same", " ".join(before[a:b]))
        else:
            if a < b:
                yield Piece("out", " ".join(before[a:b]))
            if c < d:
                yield Piece("in", " ".join(after[c:d]))
