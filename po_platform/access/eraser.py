"""The one way to delete what is promised to be deleted: for a moment this thread is po_erase."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction


class EraserMissing(Exception):
    """DATABASE_ERASE_URL is not given here: this process may not delete."""


@contextmanager
def as_eraser() -> Iterator[None]:
    """One transaction in which everything, the ORM included, runs as the role po_erase.

    Never inside another transaction, which would neither see nor share what happens here. That role
    may read and delete, and writes nothing but the proof. Raises EraserMissing.
    """
    own = connections[DEFAULT_DB_ALIAS]
    if own.in_atomic_block:
        raise RuntimeError("Deleting has a transaction of its own: end this one first.")
    if not settings.ERASE_DATABASE:
        raise EraserMissing("Set DATABASE_ERASE_URL for whoever runs the worker and its commands.")
    eraser = own.copy()
    for part in ("USER", "PASSWORD", "HOST", "PORT"):
        eraser.settings_dict[part] = settings.ERASE_DATABASE[part]
    connections[DEFAULT_DB_ALIAS] = eraser
    try:
        with transaction.atomic():
            yield
    finally:
        connections[DEFAULT_DB_ALIAS] = own
        eraser.close()
