"""What is known of the reader's own age, and whether she is to be asked."""

from __future__ import annotations

from django.db import connection

from members.age_rules import MyAge
from po_platform.access.actor import Actor, SignedIn


def my_age(*, actor: Actor) -> MyAge:
    """Of the actor herself; one query."""
    if not isinstance(actor, SignedIn):
        return MyAge()
    with connection.cursor() as cursor:
        cursor.execute("select side, asks, by_house from my_age()")
        found = cursor.fetchone()
    return MyAge(*found) if found else MyAge()
