"""Which people are meant: a list of conditions, all of which hold; checked, canonical, in words."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from questionnaires.definition import DATES, NUMBERS, TEXTS, Item
from questionnaires.expressions import number
from registry.layout import AGE, OLDEST_TOLD, Layout
from registry.terms.shapes import is_code

MOST = 12  # conditions
ONLY = "only"  # of a split or a table: nobody is asked for it, and it is no condition of a cohort
MOST_CODES = 60
_MOST_AGE = {"most": OLDEST_TOLD}
DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)


class NotCohort(ValueError):
    """Conditions that mean nothing for this dataset; the message says why."""


@dataclass(frozen=True, slots=True, order=True)
class Criterion:
    """One condition: somebody has an entry in which it holds. `values`: codes, or one bound."""

    form: str
    field: str
    op: str
    values: tuple[str, ...] = ()


def offered(layout: Layout) -> dict[str, tuple[Item, ...]]:
    """Form → the questions researchers can ask about: nothing that tells names, no free text.

    Nor what the consent answers: that is said on the way out, and nobody is counted by it.
    """
    return {
        form: (*(item for item in _own(layout, items) if may_be_asked(item)), *_age(layout, form))
        for form, items in layout.questions.items()
    }


def _own(layout: Layout, items: Iterable[Item]) -> Iterator[Item]:
    """Without what the consent answers."""
    return (item for item in items if item.link_id not in layout.told)


def _age(layout: Layout, form: str) -> tuple[Item, ...]:
    return layout.age_at(form) if layout.ages else ()


def may_be_asked(item: Item) -> bool:
    """Whether answers may count or leave at all."""
    return not item.identifier and item.type not in (*TEXTS, "open-choice", "quantity", "time")


def asked_for(layout: Layout) -> dict[str, tuple[Item, ...]]:
    """Form → what a request may name: those people are chosen by, what the consent answers, and the
    day a form speaks of.
    """
    found = {
        form: (*(item for item in items if may_choose_by(item)), *_age(layout, form))
        for form, items in layout.questions.items()
    }
    return {
        form: (*found[form], *(one for one in beside if one.link_id in layout.dated))
        for form, beside in layout.beside.items()
    }


def choosing(layout: Layout) -> dict[str, tuple[Item, ...]]:
    """Form → the questions people are chosen by: also those answered by codes of a list."""
    return {
        form: (*(item for item in _own(layout, items) if may_choose_by(item)), *_age(layout, form))
        for form, items in layout.questions.items()
    }


def may_choose_by(item: Item) -> bool:
    """Whether people may be chosen by its answers, and they may be asked for."""
    return may_be_asked(item) or is_coded(item)


def is_coded(item: Item) -> bool:
    """Of its answers only codes a list knows ever count or leave, never what else was typed."""
    return bool(item.terms) and item.type in TEXTS and not item.identifier


def may_leave(layout: Layout) -> frozenset[str]:
    """Names of the questions whose answers may leave at all."""
    return frozenset(item.link_id for items in asked_for(layout).values() for item in items)


def ops_for(item: Item) -> tuple[str, ...]:
    """What can be said about answers of this kind."""
    if item.type in NUMBERS:
        return ("least", "most", "answered")
    if item.type in DATES:
        return ("from", "until", "answered")
    return ("any", "none", "answered")


def codes_of(item: Item) -> tuple[str, ...]:
    """The codes of a choice; of yes or no `1` and `0`."""
    return ("1", "0") if item.type == "boolean" else tuple(one.code for one in item.options)


def read_criteria(layout: Layout, raw: Any, *, kept: bool = False) -> tuple[Criterion, ...]:
    """Conditions from plain JSON, each once and in one order. Raises NotCohort.

    `kept`: as a count was kept; it may be the cell of a split or of a table.
    """
    if not isinstance(raw, list) or len(raw) > MOST + 2 * kept:
        raise NotCohort(_("Give a list of up to %(most)d conditions.") % {"most": MOST})
    return tuple(sorted({_read(layout, one, kept=kept) for one in raw}))


def _read(layout: Layout, raw: Any, *, kept: bool) -> Criterion:
    if not isinstance(raw, Mapping):
        raise NotCohort(_("A condition names a question."))
    form, name, op = (str(raw.get(key, ""))[:100] for key in ("form", "field", "op"))
    item = layout.askable.get(form, {}).get(name)
    if item is None or not may_choose_by(item):
        raise NotCohort(_("The dataset has no question “%(name)s”.") % {"name": name})
    if op not in (*ops_for(item), *((ONLY,) if kept and codes_of(item) else ())):
        raise NotCohort(_("This cannot be asked about “%(name)s”.") % {"name": name})
    given = raw.get("values", [])
    values = tuple(str(one).strip() for one in given) if isinstance(given, list | tuple) else ()
    return Criterion(form, name, op, _values(item, op, values))


def _values(item: Item, op: str, values: tuple[str, ...]) -> tuple[str, ...]:
    if op == "answered":
        return ()
    if is_coded(item):
        return _listed(item, values)
    if op in ("any", "none", ONLY):
        if not values or len(values) > MOST_CODES or not set(values) <= set(codes_of(item)):
            raise NotCohort(_("Choose among the answers of “%(name)s”.") % {"name": item.link_id})
        return tuple(code for code in codes_of(item) if code in values)
    if op in ("least", "most"):
        exact = number(values[0].replace(",", ".")) if len(values) == 1 else None
        if exact is None or abs(exact) > 10**9:
            raise NotCohort(_("Write a number for “%(name)s”.") % {"name": item.link_id})
        if item.link_id == AGE and (exact % 1 or not 0 <= exact <= OLDEST_TOLD):
            raise NotCohort(_("Write an age in whole years, from 0 to %(most)d.") % _MOST_AGE)
        return (format(exact.normalize(), "f"),)
    if len(values) != 1 or not DAY.fullmatch(values[0]):
        raise NotCohort(_("Write a year, or a day like 2024-03-27."))
    return values


def _listed(item: Item, values: tuple[str, ...]) -> tuple[str, ...]:
    """What could be codes; whether a list knows them is asked where a cohort is kept."""
    if not values or len(values) > MOST_CODES or not all(map(is_code, values)):
        raise NotCohort(
            _("Name up to %(most)d codes of the list for “%(name)s”.")
            % {"most": MOST_CODES, "name": item.link_id}
        )
    return tuple(sorted(set(values)))


def canonical(criteria: Sequence[Criterion]) -> str:
    """The same text for the same conditions in any order."""
    return json.dumps([to_plain(one) for one in sorted(set(criteria))], sort_keys=True)


def sha256_of(criteria: Sequence[Criterion]) -> str:
    """The mark under which the same question is found again."""
    return hashlib.sha256(canonical(criteria).encode()).hexdigest()


def to_plain(one: Criterion) -> dict[str, Any]:
    """One condition as it is stored."""
    return {**asdict(one), "values": list(one.values)}


def in_words(
    criteria: Sequence[Criterion], label: Callable[[str], str], option: Callable[[str, str], str]
) -> list[str]:
    """A sentence for each condition. `label`: a question’s words; `option`: those of one answer."""
    return [_sentence(one, label, option) for one in criteria]


def _sentence(
    one: Criterion, label: Callable[[str], str], option: Callable[[str, str], str]
) -> str:
    told = {"what": label(one.field), "value": "".join(one.values[:1])}
    told["values"] = _(" or ").join(option(one.field, code) for code in one.values)
    if one.op == "any":
        return _("%(what)s: %(values)s") % told
    if one.op == "none":
        return _("%(what)s: answered, and not %(values)s") % told
    if one.op == "least":
        return _("%(what)s: %(value)s or more") % told
    if one.op == "most":
        return _("%(what)s: %(value)s or less") % told
    if one.op == "from":
        return _("%(what)s: %(value)s or later") % told
    if one.op == "until":
        return _("%(what)s: %(value)s or earlier") % told
    return _("%(what)s: answered") % told
