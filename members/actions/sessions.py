"""Ending every session of an account: part of what the office does, never a thing of its own."""

from __future__ import annotations

from django.db import connection

from members.models import SignedInSession

# The list keeps only hashes of the keys, so the sessions are found by them.
CLOSE = """
delete from django_session where sha256(convert_to(session_key, 'UTF8')) in (
  select key_hash from members_signedinsession where account_id = %s)
"""


def end_all_sessions(*, account_id: int) -> int:
    """From their next request on nobody is signed in with this account; how many were."""
    with connection.cursor() as cursor:
        cursor.execute(CLOSE, [account_id])
    ended, _per_table = SignedInSession.objects.filter(account_id=account_id).delete()
    return ended
