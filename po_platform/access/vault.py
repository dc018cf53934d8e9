"""What the owner hands to the other roles before migrations make tables."""

from __future__ import annotations

from typing import Any

from django.db import connections

ROLES = ("po_app", "po_backup", "po_erase", "po_research")

DEFAULTS = """
alter default privileges in schema public grant select, insert, update, delete on tables to po_app;
alter default privileges in schema public grant usage, select on sequences to po_app;
alter default privileges in schema public grant select on tables to po_backup;
alter default privileges in schema public grant select on sequences to po_backup;
alter default privileges in schema public grant select, update, delete on tables to po_erase;
alter default privileges revoke execute on functions from public;
alter default privileges in schema public grant execute on functions to po_app, po_backup, po_erase;
"""


class RolesMissing(Exception):
    """The database server does not know our five roles yet."""


def grant_by_default(*, using: str, **kwargs: Any) -> None:
    """Runs before each migrate, as the owner; idempotent."""
    with connections[using].cursor() as cursor:
        cursor.execute("select rolname from pg_roles where rolname = any(%s)", [list(ROLES)])
        missing = set(ROLES) - {row[0] for row in cursor.fetchall()}
        if missing:
            raise RolesMissing(
                f"Create the roles {', '.join(sorted(missing))} first: see docs/hosting."
            )
        cursor.execute(DEFAULTS)
