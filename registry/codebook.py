"""What a dataset asks, question by question, in words and codes; nothing that names somebody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from questionnaires.definition import DATES, NUMBERS, Item
from questionnaires.queries import Form as Words
from questionnaires.redcap.importing import FORM
from registry.cohort import codes_of
from registry.layout import Layout, has_boxes
from registry.safe_cells import safe
from registry.templatetags.registry_words import form_words

HEADER = ("form", "field", "question", "answer", "codes", "terminologies", "unit")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. `codes`: (code, words). `lists`: titles of the lists its codes come from."""

    name: str
    words: str
    kind: str
    codes: list[tuple[str, str]]
    lists: list[str]
    unit: str


def codebook(
    layout: Layout, words: Words, lists: Mapping[str, str], missing: Mapping[str, str]
) -> Iterator[tuple[str, list[Asked]]]:
    """Form by form; questions whose answers tell who somebody is are left out.

    `lists`: list → title with edition. `missing`: code → why there is no answer.
    """
    for form, items in layout.questions.items():
        every = (*items, *(layout.age_at(form) if layout.ages else ()))
        asked = [_asked(one, words, lists, missing) for one in every if not one.identifier]
        if asked:
            yield words.texts.item(f"{FORM}{form}").text or form_words(form), asked


def lines(book: Iterator[tuple[str, list[Asked]]]) -> Iterator[list[str]]:
    """The same as rows of a table, safe to open in a table program."""
    yield [*HEADER]
    for form, asked in book:
        for one in asked:
            codes = " | ".join(f"{code}, {words}" for code, words in one.codes)
            row = (form, one.name, one.words, one.kind, codes, "; ".join(one.lists), one.unit)
            yield [safe(cell) for cell in row]


def _asked(item: Item, words: Words, lists: Mapping[str, str], missing: Mapping[str, str]) -> Asked:
    return Asked(
        item.link_id,
        words.texts.label(item) or item.link_id,
        _kind(item),
        [*_codes(item, words), *(missing.items() if codes_of(item) else ())],
        [lists.get(one, one) for one in item.terms],
        ", ".join(one.code for one in item.units),
    )


def _codes(item: Item, words: Words) -> list[tuple[str, str]]:
    if item.type == "boolean":
        return [("1", _("Yes")), ("0", _("No"))]
    return [(one.code, words.texts.option(item.link_id, one.code).text) for one in item.options]


def _kind(item: Item) -> str:
    if item.terms:
        return _("a code of a list")
    if has_boxes(item):
        return _("any of these answers")
    if codes_of(item):
        return _("one of these answers")
    if item.type in NUMBERS:
        return _("a number")
    if item.type in DATES:
        return _("a day, or a year") if item.partial_dates else _("a day")
    return _("in one’s own words") if item.type in ("string", "text", "url") else item.type
