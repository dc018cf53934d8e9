"""Takes a backup as po_backup: one moment of the database, checked before it counts as one."""

from __future__ import annotations

import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg2
from django.conf import settings
from psycopg2.extensions import connection as Connection

from files import places
from members import erasure_list

from . import ERASURES, FILES, KEYS, KEYS_FILE, MAIN, WITHOUT_ROWS, BackupFailed
from .checking import problems_of
from .manifest import NAME, Manifest, all_backups, described, moment_of, write
from .programs import program, run


def take_backup(place: Path, url: str) -> Path:
    """A new folder in `place`; raises BackupFailed and leaves nothing half done."""
    now = datetime.now(UTC)
    folder = place / now.strftime(NAME)
    new = folder.with_suffix(".new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        with _for_nobody_else():
            new.mkdir(parents=True)
            _fill(new, url, now)
        if problems := problems_of(new):
            raise BackupFailed(" ".join(problems))
        new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return folder


@contextmanager
def _for_nobody_else() -> Iterator[None]:
    """Files made in this block can be read by their owner only."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def _fill(folder: Path, url: str, now: datetime) -> None:
    with _one_moment(url) as (connection, snapshot):
        server = connection.server_version // 10000
        rows = _rows(connection)
        _copy_keys(connection, folder / KEYS_FILE)
        run(
            [
                program("pg_dump", server),
                "--enable-row-security",
                "--format=custom",
                f"--snapshot={snapshot}",
                f"--file={folder / MAIN}",
                *(f"--exclude-table-data=public.{table}" for table in WITHOUT_ROWS),
            ],
            url,
        )
    _pack_files(folder / FILES)
    if erasure_list.place().exists():
        shutil.copyfile(erasure_list.place(), folder / ERASURES)
    files = {path.name: described(path) for path in sorted(folder.iterdir())}
    write(folder, Manifest(now.isoformat(), server, rows, rows[KEYS], files))


@contextmanager
def _one_moment(url: str) -> Iterator[tuple[Connection, str]]:
    """A transaction whose view of the database others can share, by its name."""
    connection = psycopg2.connect(url)
    try:
        connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with connection.cursor() as cursor:
            cursor.execute("select pg_export_snapshot()")
            (name,) = cursor.fetchone() or ("",)
        yield connection, name
    finally:
        connection.close()


def _rows(connection: Connection) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("select name, n from counted_rows()")
        return dict(cursor.fetchall())


def _copy_keys(connection: Connection, path: Path) -> None:
    with path.open("wb") as target, connection.cursor() as cursor:
        cursor.copy_expert(
            "copy (select person_id, wrapping_key, wrapped from members_personkey order by 1)"
            " to stdout",
            target,
        )


def _pack_files(path: Path) -> None:
    """Only what is kept for good; whatever has an end can be made again."""
    kept = places.root() / places.KEPT
    with tarfile.open(path, "w") as archive:
        if kept.exists():
            archive.add(kept, arcname=places.KEPT)


def forget_old(place: Path) -> list[str]:
    """Backups and keys past the days people were told go, the newest never; what went."""
    now, gone = datetime.now(UTC), []
    for folder in all_backups(place)[:-1]:
        age = now - (moment_of(folder) or now)
        if age > timedelta(days=settings.BACKUPS_KEPT_DAYS):
            shutil.rmtree(folder)
            gone.append(folder.name)
        elif age > timedelta(days=settings.BACKUP_KEYS_KEPT_DAYS):
            keys = folder / KEYS_FILE
            if keys.exists():
                keys.unlink()
                gone.append(f"{folder.name}/{KEYS_FILE}")
    return gone
