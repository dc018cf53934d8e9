"""Answers that are codes of a list of terms: which questions, from which lists, in which words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from questionnaires.definition import Definition, Item
from registry.cohort import Criterion, is_coded
from registry.layout import Column, Layout
from registry.models import Term
from registry.queries.terms import Known, known_codes, lists_here, named_exactly
from registry.terms.systems import NAMES, SYSTEMS

Codes = Mapping[tuple[str, str], Known]


def lists_of(item: Item, answers: Mapping[str, Any]) -> list[str]:
    """The lists an item's answer is looked for in, by their slugs; none: any text will do."""
    named = [
        str(answers.get(name[1:-1], "")) if name.startswith("[") and name.endswith("]") else name
        for name in item.terms
    ]
    return list(dict.fromkeys(NAMES[name] for name in named if name in NAMES))


def lists_beside(item: Item, answers: Mapping[str, Any]) -> list[str]:
    """The same where `answers` is one row of a file; all lists, where the row cannot tell which."""
    untold = any(name.startswith("[") and name[1:-1] not in answers for name in item.terms)
    return list(SYSTEMS) if untold else lists_of(item, answers)


def lists_asked(item: Item) -> list[str]:
    """The lists that are here and could have answers to a question, whatever else was answered."""
    return lists_here(lists_beside(item, {}))


def codes_named(item: Item, typed: Sequence[str]) -> tuple[list[str], list[str]]:
    """Names and codes somebody typed: the codes of a list, and the first text no list knows.

    A code that is not in use any more is one, too: it stands in answers of its time.
    """
    lists = lists_asked(item)
    known = {code for _list, code in known_codes(lists=lists, codes=typed)}
    codes: list[str] = []
    for text in typed:
        found = [] if text in known else named_exactly(lists=lists, typed=text)
        if text not in known and len(found) != 1:
            return codes, [text]
        codes.append(text if text in known else found[0][0])
    return list(dict.fromkeys(codes)), []


def unknown_codes(layout: Layout, criteria: Iterable[Criterion]) -> list[str]:
    """Codes in these conditions that no list of their question knows; two queries, or none."""
    asked = list(_codes_asked(layout, criteria))
    codes = {code for _item, code in asked}
    known = known_codes(lists=SYSTEMS, codes=codes) if codes else {}
    return [
        code
        for item, code in asked
        if not any((name, code) in known for name in lists_beside(item, {}))
    ]


def codes_in_words(layout: Layout, criteria: Iterable[Criterion]) -> dict[tuple[str, str], str]:
    """(question, code) → its name and code, for every code in these conditions; two queries, or none."""
    asked = list(_codes_asked(layout, criteria))
    codes = {code for _item, code in asked}
    known = known_codes(lists=SYSTEMS, codes=codes) if codes else {}
    return {
        (item.link_id, code): code_in_words(_first(known, lists_beside(item, {}), code))
        for item, code in asked
    }


def _codes_asked(layout: Layout, criteria: Iterable[Criterion]) -> Iterator[tuple[Item, str]]:
    for one in criteria:
        item = layout.definition.by_link_id.get(one.field)
        if item is not None and is_coded(item):
            yield from ((item, code) for code in one.values)


def codes_in(item: Item, value: Any) -> list[str]:
    """The codes an answer is: one a line in a long text."""
    text = str(value or "")
    lines = text.splitlines() if item.type == "text" else [text]
    return [line.strip() for line in lines if line.strip()]


def coded(definition: Definition, answers: Mapping[str, Any]) -> dict[str, tuple[Item, list[str]]]:
    """linkId → (item, lists) of every question whose answer is a code of a list that is here."""
    found = {}
    for item in definition.walk():
        if item.terms and (lists := lists_of(item, answers)):
            found[item.link_id] = item, lists
    here = set(lists_here({name for _item, lists in found.values() for name in lists}) if found else ())  # fmt: skip
    kept = {link_id: (item, [n for n in lists if n in here]) for link_id, (item, lists) in found.items()}  # fmt: skip
    return {link_id: pair for link_id, pair in kept.items() if pair[1]}


def known_in(definition: Definition, answers: Mapping[str, Any]) -> dict[str, list[Known | str]]:
    """linkId → what each code of its answer is, the text itself where no list knows it."""
    questions = coded(definition, {**answers})
    wanted = {
        link_id: (lists, codes_in(item, answers[link_id]))
        for link_id, (item, lists) in questions.items()
        if link_id in answers
    }
    if not any(codes for _lists, codes in wanted.values()):
        return {}
    known = known_codes(
        lists={name for lists, _codes in wanted.values() for name in lists},
        codes={code for _lists, codes in wanted.values() for code in codes},
    )
    return {
        link_id: [_first(known, lists, code) for code in codes]
        for link_id, (lists, codes) in wanted.items()
    }


def _first(known: Codes, lists: Iterable[str], code: str) -> Known | str:
    return next((known[name, code] for name in lists if (name, code) in known), code)


def editions_of(definition: Definition, answers: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """linkId → {list: edition} of the codes in these answers, to be kept beside them."""
    return {
        link_id: editions
        for link_id, codes in known_in(definition, answers).items()
        if (editions := {one.list: one.version for one in codes if isinstance(one, Known)})
    }


def only_known(
    columns: Sequence[Column],
    coded: Iterable[Column],
    rows: Sequence[list[str]],
    apart: int,
) -> Iterator[list[str]]:
    """These rows; of what stands in `coded` columns only codes a list knows. Two queries.

    `apart`: cells before the first of `columns`.
    """
    names = [column.name for column in columns]
    places = [(apart + names.index(column.name), column.item) for column in coded if column.item]
    codes = {code for at, item in places for row in rows for code in codes_in(item, row[at])}
    known = known_codes(lists=SYSTEMS, codes=codes) if codes else {}
    for row in rows:
        answers = dict(zip(names, row[apart:], strict=True))
        for at, item in places:
            lists = lists_beside(item, answers)
            kept = [
                code for code in codes_in(item, row[at])
                if any((name, code) in known for name in lists)
            ]  # fmt: skip
            row[at] = "\n".join(kept)
        yield row


def code_in_words(one: Known | str) -> str:
    """ "Morning hands syndrome (ORPHA:900001)", and what became of it."""
    if isinstance(one, str):
        return one
    words = {"name": one.label, "code": one.code, "now": ", ".join(one.instead)}
    if one.state == Term.State.CURRENT:
        return _("%(name)s (%(code)s)") % words
    if one.instead:
        return _("%(name)s (%(code)s), not used any more; now %(now)s") % words
    return _("%(name)s (%(code)s), not used any more") % words
