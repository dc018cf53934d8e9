"""From a secret to whoever holds it: the one way, through the vault's find_ticket."""

from __future__ import annotations

from django.db import connection

from po_platform.access.actor import Bearer
from po_platform.kit.crypto import secret_hash


def bearer_of(secret: str) -> Bearer | None:
    """Who holds this secret, while its ticket lives; else None."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, about, subject_id, object_ref from find_ticket(%s)", [secret_hash(secret)]
        )
        row = cursor.fetchone()
    if row is None:
        return None
    ticket_id, about, subject_id, object_ref = row
    return Bearer(ticket_id, about, subject_id, object_ref)
