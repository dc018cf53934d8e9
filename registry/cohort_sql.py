"""A cohort as one statement over entries; run as the research role, so consent is always in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from questionnaires.definition import Item
from registry.applying import ALWAYS, Applying, looked_up
from registry.cohort import ONLY, Clause, Criterion, OneOf, each_in, is_coded
from registry.layout import AGE_ITEM, OLDEST_TOLD, Layout, has_boxes

CODES, NUMBERS = ("t1", "t2", "t3", "t4"), ("n1", "n2", "n3", "n4")
LISTS = ("l1", "l2", "l3", "l4")
BESIDE = " \t\r"  # what may stand around a code
# A code as counted_list of the vault keeps it from a text; a list has every code that was ticked.
PLAIN = re.compile(r"-?[A-Za-z0-9][A-Za-z0-9.:*+!/_-]{0,39}", re.ASCII)
FIGURES = 15  # a double keeps that many decimal figures apart


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL that gives subject ids, and what is bound to it."""

    sql: str
    values: tuple[Any, ...]


Columns = Mapping[tuple[str, str], str]  # form and question → the typed column that has it
Found = tuple[str, list[Any]]  # SQL, and what is bound to it


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of one dataset; None: having an entry there at all. `forms`: name → id."""

    layout: Layout
    forms: Mapping[str, int]
    columns: Columns
    criterion: Criterion | None
    still: Applying = ALWAYS

    @property
    def sign(self) -> str:
        """What stands before it: nothing, or that it is not so."""
        return "not " if self.criterion is not None and self.criterion.never else ""


def people(
    layout: Layout,
    forms: Mapping[str, int],
    criteria: Sequence[Clause],
    columns: Columns | None = None,
    *,
    still: Applying = ALWAYS,
) -> Statement:
    """Everybody with an entry in the dataset for whom every condition holds. `forms`: name → id.

    `columns`: where an answer stands in a column of its own too. They give the same people sooner.
    `still`: an answer to a question that does not apply any more counts for nothing.
    """
    typed = columns or {}
    everybody: Found = (
        "select subject_id from registry_entry where form_id = any(%s)",
        [[*forms.values()]],
    )

    def who(one: Criterion) -> Found:
        return _who(Condition(layout, forms, typed, one.said, still))

    has = [one for one in criteria if isinstance(one, OneOf) or not one.never]
    found = [_one_of(one, everybody, who) if isinstance(one, OneOf) else who(one) for one in has]
    without = [who(one) for one in criteria if isinstance(one, Criterion) and one.never]
    # Whoever fits a condition has an entry; whoever has no such entry has another one.
    found = found or [everybody]
    whole = " except ".join(
        [" intersect ".join(sql for sql, _bound in found), *(sql for sql, _bound in without)]
    )
    values = [value for _sql, bound in (*found, *without) for value in bound]
    asked = any(one.field in still.conditional for one in each_in(criteria))
    head, first = looked_up([still] if asked else [])
    return Statement(f"{head}select distinct subject_id from ({whole}) found", (*first, *values))  # noqa: S608  (parts are ours, values bound)


def _one_of(clause: OneOf, everybody: Found, who: Callable[[Criterion], Found]) -> Found:
    """Whoever fits at least one of these."""
    parts: list[str] = []
    values: list[Any] = []
    for one in clause.criteria:
        sql, bound = who(one)
        parts.append(f"({everybody[0]} except {sql})" if one.never else sql)
        values += [*everybody[1], *bound] if one.never else bound
    return f"({' union '.join(parts)})", values


def _who(condition: Condition) -> Found:
    """Whoever has an entry in which this holds."""
    one, still = condition.criterion, condition.still
    assert one is not None  # noqa: S101  # everybody is asked for without one
    item, form = _item(condition.layout, one), condition.forms[one.form]
    if one.op == ONLY:
        return _only(item, one, form, condition.columns, still)
    holds, bound = _holds(item, one, condition.columns, still)
    around = still.around if one.field in still.conditional else ""
    sql = f"select subject_id from registry_entry e {around} where form_id = %s and {holds}"  # noqa: S608  (conditions are ours, values bound)
    return sql, [form, *bound]


def all_at_once(conditions: Sequence[Condition]) -> Statement:
    """Everybody with an entry in these datasets, and a sign for each condition: 1 where it holds.

    One pass over the entries, however many conditions; each means the same as in `people`.
    """
    rows: list[str] = []
    parts: list[str] = []
    values: list[Any] = []
    for one in conditions:
        signs = []
        for holds, bound in _of_a_row(one):
            signs.append(f"bool_or(c{len(rows)})")
            rows.append(f"form_id = {holds} as c{len(rows)}")
            values += bound
        parts.append(f"({one.sign}{' and not '.join(signs)})::int")
    forms = sorted({form for one in conditions for form in one.forms.values()})
    around = "".join(sorted({one.still.around for one in conditions}))
    head, bound = looked_up(one.still for one in conditions)
    # Told for each row first: whole answers are not carried into the groups.
    each = f"select subject_id, {', '.join(rows)} from registry_entry e {around} where form_id = any(%s) offset 0"  # noqa: S608  (conditions are ours, values bound)
    sql = f"{head}select subject_id, array_to_string(array[{', '.join(parts)}], '') from ({each}) found group by subject_id"  # noqa: S608  (as above)
    return Statement(sql, (*bound, *values, forms))


def _of_a_row(condition: Condition) -> list[tuple[str, list[Any]]]:
    """What has to hold of one of her entries; a second one of none."""
    one, typed = condition.criterion, condition.columns
    if one is None:
        return [("any(%s)", [list(condition.forms.values())])]
    item, form = _item(condition.layout, one), condition.forms[one.form]
    ops = ("any", "none") if one.op == ONLY else (one.said.op,)
    found = [_holds(item, replace(one, op=op), typed, condition.still) for op in ops]
    return [(f"%s and coalesce({holds}, false)", [form, *bound]) for holds, bound in found]


def _only(
    item: Item, one: Criterion, form: int, typed: Columns, still: Applying
) -> tuple[str, list[Any]]:
    """Whoever gave one of these answers and never another one."""
    given, given_bound = _holds(item, replace(one, op="any"), typed, still)
    other, other_bound = _holds(item, replace(one, op="none"), typed, still)
    around = still.around if one.field in still.conditional else ""
    each = f"select subject_id from registry_entry e {around} where form_id = %s and"  # noqa: S608  (names are quoted)
    return f"({each} {given} except {each} {other})", [form, *given_bound, form, *other_bound]


def _item(layout: Layout, one: Criterion) -> Item:
    return layout.askable[one.form][one.field]


def _holds(item: Item, one: Criterion, typed: Columns, still: Applying) -> tuple[str, list[Any]]:
    """A condition over the columns of an entry, and what is bound to it."""
    if one.field not in still.conditional:
        return _says(item, one, typed)
    said, bound = _says(item, one, typed)
    applies, more = still.still(one.field)
    return f"{said} and {applies}", [*bound, *more]


def _says(item: Item, one: Criterion, typed: Columns) -> tuple[str, list[Any]]:
    name = one.field
    if item is AGE_ITEM:
        return _aged(one)
    column = typed.get((one.form, name))
    if column is not None and (short := _in_column(item, one, column)):
        return short
    if is_coded(item) and one.op != "answered":
        return _named(one)
    if one.op == "answered":
        return "jsonb_exists(answers, %s)", [name]
    if has_boxes(item) and _plain(one):
        return _named(one)
    if has_boxes(item):
        found = "coalesce(jsonb_exists_any(answers -> %s, %s), false)"
        if one.op == "any":
            return found, [name, list(one.values)]
        return f"jsonb_exists(answers, %s) and not {found}", [name, name, list(one.values)]
    if one.op in ("any", "none"):
        codes = [_stored(item, code) for code in one.values]
        if one.op == "any":
            return "answers ->> %s = any(%s)", [name, codes]
        return "answers ->> %s <> all(%s)", [name, codes]
    if one.op in ("least", "most"):
        sign = _sign(one)
        # A case, so that no text is ever read as a number.
        return (
            "case when jsonb_typeof(answers -> %s) = 'number'"
            f" then (answers ->> %s)::numeric {sign} %s::numeric else false end",
            [name, name, one.values[0]],
        )
    width, sign = len(one.values[0]), _sign(one)
    # Compared as far as both are known: a year is in 2024 whatever the day.
    return f"left(answers ->> %s, %s) {sign} left(%s, length(answers ->> %s))", [
        name, width, one.values[0], name,
    ]  # fmt: skip


def _sign(one: Criterion) -> str:
    return ">=" if one.op in ("least", "from") else "<="


def _aged(one: Criterion) -> tuple[str, list[Any]]:
    """The age somebody reaches this year; at the top all are one."""
    if one.op == "answered" or (one.op == "most" and int(one.values[0]) >= OLDEST_TOLD):
        return "born_year is not null", []
    sign = "<=" if one.op == "least" else ">="
    return f"born_year {sign} %s", [timezone.localdate().year - int(one.values[0])]


def _plain(one: Criterion) -> bool:
    return all(map(PLAIN.fullmatch, one.values))


def _named(one: Criterion) -> tuple[str, list[Any]]:
    """What is ticked, and codes of a list, one a line; a line of anything else is like no code.

    Read by how the answer stands there, as counted_list of the vault does: a question with boxes by
    now may have been a text before, and the other way round.
    """
    found = (
        "case jsonb_typeof(answers -> %s)"
        " when 'array' then jsonb_exists_any(answers -> %s, %s::text[])"
        " when 'string' then"
        " string_to_array(translate(answers ->> %s, %s, ''), %s) && %s::text[]"
        " else false end"
    )
    name, values = one.field, list(one.values)
    bound = [name, name, values, name, BESIDE, "\n", values]
    if one.op == "any":
        return found, bound
    return f"jsonb_exists(answers, %s) and not {found}", [name, *bound]


def _in_column(item: Item, one: Criterion, column: str) -> tuple[str, list[Any]] | None:
    """The same over a typed column; None where only the answer itself can tell.

    Whether something is answered at all, a bound with more figures than such a number keeps, a code
    no list keeps from a text, and a question that has boxes by now, or none any more: its column
    from before holds the other kind.
    """
    if has_boxes(item) or is_coded(item):
        if column not in LISTS or one.op not in ("any", "none") or not _plain(one):
            return None
        found = f"coalesce({column} && %s::text[], false)"
        said = found if one.op == "any" else f"{column} is not null and not {found}"
        return said, [list(one.values)]
    if one.op in ("any", "none") and column in CODES:
        codes = [_stored(item, code) for code in one.values]
        return f"{column} {'= any' if one.op == 'any' else '<> all'}(%s)", [codes]
    if one.op in ("least", "most") and column in NUMBERS:
        if len(one.values[0].strip("-0.").replace(".", "")) > FIGURES:
            return None
        return f"{column} {_sign(one)} %s::float8", [one.values[0]]
    if one.op in ("from", "until") and column in CODES:
        day = one.values[0]
        return f"left({column}, %s) {_sign(one)} left(%s, length({column}))", [len(day), day]
    return None


def _stored(item: Item, code: str) -> str:
    """How JSON writes it: true for 1 where the question is yes or no."""
    return {"1": "true", "0": "false"}[code] if item.type == "boolean" else code
