"""A backup is whole or is none, comes back as it was, and nobody who was erased comes back with it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings as given_settings
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection

from files import places
from members.actions.erase_person import erase_person
from po_platform.access.actor import Purpose, System
from po_platform.backup import BackupFailed, programs
from po_platform.backup.manifest import NAME, all_backups, read
from po_platform.backup.restoring import newest_keys
from po_platform.backup.taking import forget_old
from po_platform.management.commands import restore as restore_command
from tests.database import URLS, connect_as
from tests.members.everything_of import Planting, plant
from tests.personas import World, make_persona
from tests.proms.path import put_weekly_in_use

pytestmark = pytest.mark.django_db(transaction=True)


def url_of(role: str, database: str = "") -> str:
    """The test database, or another one, as this role reaches it."""
    name = database or connection.settings_dict["NAME"]
    return urlsplit(os.environ[URLS[role]])._replace(path=f"/{name}").geturl()


@pytest.fixture(autouse=True)
def here(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files, lists and backups of one test, and the test database as the one to be saved."""
    settings.STORED_FILES_DIR = tmp_path / "store"
    settings.ERASURE_LIST = tmp_path / "erasures.jsonl"
    settings.BACKUPS_DIR = tmp_path / "backups"
    monkeypatch.setenv("DATABASE_BACKUP_URL", url_of("backup"))
    return tmp_path


@pytest.fixture
def rita(world: World, tmp_path: Path) -> Planting:
    """One row of every kind."""
    persona = make_persona("Rita Q.", email="canaryrita-in@example.org")
    planting = Planting(persona, "canaryrita", put_weekly_in_use(world), tmp_path)
    plant(planting)
    return planting


@pytest.fixture
def empty_database() -> Iterator[str]:
    """A new database, as an empty machine has it after the roles were made."""
    name = f"restored_{os.getpid()}"
    with closing(connect_as("owner")) as owner, owner.cursor() as cursor:
        owner.autocommit = True
        cursor.execute(f"create database {name}")
        yield name
        for _try in range(50):
            with suppress(psycopg2.errors.ObjectInUse):  # a session ends a moment after its client
                cursor.execute(f"drop database {name}")
                return
            time.sleep(0.1)


@contextmanager
def connected(role: str, database: str) -> Iterator[Any]:
    """A cursor of a connection of its own, which ends with the block."""
    with (
        closing(psycopg2.connect(url_of(role, database))) as own,
        own,
        own.cursor() as cursor,
    ):
        yield cursor


def run(command: str, *words: str | Path) -> str:
    out = StringIO()
    call_command(command, *map(str, words), stdout=out)
    return out.getvalue()


def backed_up() -> Path:
    return Path(json.loads(run("backup", "--json"))["folder"])


def on_an_empty_machine(database: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """manage.py in a process whose database is this one."""
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, words)],
        cwd=given_settings.BASE_DIR,
        env={
            **os.environ,
            **{name: url_of(role, database) for role, name in URLS.items()},
            "DJANGO_SETTINGS_MODULE": "po_platform.settings.test",
            "PO_DB_ROLE": "app",
            "PO_FILES_DIR": str(places.root().with_name("new-store")),
            "PO_ERASURE_LIST": str(given_settings.ERASURE_LIST),
        },
        capture_output=True,
        text=True,
    )


def rows_of(database: str) -> dict[str, int]:
    with connected("owner", database) as cursor:
        cursor.execute("select name, n from counted_rows()")
        return dict(cursor.fetchall())


def text_in(database: str) -> str:
    """Every row of every table."""
    found = []
    with connected("owner", database) as cursor:
        for table in rows_of(database):
            cursor.execute(f'select t::text from "{table}" t')
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


def test_what_was_saved_comes_back_row_by_row(rita: Planting, empty_database: str) -> None:
    before = rows_of("")
    folder = backed_up()
    done = on_an_empty_machine(empty_database, "restore", folder, "--nobody-was-erased")
    assert done.returncode == 0, done.stderr
    after = rows_of(empty_database)
    left_out = {"django_session", "po_cache"}
    after["audit_event"] -= 1  # that it was restored
    assert {t: n for t, n in after.items() if t not in left_out} == {
        t: n for t, n in before.items() if t not in left_out
    }
    assert after["django_session"] == 0
    with connected("owner", empty_database) as cursor:
        cursor.execute("select detail from audit_event where verb = 'members.copy.restored'")
        assert cursor.fetchall() == [({"copy": folder.name},)], "the record says so itself"
    assert before["proms_response"] == 1
    assert before["members_personkey"] == after["members_personkey"] == 1
    (kept,) = places.root().with_name("new-store").rglob("kept/*/*")
    assert kept.read_text() == "file canaryrita"


def test_the_restored_portal_stands_behind_its_walls(rita: Planting, empty_database: str) -> None:
    folder = backed_up()
    on_an_empty_machine(empty_database, "restore", folder, "--nobody-was-erased")
    with connected("app", empty_database) as cursor:
        cursor.execute("select count(*) from proms_response")
        assert cursor.fetchone() == (0,)
        cursor.execute("select count(*) from members_account")
        assert cursor.fetchone() != (0,)
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("delete from members_identity; truncate members_identity")


def test_whoever_was_erased_after_the_backup_stays_erased(
    rita: Planting, world: World, empty_database: str
) -> None:
    folder = backed_up()
    subject = str(rita.persona.subject)
    erase_person(actor=System(Purpose.ERASE), person_id=rita.person.pk, letter=False)
    done = on_an_empty_machine(empty_database, "restore", folder)
    assert done.returncode == 0, done.stderr
    assert "1 on the list, 1 erased again." in done.stdout
    restored = text_in(empty_database)
    assert "canaryrita" not in restored
    assert subject not in restored
    assert world.ruth.account.email in restored


def test_whatever_fails_after_a_restore_nobody_who_was_erased_is_back(
    world: World, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """An older copy may have no place yet for what is written down about the restore."""
    done: list[str] = []

    def no_place(**_of: Any) -> None:
        raise ProgrammingError("no such table")

    monkeypatch.setenv("DATABASE_OWNER_URL", url_of("owner"))
    monkeypatch.setattr(restore_command, "restore", lambda *_of: 1)
    monkeypatch.setattr(restore_command, "record", no_place)
    monkeypatch.setattr(
        restore_command, "call_command", lambda name, *_of, **_more: done.append(name)
    )
    with pytest.raises(ProgrammingError):
        run("restore", backed_up(), "--nobody-was-erased")
    assert done == ["reapply_erasures"]


def test_without_any_list_nothing_is_restored(world: World, empty_database: str) -> None:
    done = on_an_empty_machine(empty_database, "restore", backed_up())
    assert done.returncode == 1
    assert "--nobody-was-erased" in done.stderr
    with connected("owner", empty_database) as cursor:
        cursor.execute("select count(*) from pg_tables where schemaname = 'public'")
        assert cursor.fetchone() == (0,)


def test_a_database_in_use_is_never_overwritten(world: World, monkeypatch: Any) -> None:
    monkeypatch.setenv("DATABASE_OWNER_URL", url_of("owner"))
    before = rows_of("")
    with pytest.raises(CommandError, match="not empty"):
        run("restore", backed_up(), "--nobody-was-erased")
    assert rows_of("") == before


def test_keys_lie_apart_from_what_they_open(rita: Planting) -> None:
    folder = backed_up()
    assert read(folder).keys == 1
    assert len((folder / "keys.copy").read_text().splitlines()) == 1
    text = subprocess.run(
        [programs.program("pg_restore", read(folder).server), "--file=-", folder / "main.dump"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "COPY public.members_identity" in text
    assert "COPY public.members_personkey" not in text
    assert "COPY public.django_session" not in text


def test_only_files_that_are_kept_are_in_it_and_nobody_else_can_read_it(rita: Planting) -> None:
    passing = places.path_of(places.new_place(places.PASSING))
    passing.parent.mkdir(parents=True)
    passing.write_text("made again if need be")
    folder = backed_up()
    with tarfile.open(folder / "files.tar") as archive:
        names = [member.name for member in archive if member.isfile()]
    assert [name.split("/")[0] for name in names] == ["kept"]
    assert oct(folder.stat().st_mode)[-3:] == "700"
    assert {oct(path.stat().st_mode)[-3:] for path in folder.iterdir()} == {"600"}


# ---------- A broken one is none ----------


def test_rows_the_backup_role_does_not_see_are_noticed(rita: Planting) -> None:
    change = "alter policy backup_select on proms_response using ({})"
    with connected("owner", "") as cursor:
        cursor.execute(change.format("false"))
    try:
        with pytest.raises(CommandError, match="proms_response has 0 rows in the copy and had 1"):
            run("backup")
        assert list(given_settings.BACKUPS_DIR.iterdir()) == []
    finally:
        with connected("owner", "") as cursor:
            cursor.execute(change.format("true"))


@pytest.mark.parametrize("name", ["main.dump", "keys.copy", "files.tar"])
def test_a_changed_file_is_noticed(world: World, name: str) -> None:
    folder = backed_up()
    assert "is whole" in run("verify_backup", folder)
    with (folder / name).open("r+b") as stream:
        stream.seek(-1 if (folder / name).stat().st_size else 0, os.SEEK_END)
        stream.write(b"\xff")
    with pytest.raises(CommandError, match=f"{name} is not as it was written"):
        run("verify_backup", folder)


def test_a_lost_file_and_a_folder_that_is_no_backup_are_said(world: World, here: Path) -> None:
    folder = backed_up()
    (folder / "main.dump").unlink()
    with pytest.raises(CommandError, match=r"main\.dump is not as it was written"):
        run("verify_backup", folder)
    with pytest.raises(CommandError, match="holds no backup"):
        run("verify_backup", here)


def test_an_unreachable_database_leaves_no_half_backup(world: World, monkeypatch: Any) -> None:
    monkeypatch.setenv("DATABASE_BACKUP_URL", "postgresql://po_backup:x@127.0.0.1:1/po")
    with pytest.raises(CommandError, match="NO new backup"):
        run("backup")
    assert list(given_settings.BACKUPS_DIR.iterdir()) == []


def test_programs_older_than_the_server_are_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 15.4'\n")
    old.chmod(0o755)
    monkeypatch.setattr(programs, "_candidates", lambda name, server: iter([old]))
    assert programs.program("pg_dump", 15) == old
    with pytest.raises(BackupFailed, match=r"Postgres 18 .* \(15\).* postgresql-client-18"):
        programs.program("pg_dump", 18)


# ---------- How long it lives ----------


def copied(folder: Path, days: int) -> Path:
    """The same backup as if it had been taken days ago."""
    older = folder.with_name((datetime.now(UTC) - timedelta(days=days)).strftime(NAME))
    shutil.copytree(folder, older)
    return older


def test_keys_go_after_thirty_days_and_copies_after_ninety(world: World) -> None:
    newest = backed_up()
    young, old, ancient = copied(newest, 29), copied(newest, 31), copied(newest, 91)
    forget_old(given_settings.BACKUPS_DIR)
    assert all_backups(given_settings.BACKUPS_DIR) == [old, young, newest]
    assert not ancient.exists()
    assert (young / "keys.copy").exists()
    assert not (old / "keys.copy").exists()
    assert "Its keys are gone" in run("verify_backup", old)
    assert newest_keys(old) == newest / "keys.copy"


def test_the_only_backup_is_never_too_old(world: World) -> None:
    newest = backed_up()
    newest.rename(newest.with_name("20200101T030000Z"))
    assert forget_old(given_settings.BACKUPS_DIR) == []
    assert len(all_backups(given_settings.BACKUPS_DIR)) == 1


def test_old_copies_open_no_name_of_somebody_erased_since(
    rita: Planting, empty_database: str
) -> None:
    """Newer keys are used: hers are not among them, also before the list is gone through."""
    old = copied(backed_up(), 31)
    erase_person(actor=System(Purpose.ERASE), person_id=rita.person.pk, letter=False)
    for folder in all_backups(given_settings.BACKUPS_DIR)[1:]:
        shutil.rmtree(folder)
    backed_up()
    forget_old(given_settings.BACKUPS_DIR)
    given_settings.ERASURE_LIST.unlink()
    for folder in all_backups(given_settings.BACKUPS_DIR):
        (folder / "erasures.jsonl").unlink(missing_ok=True)
    done = on_an_empty_machine(empty_database, "restore", old, "--nobody-was-erased")
    assert "the names of 0 people open again" in done.stdout + done.stderr
