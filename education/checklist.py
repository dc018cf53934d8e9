"""What a checklist is, and how its answers are counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

Words = str | Promise
SCORED = ("yes", "no")
GRADES = ("1", "2", "3", "4", "5")
NO = ("no", "1", "2")  # what asks for a reason


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `may_not_apply`: "does not apply" is an answer; `part`: scored apart."""

    id: str
    text: Words
    may_not_apply: bool = True
    part: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """One list. A changed item is a new `version`.

    `graded`: answered from 1 (no) to 5 (yes), by two people or more, and shown as their span.
    `only_for`: kinds of pages it is about; `only_with`: a kind of section the page must have.
    """

    name: str
    version: int
    title: Words
    items: tuple[Item, ...]
    parts: tuple[tuple[str, Words], ...] = ()
    graded: bool = False
    only_for: frozenset[str] = frozenset()
    only_with: str = ""
    lead: Words = ""

    def fits(self, kind: str, sections: Collection[str]) -> bool:
        """Whether it is about a page of this kind with sections of these kinds."""
        return (not self.only_for or kind in self.only_for) and (
            not self.only_with or self.only_with in sections
        )


def why_key(item: str) -> str:
    """Under which name the comment on an item is kept beside its answer."""
    return f"{item}.why"


def reasons(one: Checklist, answers: Mapping[str, str]) -> list[tuple[Words, str]]:
    """(item, comment) of each no, and of each low grade, in order; '' for a no without a word."""
    return [
        (item.text, answers.get(why_key(item.id), ""))
        for item in one.items
        if answers.get(item.id) in NO
    ]


def share_of_yes(answers: Mapping[str, str]) -> float | None:
    """Percent of yes among what applies, with one decimal; None when nothing applies.

    Does-not-apply is left out of both sides, as in the PEMAT user's guide (AHRQ 14-0002-EF).
    """
    counted = [value for value in answers.values() if value in SCORED]
    if not counted:
        return None
    return round(100 * counted.count("yes") / len(counted), 1)


def shares(one: Checklist, answers: Mapping[str, str]) -> list[tuple[Words, float | None]]:
    """(part, share of yes) of each part of a list, never both in one figure; one part: ('', share)."""
    found: list[tuple[Words, float | None]] = []
    for part, label in one.parts or (("", ""),):
        here = {item.id: answers.get(item.id, "") for item in one.items if item.part == part}
        found.append((label, share_of_yes(here)))
    return found


def span(one: Checklist, answered: Sequence[Mapping[str, str]]) -> tuple[int, int] | None:
    """Lowest and highest overall grade of everybody: people differ much here, so never a mean.

    Agreement between raters of treatment pages was weighted kappa 0.53 among experts and 0.23 among
    self-help members (J Epidemiol Community Health 1999;53:105).
    """
    last = one.items[-1].id
    grades = [int(answers[last]) for answers in answered if answers.get(last) in GRADES]
    return (min(grades), max(grades)) if grades else None
