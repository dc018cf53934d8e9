"""Which people are meant: conditions that all hold, or one of several; checked, and in one order."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from questionnaires.definition import DATES, NUMBERS, TEXTS, Item
from questionnaires.expressions import number
from registry.layout import AGE, OLDEST_TOLD, Layout
from registry.terms.shapes import is_code

MOST = 12  # conditions
ONLY = "only"  # of a split or a table: nobody is asked for it, and it is no condition of a cohort
NEVER = "never_"  # before what could be said: no entry of hers says so
MOST_CODES = 60
GROUPED = 2  # the version of a definition with groups; the one before it is a plain list
_MOST_AGE = {"most": OLDEST_TOLD}
DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)


class NotCohort(ValueError):
    """Conditions that mean nothing for this dataset; the message says why."""


@dataclass(frozen=True, slots=True, order=True)
class Criterion:
    """One condition: somebody has an entry in which it holds; with NEVER: she has none.

    `values`: codes, or one bound.
    """

    form: str
    field: str
    op: str
    values: tuple[str, ...] = ()

    @property
    def never(self) -> bool:
        """Whether no entry may say so."""
        return self.op.startswith(NEVER)

    @property
    def said(self) -> Criterion:
        """What an entry says or does not say."""
        return replace(self, op=self.op.removeprefix(NEVER))


@dataclass(frozen=True, slots=True)
class OneOf:
    """Conditions of which at least one holds: two or more, as `one_of` puts them together."""

    criteria: tuple[Criterion, ...]


Clause = Criterion | OneOf


def one_of(criteria: Iterable[Criterion]) -> Clause:
    """At least one of these holds; each once and in one order."""
    found = tuple(sorted(set(criteria)))
    return found[0] if len(found) == 1 else OneOf(found)


def parts_of(clause: Clause) -> tuple[Criterion, ...]:
    """The conditions of which one has to hold."""
    return clause.criteria if isinstance(clause, OneOf) else (clause,)


def each_in(clauses: Iterable[Clause]) -> list[Criterion]:
    """Every condition there is, also those in groups."""
    return [one for clause in clauses for one in parts_of(clause)]


def in_order(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """What all has to hold, each once and in one order."""
    return tuple(sorted({one_of(parts_of(one)) for one in clauses}, key=parts_of))


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
        return _or_never("least", "most", "answered")
    if item.type in DATES:
        return _or_never("from", "until", "answered")
    return ("none", *_or_never("any", "answered"))


def _or_never(*ops: str) -> tuple[str, ...]:
    return (*ops, *(f"{NEVER}{op}" for op in ops))


def codes_of(item: Item) -> tuple[str, ...]:
    """The codes of a choice; of yes or no `1` and `0`."""
    return ("1", "0") if item.type == "boolean" else tuple(one.code for one in item.options)


def read_criteria(layout: Layout, raw: Any, *, kept: bool = False) -> tuple[Clause, ...]:
    """Conditions from plain JSON, each once and in one order. Raises NotCohort.

    `kept`: as a count was kept; it may be the cell of a split or of a table.
    """
    groups = groups_in(raw)
    if sum(map(len, groups)) > MOST + 2 * kept:
        raise _not_a_list()
    return in_order(one_of(_read(layout, one, kept=kept) for one in group) for group in groups)


def groups_in(raw: Any) -> list[list[Any]]:
    """The groups of a definition, of each of which one condition holds. Raises NotCohort.

    A plain list, as all were once, is one of groups of one.
    """
    if isinstance(raw, list):
        return [[one] for one in raw]
    told = raw if isinstance(raw, Mapping) and raw.get("version") == GROUPED else {}
    all_of = told.get("all_of")
    groups = all_of if isinstance(all_of, list) else []
    found = [one.get("one_of") if isinstance(one, Mapping) else None for one in groups]
    read = [one for one in found if isinstance(one, list) and one]
    if not read or len(read) < len(found):
        raise _not_a_list()
    return read


def _not_a_list() -> NotCohort:
    return NotCohort(_("Give a list of up to %(most)d conditions.") % {"most": MOST})


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
    op = op.removeprefix(NEVER)
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


def to_stored(clauses: Iterable[Clause]) -> list[Any] | dict[str, Any]:
    """A definition as it is stored: a plain list while nothing is in a group, as it always was."""
    found = in_order(clauses)
    if not any(isinstance(one, OneOf) for one in found):
        return [to_plain(one) for one in each_in(found)]
    groups = [{"one_of": [to_plain(one) for one in parts_of(clause)]} for clause in found]
    return {"version": GROUPED, "all_of": groups}


def canonical(clauses: Iterable[Clause]) -> str:
    """The same text for the same conditions in any order."""
    return json.dumps(to_stored(clauses), sort_keys=True)


def sha256_of(clauses: Iterable[Clause]) -> str:
    """The mark under which the same question is found again."""
    return hashlib.sha256(canonical(clauses).encode()).hexdigest()


def to_plain(one: Criterion) -> dict[str, Any]:
    """One condition as it is stored."""
    return {**asdict(one), "values": list(one.values)}
