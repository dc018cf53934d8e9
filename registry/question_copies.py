"""Questions taken over from another dataset: their names, their answers, what their rules look at."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from registry.question_book import Book, follow
from registry.question_rows import Row, kind_of, name_of, names_in, propose_name, same_answers
from registry.question_tags import names_tagged, untagged


@dataclass(frozen=True)
class Copies:
    """`rows` as they would be; `names`: those with another name here; `lacking`: question → what
    its rule looks at and is neither taken along nor here; `broken`: those of them worked out;
    `alone`: question → what its annotation names and is neither taken along nor here.
    """

    rows: tuple[Row, ...]
    names: dict[str, str]
    lacking: dict[str, tuple[str, ...]]
    broken: tuple[str, ...]
    alone: dict[str, tuple[str, ...]]


def copies(source: Book, chosen: Sequence[str], here: Book, kept: Collection[str] = ()) -> Copies:
    """The chosen questions in the order of their dataset. `kept`: names earlier versions had here.

    A name that is taken here becomes another one, and rules follow. What a rule looks at may also
    be here already, under the same name with the same answers.
    """
    rows = [row for row in source.rows[1:] if name_of(row) in chosen]
    names: dict[str, str] = {}
    taken = {*here.taken, *kept}
    for row in rows:
        name = name_of(row)
        if name in taken:
            names[name] = propose_name(name, taken | set(chosen))
        taken.add(names.get(name, name))
    known = _known(source, here) | {name_of(row) for row in rows}
    lacking: dict[str, tuple[str, ...]] = {}
    alone: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if missing := names_in({**row, "annotation": ""}) - known:
            lacking[name_of(row)] = tuple(sorted(missing))
        if missing := _tagged(row) - known:
            alone[name_of(row)] = tuple(sorted(missing))
    broken = [name_of(r) for r in rows if kind_of(r) == "calc" and _formula(r) - known]
    made = (_made(row, names, known, dropped=name_of(row) in lacking) for row in rows)
    return Copies(tuple(made), names, lacking, tuple(broken), alone)


def _known(source: Book, here: Book) -> set[str]:
    """Questions here that are the same as those of this name there."""
    there = {name_of(row): row for row in source.rows}
    return {
        name_of(row)
        for row in here.rows
        if name_of(row) in there and same_answers(row, there[name_of(row)])
    }


def _formula(row: Row) -> set[str]:
    return names_in({"field_type": "calc", "choices": row.get("choices", "")})


def _tagged(row: Row) -> set[str]:
    return names_tagged(row.get("annotation", ""))


def _made(row: Row, names: dict[str, str], known: set[str], *, dropped: bool) -> Row:
    if missing := _tagged(row) - known:
        row = {**row, "annotation": untagged(row["annotation"], missing)}
    made = follow(row, names)
    made["field_name"] = names.get(name_of(row), name_of(row))
    if dropped:
        made.pop("branching", None)
    return made
