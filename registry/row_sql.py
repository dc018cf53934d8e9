# ruff: noqa: S608  (built of our own names, all else quoted by `literal`)
"""The rows of a data file as one statement: an occasion a row, each document unpacked once.

Made from the form version, so a file costs what its answers cost and not what their objects cost:
Postgres unpacks a long document for every look at it, so each is read once (`|| '{}'`) behind an
`offset 0`, which also keeps an expression from being worked out once for every use of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from questionnaires.definition import DATES, NUMBERS
from registry.layout import GROUP, Column

EXACT = "exact"
SHORTENED = {"month": 7, "year": 4}  # as registry.release_rows
SIGNS = "'{61,43,45,64,9,13,10}'"  # = + - @ and blanks, as safe_cells.RUNS
NUMBER = "'^[+-]?([0-9]+([.,][0-9]+)?|[.,][0-9]+)([eE][+-]?[0-9]+)?$'"
MOMENT = r"'^(\d{4}-\d\d-\d\d)T(\d{1,2}:\d\d(:\d\d)?)$'"
# Where a statement of ours runs: days as ISO, and a piece sorted in memory.
AS_WE_WRITE = "set local work_mem = '64MB'; set local jit = off; set local datestyle = 'ISO'"
PARTS = ("answers", "missing", "cells", "status", "occurred_on", "provenance", "ref")


@dataclass(frozen=True)
class Way:
    """How cells and lines are written.

    `as_came`: a cell of a file as it stood there. `whole`: answers to questions that do not apply
    any more too, as REDCap gives them. `safe`: nothing in a cell runs in a table program.
    `comma`: as the decimal mark.
    """

    as_came: bool = True
    whole: bool = False
    safe: bool = False
    delimiter: str = ","
    comma: bool = False


@dataclass(frozen=True)
class Wanted:
    """What a file is to hold. `forms`: name → id, in order.

    `dates`: of registry.hiding.DATES_IN_WORDS. `way`: how the cells are written. `deciders`: (form, question) whose answers say
    which of `conditional` apply. `sealed`: forms of which something lies sealed; each row then says which entries it is made of.
    `sited`: each person has a site, whose name stands where a file had its groups.
    """

    forms: Mapping[str, int]
    columns: Sequence[Column]
    of_rows: Sequence[str] = ()
    events: bool = False
    repeats: bool = False
    dates: str = EXACT
    way: Way = field(default_factory=lambda: Way())
    deciders: Sequence[tuple[str, str]] = ()
    conditional: frozenset[str] = field(default_factory=frozenset)
    sealed: Sequence[str] = ()
    sited: bool = False

    def number(self, form: str) -> int:
        """Forms stand in the statement by number."""
        return list(self.forms).index(form)


def rows_sql(wanted: Wanted, entries: str, hidden: Mapping[str, Sequence[str]]) -> str:
    """A row an occasion, in order, all cells as text; NULL for an empty one.

    `entries`: SQL that gives of each entry place (of its person in the file), name (hers in it),
    days (to move her dates by), site where wanted, form_id, event_id, instance, repeats_event and PARTS. `hidden`: what does not apply, by the
    text `keys_sql` gives. After the cells, where something sealed is wanted: ref of each such
    form, days, and the list of what does not apply.
    """
    columns = wanted.columns
    raw = [
        f"{_raw(wanted, column)} as x{n}"
        for n, column in enumerate(columns)
        if _looked_at_twice(wanted, column)
    ]
    raw += [
        f"{_earlier(_raw(wanted, column))} as y{n}"
        for n, column in enumerate(columns)
        if _moves(wanted, column)
    ]
    value = [f"{_value(wanted, column, n)} as v{n}" for n, column in enumerate(columns)]
    cells = [
        *_of_row(wanted),
        *(_safe(wanted, f"v{n}", column) for n, column in enumerate(columns)),
    ]
    beside = [f"ref{n}" for n in map(wanted.number, wanted.sealed)]
    told = f"{literal(json.dumps(hidden))}::jsonb -> k" if hidden else "null::jsonb"
    return (
        f"select {', '.join([*cells, *beside, *(['days', 'hidden'] if beside else [])])}"
        f" from (select c.*{_more(value)} from (select b.*{_more(raw)}"
        f" from (select a.*, {told} as hidden from ({_keyed(wanted, entries)}) a offset 0)"
        " b offset 0) c offset 0) d"
    )


def keys_sql(wanted: Wanted, entries: str) -> str:
    """Every text that stands for what the deciders say, once."""
    if _of_one_form(wanted):
        said = [f"answers -> {literal(name)}" for _form, name in wanted.deciders]
        return f"select distinct {list_of(said)} from ({entries}) e"
    return f"select distinct k from ({_keyed(wanted, entries)}) a"


def _more(columns: Sequence[str]) -> str:
    return "".join(f", {one}" for one in columns)


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def list_of(values: Sequence[str]) -> str:
    """SQL for the text of a JSON list of these; a function takes a hundred at most."""
    pieces = [values[at : at + 100] for at in range(0, len(values), 100)] or [()]
    return f"({' || '.join(f'jsonb_build_array({one})' for one in map(', '.join, pieces))})::text"


def _parts(wanted: Wanted) -> list[str]:
    """What of each entry is looked at: what is not is not carried through the sorting."""
    kinds = {column.kind for column in wanted.columns}
    asked = {
        "answers": True,
        "missing": True,
        "cells": wanted.way.as_came or bool(wanted.of_rows) or "stamp" in kinds,
        "status": "status" in kinds,
        "occurred_on": "when" in kinds,
        "provenance": "origin" in kinds,
        "ref": bool(wanted.sealed),
    }
    return [part for part in PARTS if asked[part]]


def _keyed(wanted: Wanted, entries: str) -> str:
    """The occasions in order, each document read once; `k`: what the deciders say."""
    ways = {"answers": "{} || '{}' as {}", "missing": "nullif({}, '{}') as {}"}
    ways |= {"cells": ways["missing"], "provenance": ways["answers"]}
    each = [
        ways.get(part, "{0}").replace("'{}'", "'{{}}'").format(f"{part}{n}", f"{part}{n}")
        for n in range(len(wanted.forms))
        for part in _parts(wanted)
    ]
    around = [
        f"around{wanted.number(form)}" for form in _deciding(wanted) if not _of_one_form(wanted)
    ]
    unpacked = (
        f"select name, days{_site(wanted)}, event, form, instance, {', '.join([*each, *around])}"
        f" from ({_occasions(wanted, entries)} offset 0) o offset 0"
    )
    if not wanted.deciders:
        return f"select u.*, null::text as k from ({unpacked}) u"
    said = []
    for form, name in wanted.deciders:
        n = wanted.number(form)
        there = f"answers{n}" if _of_one_form(wanted) else f"coalesce(answers{n}, around{n})"
        said.append(f"{there} -> {literal(name)}")
    return f"select u.*, {list_of(said)} as k from ({unpacked}) u offset 0"


def _site(wanted: Wanted) -> str:
    return ", site" if wanted.sited else ""


def _of_one_form(wanted: Wanted) -> bool:
    """Then each entry is a row of its own, and what decides stands in it."""
    return len(wanted.forms) == 1


def _deciding(wanted: Wanted) -> list[str]:
    return sorted({form for form, _name in wanted.deciders})


def _occasions(wanted: Wanted, entries: str) -> str:
    """One row an occasion; a form that repeats stands alone in its rows."""
    alone = "e.instance > 0 and not e.repeats_event"
    placed = (
        f"select e.*, coalesce(v.position, -1) as visit, v.name as event, {alone} as alone,"
        f" case when {alone} then f.position else -1 end as nth,"
        f" case when {alone} then f.name end as form"
        f" from ({entries}) e left join registry_form f on f.id = e.form_id"
        " left join registry_event v on v.id = e.event_id"
    )
    keys = f"place, name, days{_site(wanted)}, visit, event, alone, nth, form, instance"
    order = "order by place, visit, alone, nth, instance"
    if _of_one_form(wanted):
        parts = ", ".join(f"{part} as {part}0" for part in _parts(wanted))
        return f"select {keys}, {parts} from ({placed}) p {order}"
    parts = ", ".join(
        f"(array_agg({part}) filter (where form_id = {pk}))[1] as {part}{n}"
        for n, pk in enumerate(wanted.forms.values())
        for part in _parts(wanted)
    )
    around = "".join(
        f", (array_agg(answers{n}) filter (where instance = 0 and answers{n} is not null)"
        f" over (partition by place, visit))[1] as around{n}"
        for n in map(wanted.number, _deciding(wanted))
    )
    return f"select g.*{around} from (select {keys}, {parts} from ({placed}) p group by {keys}) g {order}"


def _of_row(wanted: Wanted) -> list[str]:
    cells = ["name"] + (["event"] if wanted.events else [])
    cells += ["form", "nullif(instance, 0)::text"] if wanted.repeats else []
    every = range(len(wanted.forms))
    for name in wanted.of_rows:
        if wanted.sited and name == GROUP:
            cells.append("site")
            continue
        cells.append(f"coalesce({', '.join(f'cells{n} ->> {literal(name)}' for n in every)})")
    return [_safely(cell) if wanted.way.safe else cell for cell in cells]


def _raw(wanted: Wanted, column: Column) -> str:
    """What is stored, as text."""
    n, name = wanted.number(column.form), literal(column.code or column.name)
    if column.kind == "origin":
        found = f"provenance{n} -> {name}"
        return f"({found} ->> 'how') || case when jsonb_exists({found}, 'ok_at') then '_confirmed' else '' end"
    if column.item is None:
        return "null::text"
    name = literal(column.item.link_id)
    if column.kind == "tick":
        code = literal(column.code)
        return f"case when answers{n} is null then null when jsonb_exists(answers{n} -> {name}, {code}) then '1' else '0' end"
    if column.kind == "reason":
        code = literal(column.code)
        return f"case when answers{n} is null then null when missing{n} ->> {name} = {code} then '1' else '0' end"
    stored = f"answers{n} ->> {name}"
    if column.item.type == "boolean":
        return f"case {stored} when 'true' then '1' when 'false' then '0' else {stored} end"
    if column.item.type in ("open-choice", "quantity"):
        inside = f"answers{n} -> {name}"
        return (
            f"case when jsonb_typeof({inside}) = 'object' then coalesce({inside} ->> 'other',"
            f" {inside} ->> 'value') else {stored} end"
        )
    if column.item.type == "dateTime":
        return f"regexp_replace({stored}, {MOMENT}, '\\1 \\2')"
    return stored


def _looked_at_twice(wanted: Wanted, column: Column) -> bool:
    """Whether what is stored decides how it is written: then it is read in a step of its own."""
    if column.kind != "answer" or column.item is None:
        return False
    moved = column.item.type in DATES and wanted.dates != EXACT
    return moved or column.item.type == "decimal"


def _moves(wanted: Wanted, column: Column) -> bool:
    """Whether it is a day that goes some days back, and always stands: then it is counted once."""
    if column.kind != "answer" or column.item is None or column.item.type not in DATES:
        return False
    always = column.item.link_id not in wanted.conditional
    roomy = len(wanted.columns) <= 500  # three columns each, and Postgres takes 1,664 in one step
    return roomy and always and wanted.dates != EXACT and wanted.dates not in SHORTENED


def _value(wanted: Wanted, column: Column, at: int) -> str:
    """The same as a cell: what applies, as it came or as we write it, else why there is none."""
    n = wanted.number(column.form)
    x = f"x{at}" if _looked_at_twice(wanted, column) else f"({_raw(wanted, column)})"
    came, name = f"cells{n} ->> {literal(column.name)}", literal(column.name)
    if column.kind == "stamp":
        return f"nullif({came}, '')"
    if column.kind == "when":
        return f"nullif({_dated(f'occurred_on{n}', wanted.dates)}, '')"
    if column.kind == "status":
        return (
            f"nullif(coalesce({came}, status{n}::text), '')"
            if wanted.way.as_came
            else f"status{n}::text"
        )
    if column.kind == "origin":
        return _applies(wanted, column.code, x)
    assert column.item is not None  # noqa: S101  # answers and ticks belong to a question
    if column.kind == "answer":
        name = literal(column.item.link_id)
        if column.item.type == "decimal":  # whole numbers are stored without a point
            x = (
                f"case when right({x}, 1) = '0' and strpos({x}, '.') > 0"
                f" and jsonb_typeof(answers{n} -> {name}) = 'number'"
                f" then rtrim(rtrim({x}, '0'), '.') else {x} end"
            )
        moved = column.item.type in DATES and wanted.dates != EXACT
        if moved:
            day = f"y{at}" if _moves(wanted, column) else ""
            x = f"nullif({_dated(x, wanted.dates, day)}, '')"
        x = f"coalesce({x}, missing{n} ->> {name})"
        if wanted.way.as_came and not moved:
            x = f"case when cells{n} is null then {x} else nullif(coalesce({came}, {x}), '') end"
    elif wanted.way.as_came:
        x = f"case when cells{n} is null then {x} else nullif(coalesce({came}, {x}), '') end"
    return _applies(wanted, column.item.link_id, x)


def _applies(wanted: Wanted, link_id: str, value: str) -> str:
    if link_id not in wanted.conditional:
        return value
    return f"case when jsonb_exists(hidden, {literal(link_id)}) then null else {value} end"


def _dated(x: str, dates: str, day: str = "") -> str:
    """As registry.release_rows.moved. `day`: SQL for the day it is then, where it stands already."""
    if dates == EXACT:
        return x
    if dates in SHORTENED:
        return f"left({x}, {SHORTENED[dates]})"
    day = day or _earlier(x)
    return (  # a day as text is ISO: whoever runs this says so
        f"case when {x} is null or {x} = '' then {x} when {day} < '0001-01-01' then ''"
        f" when length({x}) = 10 then {day}::text"
        f" else left({day}::text, length(left({x}, 10))) || substr({x}, 11) end"
    )


def _earlier(x: str) -> str:
    """The day so many days before; of a month or a year, before its middle."""
    whole = f"left(nullif({x}, ''), 10)"
    middle = f"case length({whole}) when 4 then {x} || '-07-01' when 7 then {x} || '-15' else {whole} end"
    return f"(({middle})::date - days)"


def _safe(wanted: Wanted, cell: str, column: Column) -> str:
    if not wanted.way.safe or column.kind in ("tick", "reason", "origin"):
        return cell
    if wanted.way.comma and is_number(column):
        return (
            f"case when {cell} ~ {NUMBER} then translate({cell}, '.', ',') else {_safely(cell)} end"
        )
    return _safely(cell)


def is_number(column: Column) -> bool:
    """Whether its answers are numbers, with a decimal mark."""
    return column.kind == "answer" and column.item is not None and column.item.type in NUMBERS


def _safely(cell: str) -> str:
    """As registry.safe_cells.safe; letters and figures are told at once."""
    risky = f"ascii({cell}) < 65 and ascii({cell}) not between 48 and 57 and ascii({cell}) = any({SIGNS}::int[])"
    return f"case when {risky} and {cell} !~ {NUMBER} then '''' || {cell} else {cell} end"
