"""What somebody typed into the search, taken apart; and which words are nearly the same; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

LONGEST = 200  # signs that are looked at
MOST = 10  # terms
LONGEST_GROUP = 4  # words of a synonym that may stand one after the other
SHORTEST_PART = 4  # signs of a part of a compound
# What German puts between two parts of a compound.
JOINTS = ("", "s", "es", "n", "en", "er", "ens", "e")
_TERM = re.compile(r'(-?)(?:"([^"]*)"|([^\s"]+))')


@dataclass(frozen=True, slots=True)
class Term:
    """A word or, in quotation marks, words in this order; `without`: what must not stand there."""

    text: str
    phrase: bool = False
    without: bool = False


@dataclass(frozen=True, slots=True)
class Factor:
    """One thing a hit has, or has not: any of `options`. `plain`: typed as one word."""

    options: tuple[str, ...]
    plain: bool = False
    without: bool = False


def tidy(typed: str) -> str:
    """At most 200 signs, with one kind of quotation mark and nothing invisible in it."""
    text = unicodedata.normalize("NFKC", typed[: LONGEST * 4])
    text = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text)
    text = re.sub("[„“”«»]", '"', text)
    return " ".join(text.split())[:LONGEST]


def terms(text: str) -> list[Term]:
    """At most ten, in the order they were typed; what holds neither letter nor digit is none."""
    found = []
    for minus, phrase, word in _TERM.findall(text):
        words = phrase or word
        if any(sign.isalnum() for sign in words):
            found.append(Term(words, bool(phrase), bool(minus)))
    return found[:MOST]


def factors(found: Sequence[Term], same: Mapping[str, Collection[str]]) -> list[Factor]:
    """`same`: a word or a few words in small letters → other words for it. The longest group wins."""
    made, at = [], 0
    while at < len(found):
        term = found[at]
        if term.phrase or term.without:
            others = () if term.without else tuple(same.get(term.text.casefold(), ()))
            made.append(Factor((term.text, *others), without=term.without))
            at += 1
            continue
        size, words = next(_groups(found, at, same))
        made.append(Factor((words, *same.get(words.casefold(), ())), plain=size == 1))
        at += size
    return made


def groups_of(found: Sequence[Term]) -> set[str]:
    """Every word and every few words in a row, in small letters: what may have synonyms."""
    wanted = {term.text.casefold() for term in found if term.phrase}
    for at in range(len(found)):
        wanted |= {words.casefold() for _size, words in _runs(found, at)}
    return wanted


def _groups(
    found: Sequence[Term], at: int, same: Mapping[str, Collection[str]]
) -> Iterator[tuple[int, str]]:
    runs = list(_runs(found, at))
    yield from (run for run in runs if run[1].casefold() in same)
    yield runs[-1]


def _runs(found: Sequence[Term], at: int) -> Iterator[tuple[int, str]]:
    """(how many, the words), the longest first; of words that were typed plainly."""
    end = at
    while end < len(found) and end - at < LONGEST_GROUP:
        if found[end].phrase or found[end].without:
            break
        end += 1
    for stop in range(end, at, -1):
        yield stop - at, " ".join(term.text for term in found[at:stop])


def is_near(word: str, other: str) -> bool:
    """Whether one may be a slip for the other: one slip in five letters or fewer, two in more."""
    allowed = 1 if len(word) <= 5 else 2
    if abs(len(word) - len(other)) > allowed:
        return False
    return distance(word, other) <= allowed


def distance(word: str, other: str) -> int:
    """How many letters were left out, added, mistaken or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, sign in enumerate(word, 1):
        older, before = before, row
        row = [i]
        for j, second in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (sign != second))
            if i > 1 and j > 1 and sign == other[j - 2] and word[i - 2] == second:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]


def parts_of(stem: str) -> list[tuple[str, str]]:
    """The ways a compound may be made of two words: ("darm", "entzund") for "darmentzund"."""
    found = []
    for cut in range(SHORTEST_PART, len(stem) - SHORTEST_PART + 1):
        left, right = stem[:cut], stem[cut:]
        for joint in JOINTS:
            bare = left.removesuffix(joint) if joint else left
            if left.endswith(joint) and len(bare) >= SHORTEST_PART:
                found.append((bare, right))
    return found
