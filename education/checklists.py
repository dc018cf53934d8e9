"""Checklists in our own words, with versions; an answer keeps the words it was given to."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a checklist, answered by yes, no or does not apply."""

    id: str
    text: Words


@dataclass(frozen=True, slots=True)
class Checklist:
    """One list. A changed item is a new `version`."""

    name: str
    version: int
    title: Words
    items: tuple[Item, ...]


CHECKLISTS = {
    one.name: one
    for one in (
        Checklist(
            "easy-to-understand",
            1,
            _("Easy to understand"),
            (
                Item("purpose", _("After three lines it is clear what the page is for.")),
                Item("words", _("The words are everyday words.")),
                Item("terms", _("Medical terms are explained where they stand, not by a link.")),
                Item("active", _("Sentences say who does what.")),
                Item("numbers", _("Nobody has to calculate anything.")),
                Item("chunks", _("Paragraphs are short, and headings say what follows.")),
                Item("order", _("One thing follows from the other.")),
                Item("pictures", _("Pictures show what the text says, and nothing else.")),
            ),
        ),
        Checklist(
            "easy-to-act-on",
            1,
            _("Easy to act on"),
            (
                Item("action", _("There is at least one thing the reader can do.")),
                Item("address", _("The page speaks to the reader.")),
                Item("steps", _("What to do comes in small steps.")),
                Item("tool", _("Where a list or sheet would help, there is one.")),
                Item("help", _("It says when and where to get help.")),
            ),
        ),
        Checklist(
            "medically-sound",
            1,
            _("Medically sound"),
            (
                Item("right", _("Nothing in it is wrong or out of date.")),
                Item("sources", _("Each claim that matters rests on a source named.")),
                Item("choices", _("Other ways are named, with what speaks for and against them.")),
                Item("doing_nothing", _("It says what happens without treatment.")),
                Item("uncertain", _("It says what is not certain.")),
                Item("harm", _("Nobody who follows it word for word comes to harm.")),
                Item("interests", _("Nothing is advertised, and interests are declared.")),
            ),
        ),
    )
}
SCORED = ("yes", "no")


def share_of_yes(answers: dict[str, str]) -> float | None:
    """Percent of yes among what applies, with one decimal; None when nothing applies.

    Does-not-apply is left out of both sides, as in the PEMAT user's guide (AHRQ 14-0002-EF).
    """
    counted = [value for value in answers.values() if value in SCORED]
    if not counted:
        return None
    return round(100 * counted.count("yes") / len(counted), 1)
