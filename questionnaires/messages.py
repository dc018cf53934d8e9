"""Words for people that are chosen now and translated when they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext, pgettext

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)  # translated by Django's own catalogues

# Languages that write 1,5 (Unicode CLDR, number symbols).
COMMA = frozenset(
    [
        "bg",
        "bs",
        "ca",
        "cs",
        "da",
        "de",
        "el",
        "es",
        "et",
        "eu",
        "fi",
        "fr",
        "gl",
        "hr",
        "hu",
        "id",
        "is",
        "it",
        "lt",
        "lv",
        "mk",
        "nb",
        "nl",
        "nn",
        "no",
        "pl",
        "pt",
        "ro",
        "ru",
        "sk",
        "sl",
        "sq",
        "sr",
        "sv",
        "tr",
        "uk",
        "vi",
    ]
)


@dataclass(frozen=True)
class Message:
    """A sentence with `%(name)s` places. Numbers and dates are written the reader's way."""

    template: StrOrPromise
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        if not self.params:
            return str(self.template)
        return str(self.template % {name: spoken(value) for name, value in self.params.items()})


def spoken(value: object) -> object:
    """Decimals with the reader's decimal mark, dates as `1 March 2024`; the rest unchanged."""
    if isinstance(value, Decimal):
        return format(value, "f").replace(".", decimal_mark())
    if isinstance(value, date):
        parts = {"day": value.day, "month": gettext(MONTHS[value.month - 1]), "year": value.year}
        return pgettext("date in a sentence", "%(day)d %(month)s %(year)d") % parts
    return value


def decimal_mark() -> str:
    """`.` or `,`, as numbers are written in the language now active."""
    return "," if (get_language() or "")[:2] in COMMA else "."
