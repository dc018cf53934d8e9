"""Mails in a mailbox elsewhere come in by the same door as those a mail server hands over."""

from __future__ import annotations

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from notifications.incoming.mailbox import Later, Visit, mailbox_at, visit

from .receiving import MOST_BYTES, receive


def fetch_mail() -> Visit:
    """What is new in PO_IMAP_URL is taken; nothing without one, or while another visit goes on.

    Raises NoMailbox.
    """
    if not settings.IMAP_URL:
        return Visit()
    box = mailbox_at(settings.IMAP_URL)
    if not _alone():
        return Visit()
    try:
        return visit(box, _take, most_bytes=MOST_BYTES)
    finally:
        _done()


def _take(raw: bytes) -> None:
    """Raises Later while the database is away."""
    try:
        receive(raw)
    except (InterfaceError, OperationalError) as error:
        raise Later from error


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(hashtextextended('fetch mail', 0))")
        return bool(cursor.fetchone()[0])


def _done() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_unlock(hashtextextended('fetch mail', 0))")
