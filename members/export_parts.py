"""What an app puts into a person's own file: tables with a meaning for each of their columns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Field as ModelField
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from po_platform.access.actor import System

from .purposes import Words

Row = Mapping[str, Any]
# Meanings many columns share.
WHEN, FROM, UNTIL = _("when"), _("from when"), _("until when; empty: no end")


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name in files, what it means, and what its codes mean where it holds codes.

    `machine`: ids, checksums and the like, in the tables for programs and not on the pages.
    """

    name: str
    meaning: Words
    codes: Mapping[str, Words] = field(default_factory=dict)
    machine: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One table of the file. `name`: of its files, in letters and "_"; `title`: above it.

    Rows are keyed by the names of `fields`. No secrets, no hashes of secrets, nobody else's data.
    """

    name: str
    title: Words
    fields: tuple[Field, ...]
    rows: Iterable[Row]


# Acts as System(Purpose.EXPORT, subject_id, person_id); the vault opens this one person's rows.
Export = Callable[[System], Iterable[Part]]
_exports: dict[str, Export] = {}


def register_export(app: str, export: Export) -> None:
    """Once per app at start; one unit of the job that makes the file."""
    if _exports.setdefault(app, export) is not export:
        raise ValueError(f"{app} brings its part of the file already.")


def all_exports() -> Sequence[tuple[str, Export]]:
    """(app, its parts), in the order they were registered."""
    return list(_exports.items())


def table(
    name: str,
    title: Words,
    rows: QuerySet[Any],
    meanings: Mapping[str, Words],
    machine: Collection[str] = (),
    **renamed: str,
) -> Part:
    """A part straight from a table: `meanings` names the columns, `renamed` what files call them.

    `table("scores", …, {"spec__version": …}, spec__version="spec_version")`. Choices become codes.
    `machine`: columns that are not on the pages.
    """
    columns = {path: renamed.get(path, path) for path in meanings}
    fields = tuple(
        Field(columns[path], meaning, _codes(rows, path), path in machine)
        for path, meaning in meanings.items()
    )
    return Part(name, title, fields, _renamed(rows, columns))


def _renamed(rows: QuerySet[Any], columns: Mapping[str, str]) -> Iterator[Row]:
    for row in rows.values(*columns):
        yield {name: row[path] for path, name in columns.items()}


def _codes(rows: QuerySet[Any], path: str) -> dict[str, Words]:
    if path in rows.query.annotations:
        return {}
    found: Any = rows.model
    for step in path.split("__"):
        column = found._meta.get_field(step)
        found = column.related_model
    choices = column.flatchoices if isinstance(column, ModelField) else ()
    return {str(code): words for code, words in choices if str(code) != str(words)}
