"""The research role: for a moment the database gives only entries of people who agreed to this use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper


@contextmanager
def as_research(registry_id: int, use: str) -> Iterator[CursorWrapper]:
    """A cursor as po_research, for one registry and one purpose of consent; then the role is back.

    Runs in the transaction that is open; after an error that one rolls back, and the role with it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select set_config('po.registry', %s, true), set_config('po.use', %s, true)",
            [str(registry_id), use],
        )
        cursor.execute("set local role po_research")
        yield cursor
        cursor.execute("set local role none")
        cursor.execute("select set_config('po.registry', '', true), set_config('po.use', '', true)")
