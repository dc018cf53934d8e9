"""What the data register promises to delete after a time is deleted, every day."""

from __future__ import annotations

import logging
from typing import Any, cast

from django.db import connection
from django.db.models import Field

from po_platform.access.eraser import as_eraser

from .inventory import Entry, register

log = logging.getLogger(__name__)
AT_ONCE = 5000  # rows deleted in one statement

DELETE = """
delete from {table} where {key} in (
  select {key} from {table}
   where {after} < statement_timestamp() - make_interval(days => %s) limit %s)
"""


def clear_outlived() -> dict[str, int]:
    """Table → rows whose time is over and that are gone now. One table failing stops no other."""
    gone: dict[str, int] = {}
    for entry in register():
        if not entry.holds.after:
            continue
        try:
            count = _clear(entry)
        except Exception:
            log.exception("clearing %s", entry.table)
            continue
        if count:
            gone[entry.table] = count
    return gone


def _clear(entry: Entry) -> int:
    meta = entry.model._meta
    fields = (meta.pk, meta.get_field(entry.holds.after))
    key, after = (_quoted(cast("Field[Any, Any]", field).column or "") for field in fields)
    statement = DELETE.format(table=_quoted(meta.db_table), key=key, after=after)
    count = 0
    while True:
        with as_eraser(), connection.cursor() as cursor:
            cursor.execute(statement, [entry.holds.days, AT_ONCE])
            went = int(cursor.rowcount)
        count += went
        if went < AT_ONCE:
            return count


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))
