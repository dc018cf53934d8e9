"""What the data register promises to delete after a time is deleted, every day."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from graphlib import TopologicalSorter
from typing import Any, cast

from django.db import connection
from django.db.models import Field, Model

from po_platform.access.eraser import as_eraser

from .inventory import Entry, register

log = logging.getLogger(__name__)
AT_ONCE = 5000  # rows deleted in one statement

DELETE = """
delete from {table} where {key} in (
  select {key} from {table} old
   where {after} < statement_timestamp() - make_interval(days => %s){unless} limit %s)
"""
POINTED_AT = " and not exists (select 1 from {table} young where young.{column} = old.{key})"


def clear_outlived() -> dict[str, int]:
    """Table → rows whose time is over and that are gone now. One table failing stops no other.

    A row something else still points at waits for it: a case goes with the last word about it, and
    keeps no other back.
    """
    gone: dict[str, int] = {}
    for entry in _children_first(entry for entry in register() if entry.holds.after):
        try:
            count = _clear(entry)
        except Exception:
            log.exception("clearing %s", entry.table)
            continue
        if count:
            gone[entry.table] = count
    return gone


def _children_first(entries: Iterable[Entry]) -> list[Entry]:
    by_model = {entry.model: entry for entry in entries}
    order: TopologicalSorter[type[Model]] = TopologicalSorter(
        {
            model: {field.model for field in pointing_at(model)} & by_model.keys() - {model}
            for model in by_model
        }
    )
    return [by_model[model] for model in order.static_order()]


def pointing_at(model: type[Model]) -> list[Field[Any, Any]]:
    """The foreign keys the database keeps to rows of this table."""
    found = (
        cast("Field[Any, Any]", relation.field)  # type: ignore[union-attr]  # a relation from elsewhere
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and not relation.many_to_many
    )
    return [field for field in found if getattr(field, "db_constraint", False)]


def _clear(entry: Entry) -> int:
    meta = entry.model._meta
    fields = (meta.pk, meta.get_field(entry.holds.after))
    key, after = (_quoted(cast("Field[Any, Any]", field).column or "") for field in fields)
    unless = "".join(
        POINTED_AT.format(
            table=_quoted(field.model._meta.db_table), column=_quoted(field.column or ""), key=key
        )
        for field in pointing_at(entry.model)
    )
    statement = DELETE.format(table=_quoted(meta.db_table), key=key, after=after, unless=unless)
    count = 0
    while True:
        with as_eraser(), connection.cursor() as cursor:
            cursor.execute(statement, [entry.holds.days, AT_ONCE])
            went = int(cursor.rowcount)
        count += went
        if not went:  # what pointed at others of its own table is gone now
            return count


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))
