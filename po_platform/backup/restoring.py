"""Puts a backup into an empty database: all of it or nothing, and only as much as was promised."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from psycopg2.extensions import connection as Connection

from files import places

from . import ERASURES, FILES, KEYS_FILE, MAIN, WITHOUT_ROWS, BackupFailed
from .checking import keys_are_there, problems_of
from .manifest import all_backups, read
from .programs import program, run


def restore(folder: Path, url: str) -> int:
    """Database and files, as the owner; how many people's keys came back. Raises BackupFailed."""
    if problems := problems_of(folder):
        raise BackupFailed(" ".join(problems))
    manifest = read(folder)
    with _connected(url) as connection:
        _demand_empty(connection)
        server = connection.server_version // 10000
    run(
        [
            program("pg_restore", server),
            "--exit-on-error",
            "--single-transaction",
            "--no-owner",
            "--no-comments",
            f"--dbname={_database(url)}",
            folder / MAIN,
        ],
        url,
    )
    with _connected(url) as connection:
        keys = _bring_keys(connection, newest_keys(folder))
        _demand_rows(connection, manifest.rows)
    with tarfile.open(folder / FILES) as archive:
        archive.extractall(places.root(), filter="data")
    return keys


def newest_keys(folder: Path) -> Path | None:
    """The newest keys beside this backup: who was erased since has none in them any more."""
    with_keys = [one for one in all_backups(folder.parent) if keys_are_there(one)]
    newest = with_keys[-1] if with_keys else folder
    return newest / KEYS_FILE if keys_are_there(newest) else None


def erasure_lists(folder: Path) -> list[Path]:
    """The list in this backup and in all newer ones beside it."""
    later = [one for one in all_backups(folder.parent) if one.name >= folder.name]
    return [path for one in later or [folder] if (path := one / ERASURES).exists()]


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    connection = psycopg2.connect(url)
    try:
        with connection:
            yield connection
    finally:
        connection.close()


def _database(url: str) -> str:
    with _connected(url) as connection:
        return str(connection.info.dbname)


def _demand_empty(connection: Connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_tables where schemaname = 'public'")
        if cursor.fetchone() != (0,):
            raise BackupFailed(
                "The database is not empty. Restore into a new one: nothing here is overwritten."
            )


def _bring_keys(connection: Connection, path: Path | None) -> int:
    """Keys of people this copy knows; those of later members stay out."""
    if path is None:
        return 0
    with connection.cursor() as cursor, path.open("rb") as stream:
        cursor.execute(
            "create temp table brought (person_id bigint, wrapping_key text, wrapped bytea)"
            " on commit drop"
        )
        cursor.copy_expert("copy brought from stdin", stream)
        cursor.execute(
            "insert into members_personkey (person_id, wrapping_key, wrapped)"
            " select b.person_id, b.wrapping_key, b.wrapped from brought b"
            " join members_person p on p.id = b.person_id"
        )
        return int(cursor.rowcount)


def _demand_rows(connection: Connection, wanted: Mapping[str, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select name, n from counted_rows()")
        found = dict(cursor.fetchall())
    wrong = [
        f"{table} has {found.get(table, 0)} rows and should have {rows}"
        for table, rows in wanted.items()
        if table not in WITHOUT_ROWS and found.get(table) != rows
    ]
    if wrong:
        raise BackupFailed("After restoring, " + "; ".join(wrong) + ".")
