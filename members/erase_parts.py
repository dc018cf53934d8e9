"""What an app does when somebody is erased: every heap of rows about her, named in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from po_platform.kit import spoken
from po_platform.kit.crypto import audit_mark

from .purposes import Words


@dataclass(frozen=True, slots=True)
class Whom:
    """Who goes. Without an account `account_id` is 0, without health rows `subject_id` is one that
    nobody has: None would find the rows that are about nobody. `address` may be ''.
    """

    person_id: int
    ref: UUID
    account_id: int
    subject_id: UUID
    address: str
    language: str
    nameless: bool = False  # scores stay, with nothing that says whose

    @property
    def mark(self) -> str:
        """What her tombstone says instead of her."""
        return person_mark(self.ref)


def person_mark(ref: UUID) -> str:
    """The keyed mark of a person; her number would come back after a restore, her ref never does."""
    return audit_mark(f"person:{ref}")


@dataclass(frozen=True, slots=True)
class Heap:
    """Rows that go together. `rows` finds them (`for_purpose(ERASE)` where they are protected).

    `label` completes "What goes: …", '' for what nobody would miss; `counted`: say how many.
    `lasts`: stays where somebody wished that her scores be kept without a name.
    """

    rows: Callable[[Whom], QuerySet[Any]]
    label: Words = ""
    counted: bool = True
    lasts: bool = False

    def goes_with(self, whom: Whom) -> bool:
        return not (self.lasts and whom.nameless)


@dataclass(frozen=True, slots=True)
class Eraser:
    """One app's answer. `before` does what is not a row: bytes on a disk, marks in a cache.

    `stays`: what it keeps nevertheless, in sentences that say why.
    """

    heaps: Sequence[Heap]
    before: Callable[[Whom], None] | None = None
    stays: Sequence[Words] = ()


_erasers: dict[str, Eraser] = {}


def register_eraser(app: str, eraser: Eraser) -> None:
    """Once per app at start; the page that asks tells them in this order."""
    if _erasers.setdefault(app, eraser) is not eraser:
        raise ValueError(f"{app} says already what it erases.")


def all_erasers() -> Sequence[tuple[str, Eraser]]:
    """(app, its answer), in the order they were registered."""
    return list(_erasers.items())


def in_sentences(whom: Whom) -> list[str]:
    """What there is of everybody's heaps now, in the reader's language. One query a heap."""
    found = []
    for _app, eraser in all_erasers():
        for heap in eraser.heaps:
            count = heap.rows(whom).count() if heap.label and heap.goes_with(whom) else 0
            if count and heap.counted:
                number = spoken.numeral(count)
                found.append(_("%(what)s: %(number)s") % {"what": heap.label, "number": number})
            elif count:
                found.append(str(heap.label))
    return found


def erase_rows(whom: Whom) -> dict[str, int]:
    """Everything of everybody's heaps; table → rows. Only as the eraser, inside its transaction.

    Plain deletes without Django's cascades. Foreign keys are looked at when it commits: the order
    does not matter, and a row nobody named undoes everything. Each `before` still finds all rows.
    """
    gone: dict[str, int] = {}
    for _app, eraser in all_erasers():
        if eraser.before is not None:
            eraser.before(whom)
    for _app, eraser in all_erasers():
        for heap in filter(lambda heap: heap.goes_with(whom), eraser.heaps):
            for table, count in _delete(heap.rows(whom)).items():
                gone[table] = gone.get(table, 0) + count
    return gone


def _delete(rows: QuerySet[Any]) -> Mapping[str, int]:
    meta = rows.model._meta
    try:
        inner, values = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # Django saw by itself that nothing is there
        return {}
    table, key = (connection.ops.quote_name(name) for name in (meta.db_table, meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(f"delete from {table} where {key} in ({inner})", values)  # noqa: S608  (names from models, values bound)
        return {meta.db_table: cursor.rowcount} if cursor.rowcount else {}
