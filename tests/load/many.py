"""Many rows by one statement; columns nobody named get what the model gives them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import connection, models
from django.db.models import NOT_PROVIDED, Field

Params = Mapping[str, Any]


def insert_many(
    model: type[models.Model], *, source: str, params: Params | None = None, **columns: str
) -> None:
    """insert … select the expressions in `columns` (by column name) from `source`."""
    given: dict[str, Any] = dict(params or {})
    chosen = dict(columns)
    for field in model._meta.local_concrete_fields:
        if field.column and field.column not in chosen and _is_needed(field):
            chosen[field.column] = _expression(field, given)
    names, values = ", ".join(f'"{name}"' for name in chosen), ", ".join(chosen.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {model._meta.db_table} ({names}) select {values} from {source}", given
        )


def _is_needed(field: Field[Any, Any]) -> bool:
    return not (field.primary_key or field.null or field.db_default is not NOT_PROVIDED)


def _expression(field: Field[Any, Any], given: dict[str, Any]) -> str:
    if field.default is uuid.uuid4:
        return "gen_random_uuid()"  # a new one for each row
    if getattr(field, "auto_now_add", False):
        return "now()"
    name = f"default_{field.column}"
    given[name] = field.get_db_prep_save(field.get_default(), connection)
    return f"%({name})s"
