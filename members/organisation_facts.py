"""What the organisation says about itself, in sections with a way to change each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from . import colours
from .models import Organisation
from .parts import PARTS
from .queries.calls import promised_days

Words = str | Promise
LONGEST = 160  # signs of a long text shown on the overview


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: what it is called, what stands there ('' for nothing), a colour to show."""

    term: Words
    text: str
    swatch: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Facts that are changed together."""

    title: Words
    url: str
    facts: list[Fact]


def facts_of(row: Organisation) -> list[Section]:
    """The overview, in the order of the office's page."""
    return [
        Section(
            _("Name and telephone"),
            reverse("members:organisation_name"),
            [
                Fact(_("Name"), row.name),
                *_texts(_("Under the name"), row.tagline),
                Fact(_("Telephone"), row.phone),
                *_texts(_("When somebody answers"), row.hours),
                *_texts(_("When it is urgent"), row.emergency),
            ],
        ),
        Section(
            _("Colours"),
            reverse("members:organisation_colours"),
            [
                _colour(_("Accent"), row.accent, colours.HOUSE_ACCENT),
                _colour(_("Highlight"), row.highlight, colours.HOUSE_HIGHLIGHT),
            ],
        ),
        Section(
            _("Logo"),
            reverse("members:organisation_logo"),
            [Fact(_("Beside the name"), _logo(row))],
        ),
        Section(
            _("Joining"),
            reverse("members:organisation_joining"),
            [
                Fact(_("Who may join?"), str(Organisation.Joining(row.joining).label)),
                Fact(_("From what age?"), str(row.minimum_age)),
                *_texts(_("The rules of being together"), row.rules),
            ],
        ),
        Section(
            _("Calling back"),
            reverse("members:call_promise"),
            [Fact(_("Within how many working days"), str(promised_days()))],
        ),
        Section(
            _("Parts of the portal"),
            reverse("members:organisation_parts"),
            [
                Fact(words, _("Switched off") if name in row.parts_off else _("There"))
                for name, words in PARTS.items()
            ],
        ),
        Section(
            _("Imprint and privacy"),
            reverse("members:organisation_texts"),
            [
                *_texts(_("Who we are"), row.imprint),
                *_texts(_("How we keep your data"), row.privacy),
            ],
        ),
    ]


def _logo(row: Organisation) -> str:
    if row.logo_ref:
        return _("A picture of yours")
    return _("A hand that is also a sunrise, the portal’s own mark")


def _texts(term: Words, texts: dict[str, Any]) -> list[Fact]:
    return [
        Fact(f"{term}, {_(str(language))}", Truncator(texts.get(code, "")).chars(LONGEST))
        for code, language in settings.LANGUAGES
    ]


def _colour(term: Words, own: str, house: str) -> Fact:
    return Fact(term, own or _("%(colour)s, ours") % {"colour": house}, own or house)
