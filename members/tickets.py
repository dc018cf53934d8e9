"""From a secret to whoever holds it: the one way, through the vault's find_ticket."""

from __future__ import annotations

from django.db import connection

from po_platform.access.actor import Bearer
from po_platform.kit.crypto import secret_hash


def bearer_of(secret: str) -> Bearer | None:
    """Who holds this secret, while its ticket lives; else None."""
    return bearer_by(secret_hash(secret))


def bearer_by(hashed: bytes) -> Bearer | None:
    """The same from what is stored of a secret."""
    with connection.cursor() as cursor:
        cursor.execute("select id, about, subject_id, object_ref from find_ticket(%s)", [hashed])
        row = cursor.fetchone()
    if row is None:
        return None
    ticket_id, about, subject_id, object_ref = row
    return Bearer(ticket_id, about, subject_id, object_ref)


def fate_of_reply_code(hashed: bytes) -> str:
    """Why a reply code opens nothing: "used", "withdrawn", "expired"; "" for one never made."""
    with connection.cursor() as cursor:
        cursor.execute("select reply_code_fate(%s)", [hashed])
        row = cursor.fetchone()
    return (row[0] if row else None) or ""
