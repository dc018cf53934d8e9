"""The database's tables match the code before anything else runs, checked in milliseconds."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import psycopg2
from psycopg2.extensions import connection as Connection

from . import ROOT

_LOCK = 0x706F  # any number of our own; one process at a time migrates


class NotMigrated(Exception):
    """The tables could not be brought up to date; what Django said stands on standard error."""


def bring_up_to_date(environ: Mapping[str, str], say: Callable[[str], None]) -> None:
    """Run the migrations as the owner, unless the database says it has seen exactly these.

    Raises NotMigrated.
    """
    with _noted(environ) as note:
        wanted = _fingerprint()
        if note.get("schema") == wanted:
            return
        say("Bringing the database's tables up to date …")
        _as_owner(environ, "migrate", "--verbosity", "0")
        note["schema"] = wanted


def fill_first(environ: Mapping[str, str], say: Callable[[str], None]) -> None:
    """Let the demo's organisation move in, once in the life of a database. Raises NotMigrated."""
    with _noted(environ) as note:
        if "demo" not in note:
            say("Filling in an example organisation …")
            _as_owner(environ, "seed_demo")
            note["demo"] = "first"


def waits_for_the_rest(environ: Mapping[str, str]) -> bool:
    """Whether the other members of the demo's organisation have still to move in."""
    with _noted(environ) as note:
        return note.get("demo") == "first"


def note_the_rest(environ: Mapping[str, str]) -> None:
    """They have moved in, and need not again."""
    with _noted(environ) as note:
        note["demo"] = "whole"


@contextmanager
def _noted(environ: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """What the database's own comment says, so that the note can never outlive the data."""
    url = environ.get("DATABASE_OWNER_URL")
    if not url:
        raise NotMigrated("DATABASE_URL is given: give DATABASE_OWNER_URL as well.")
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [_LOCK])
        before = _read(connection)
        note = dict(before)
        yield note
        if note != before:
            _write(connection, note)
    finally:
        connection.close()


def _read(connection: Connection) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select shobj_description(oid, 'pg_database') from pg_database"
            " where datname = current_database()"
        )
        row = cursor.fetchone()
    pairs = (part.partition("=") for part in ((row and row[0]) or "").split())
    return {key: value for key, _, value in pairs}


def _write(connection: Connection, note: Mapping[str, str]) -> None:
    text = " ".join(f"{key}={value}" for key, value in note.items())
    with connection.cursor() as cursor:
        cursor.execute("select quote_ident(current_database())")
        (name,) = cursor.fetchone() or ("",)
        cursor.execute(f"comment on database {name} is %s", [text])


def _fingerprint() -> str:
    """Every migration file of ours, and the lock file for those of the libraries."""
    digest = hashlib.sha256()
    for pattern in ("*/migrations/*.py", "po_platform/*/migrations/*.py", "uv.lock"):
        for path in sorted(ROOT.glob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _as_owner(environ: Mapping[str, str], *command: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={**os.environ, **environ, "PO_DB_ROLE": "owner"},
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,  # whoever asked wants its own output alone on standard output
    )
    if done.returncode:
        raise NotMigrated(f"`manage.py {command[0]}` ended with {done.returncode}; see above.")
