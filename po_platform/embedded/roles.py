"""The database and its five roles, the same everywhere: demo, tests, compose, a managed server.

On a host: `python -m po_platform.embedded.roles` with DATABASE_ADMIN_URL (somebody who may create
roles and databases) and the four DATABASE…_URL that the portal itself is given. It may be run again
at any time; it sets the passwords it was given and refuses roles that are more than they should be.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import encrypt_password

OWNER = "po_owner"
LOGINS = ("po_owner", "po_app", "po_erase", "po_backup")
RESEARCH = "po_research"  # nobody signs in as this one: po_app steps into it for one transaction
ALL = (*LOGINS, RESEARCH)
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gin")
URLS = {
    "po_owner": "DATABASE_OWNER_URL",
    "po_app": "DATABASE_URL",
    "po_erase": "DATABASE_ERASE_URL",
    "po_backup": "DATABASE_BACKUP_URL",
}


# Data lie in memory or on an SSD: with the default of 4, which is for turning disks, Postgres reads
# 50,000 members in a row to find 20 of them. By role, because a pooler in front (PgBouncer) turns
# connections away that ask for such things at their start.
PLANNER = "alter role {} set random_page_cost = 1.1"


class RoleTooStrong(Exception):
    """A role that could walk around row-level security; the message says which and what to do."""


def create_roles(
    admin: Connection, passwords: Mapping[str, str], *, for_tests: bool = False
) -> None:
    """Create or correct the roles. `for_tests` lets the owner create databases.

    Raises RoleTooStrong when one of them is a superuser, bypasses row-level security, creates
    roles, or (outside tests) creates databases.
    """
    with admin, admin.cursor() as cursor:
        cursor.execute("select rolname from pg_roles where rolname = any(%s)", [list(ALL)])
        known = {name for (name,) in cursor.fetchall()}
        for role in ALL:
            if role not in known:
                cursor.execute(sql.SQL("create role {}").format(sql.Identifier(role)))
        for role in LOGINS:
            # The server (and its log) gets the hash only.
            secret = encrypt_password(passwords[role], role, admin, "scram-sha-256")
            cursor.execute(
                sql.SQL("alter role {} login password {}").format(
                    sql.Identifier(role), sql.Literal(secret)
                )
            )
            cursor.execute(sql.SQL(PLANNER).format(sql.Identifier(role)))
        if for_tests:
            cursor.execute(sql.SQL("alter role {} createdb").format(sql.Identifier(OWNER)))
        # The owner steps into it too, so that what it seeds for a demo rests on consent as well.
        if admin.server_version >= 160000:
            cursor.execute("grant po_research to po_app, po_owner with inherit false, set true")
        else:
            cursor.execute("alter role po_app noinherit; grant po_research to po_app, po_owner")
        _refuse_strong_roles(cursor, {OWNER} if for_tests else set())


def create_database(admin: Connection, name: str) -> None:
    """Make the database the owner's, created if need be; `admin` must be in autocommit."""
    database, owner = sql.Identifier(name), sql.Identifier(OWNER)
    with admin.cursor() as cursor:
        cursor.execute("select rolsuper from pg_roles where rolname = current_user")
        if cursor.fetchone() == (False,):
            # A managed server's administrator must belong to a role to give it something.
            cursor.execute(sql.SQL("grant {} to current_user").format(owner))
        cursor.execute("select 1 from pg_database where datname = %s", [name])
        if cursor.fetchone():
            cursor.execute(sql.SQL("alter database {} owner to {}").format(database, owner))
        else:
            cursor.execute(
                sql.SQL("create database {} owner {} encoding 'UTF8'").format(database, owner)
            )


def prepare_database(inside: Connection) -> None:
    """Extensions, and a schema in which only the owner creates; `inside` is connected to it."""
    roles = sql.SQL(", ").join(sql.Identifier(role) for role in ALL)
    with inside, inside.cursor() as cursor:
        for extension in EXTENSIONS:
            cursor.execute(
                sql.SQL("create extension if not exists {}").format(sql.Identifier(extension))
            )
        cursor.execute("alter schema public owner to po_owner")
        cursor.execute("revoke all on schema public from public")
        cursor.execute(sql.SQL("grant usage on schema public to {}").format(roles))


def _refuse_strong_roles(cursor: psycopg2.extensions.cursor, may_create: set[str]) -> None:
    cursor.execute(
        "select rolname from pg_roles where rolname = any(%s) and (rolsuper or rolbypassrls"
        " or rolcreaterole or rolreplication or (rolcreatedb and rolname <> all(%s)))",
        [list(ALL), list(may_create)],
    )
    strong = [name for (name,) in cursor.fetchall()]
    if strong:
        raise RoleTooStrong(
            f"{', '.join(strong)} may do more than the portal needs. Take it away with: alter role"
            " … nosuperuser nobypassrls nocreaterole noreplication nocreatedb;"
        )


def main() -> int:
    """Prepare the server the environment names; 0 when done, 1 with a sentence when not."""
    try:
        admin_url = _given("DATABASE_ADMIN_URL")
        urls = {role: urlsplit(_given(name)) for role, name in URLS.items()}
        database = unquote(urls["po_app"].path.lstrip("/"))
        for role, url in urls.items():
            if url.username != role or not url.password:
                raise LookupError(f"{URLS[role]} must name the user {role} and a password.")
        admin = psycopg2.connect(admin_url)
        create_roles(admin, {role: unquote(url.password or "") for role, url in urls.items()})
        admin.autocommit = True
        create_database(admin, database)
        admin.close()
        prepare_database(psycopg2.connect(admin_url, dbname=database))
    except (LookupError, OSError, RoleTooStrong, psycopg2.Error) as error:
        print(f"roles: {error}", file=sys.stderr)
        return 1
    print(f"roles: the database {database} and its roles {', '.join(ALL)} are ready.")
    return 0


def _given(name: str) -> str:
    path = os.environ.get(f"{name}_FILE")
    value = Path(path).read_text().strip() if path else os.environ.get(name)
    if not value:
        raise LookupError(f"Set {name}, or {name}_FILE with the path of a file that holds it.")
    return value


if __name__ == "__main__":
    sys.exit(main())
