"""rotate_keys: after a new key file kek-N was added, wraps every person's data key with it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from members.actions.identity import rewrap_keys
from po_platform.access.actor import Purpose, System, acting_as
from po_platform.kit.crypto import newest_wrapping_key


class Command(BaseCommand):
    """Runs as the owner of the tables: PO_DB_ROLE=owner ./po manage rotate_keys."""

    help = "Wraps every person's data key with the newest key file. No other row is touched."

    def handle(self, *args: Any, **options: Any) -> None:
        if not _owns_the_keys():
            raise CommandError("Only the owner sees all keys: set PO_DB_ROLE=owner and try again.")
        actor = System(Purpose.OPERATE)
        with acting_as(actor):
            result = rewrap_keys(actor=actor)
        self.stdout.write(f"{result.done} keys are now wrapped with {newest_wrapping_key()}.")
        if result.broken:
            people = ", ".join(str(person) for person in result.broken)
            raise CommandError(f"These persons' keys do not open; keep the older files: {people}")


def _owns_the_keys() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_has_role(tableowner, 'usage') from pg_tables"
            " where schemaname = current_schema() and tablename = 'members_personkey'"
        )
        row = cursor.fetchone()
    return bool(row and row[0])
