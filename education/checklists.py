"""Checklists in our own words, with versions; an answer keeps the words it was given to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .checklist import Checklist, Item
from .full_checklists import FILM, GOOD_PRACTICE, OPEN_ABOUT_ITSELF, PRINT, TRANSPARENT, TREATMENT
from .sections import Body

SHORT = (
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
LONG = (PRINT, FILM, TREATMENT, OPEN_ABOUT_ITSELF, GOOD_PRACTICE, TRANSPARENT)
CHECKLISTS = {one.name: one for one in (*SHORT, *LONG)}


def checklists_for(kind: str, body: Body) -> list[Checklist]:
    """Those that are about a page, the short ones first."""
    sections = {str(one.get("kind")) for one in body}
    return [one for one in CHECKLISTS.values() if one.fits(kind, sections)]
