"""A new key file takes over everything sealed: no column is forgotten, and nothing tells of it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event as Moment
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError
from django.db import connection
from django.db.models import QuerySet, TextField
from django.utils import timezone

from audit import resealing
from audit.inventory import register
from audit.models import Event
from members.models import FoundText, Proxy, RightsRequest, Ticket
from members.proxy_secrets import Said, open_said, seal_said
from members.rights_texts import open_of_request, seal_for_request
from moderation.call_numbers import seal_number
from moderation.models import CallNumber
from notifications.models import Outbox
from notifications.seals import Load, open_load, seal_load
from po_platform.access.actor import Purpose, System, acting_as
from po_platform.kit.crypto import (
    KeyGone,
    KeyMissing,
    NotDeclared,
    Tampered,
    key,
    key_named_in,
    open_for_application,
    seal,
    seal_for_application,
)
from po_platform.kit.sealed import sealed_columns
from proms.visit_codes import open_name, seal_name
from questionnaires.models import Questionnaire, Version
from registry.models import Dataset, Entry, Form, Registry, Subject
from registry.sealing import hidden_in
from tests.members.everything_of import as_owner, protected
from tests.members.key_files import forget_keys, key_folder, rotate
from tests.personas import World

__all__ = ["key_folder"]  # a fixture

HISTORY: Any = Entry.pgh_event_model  # type: ignore[attr-defined]  # made by pghistory
FACTOR = "mfa_authenticator|secret"
HIDDEN = '{"answers": {"name": "Ruth"}, "missing": {}, "cells": {}}'
OLD_WAY = "members_proxy|paper|before keys had numbers"


# ---------- The register ----------


def test_the_register_names_columns_there_are() -> None:
    columns = sealed_columns()
    assert len({column.label for column in columns}) == len(columns) > 30
    for column in columns:
        column.model._meta.get_field(column.column)
        QuerySet(model=column.model).values(*column.reads)  # raises where one is not there
        assert "|" in column.head, column.label


def test_each_column_called_sealed_is_in_the_register() -> None:
    known = {(column.model, column.column) for column in sealed_columns()}
    for entry in register():
        for field in entry.model._meta.get_fields():
            if isinstance(field, TextField) and field.name.startswith("sealed"):
                assert (entry.model, field.name) in known, f"{entry.label}.{field.name}"


def test_the_history_of_a_sealed_column_is_in_the_register_too() -> None:
    assert "registry.EntryEvent.sealed" in {column.label for column in sealed_columns()}


def test_nobody_seals_for_a_column_no_model_declares() -> None:
    with pytest.raises(NotDeclared, match="members_forgotten"):
        seal_for_application("a secret", "members_forgotten|column|1")
    sealed = seal_for_application("for a visit", "members_forgotten|column|1", passing=True)
    assert open_for_application(sealed, "members_forgotten|column|1") == "for a visit"


# ---------- The number of the key ----------


def test_a_text_says_its_key_and_older_ones_open(key_folder: Path) -> None:
    before = seal(key("kek-1"), "as it was", OLD_WAY).hex()
    first = seal_for_application("one", OLD_WAY)
    (key_folder / "kek-2").write_bytes(b"2" * 32)
    (key_folder / "kek-10").write_bytes(b"3" * 32)
    (key_folder / "kek-11.bak").write_bytes(b"4" * 32)  # left by an editor, and no key
    forget_keys()
    newest = seal_for_application("ten", OLD_WAY)
    assert [key_named_in(text) for text in (before, first, newest)] == ["kek-1", "kek-1", "kek-10"]
    assert open_for_application(before, OLD_WAY) == "as it was"
    assert open_for_application(first, OLD_WAY) == "one"
    assert open_for_application(newest, OLD_WAY) == "ten"
    with pytest.raises(Tampered):  # a number somebody changed names a key that does not fit
        open_for_application(newest[:2] + "0002" + newest[6:], OLD_WAY)
    with pytest.raises(Tampered):
        open_for_application(newest, OLD_WAY + " elsewhere")
    with pytest.raises(Tampered):
        open_for_application(newest[:20], OLD_WAY)
    (key_folder / "kek-10").unlink()
    forget_keys()
    with pytest.raises(KeyGone, match="kek-10"):
        open_for_application(newest, OLD_WAY)
    assert open_for_application(before, OLD_WAY) == "as it was"
    for name in ("kek-1", "kek-2"):
        (key_folder / name).unlink()
    forget_keys()
    with pytest.raises(KeyMissing) as none_at_all:  # and not a fault of this text
        open_for_application(before, OLD_WAY)
    assert not isinstance(none_at_all.value, Tampered)


# ---------- The command ----------


def plant(world: World) -> None:
    """Something sealed of every sort: text, in JSON, with a place from another table, locked."""
    ruth, ref = world.ruth, uuid4()
    questionnaire = Questionnaire.objects.create(slug="sealed", title="Q")
    version = Version.objects.create(questionnaire=questionnaire, number=1, definition={})
    registry = Registry.objects.create(slug="sealed", title="R")
    dataset = Dataset.objects.create(
        registry=registry, slug="sealed", title="D", questionnaire=questionnaire
    )
    form = Form.objects.create(dataset=dataset, name="visit", position=0)
    record = Subject.objects.create(subject_id=ruth.subject, registry=registry, number="1")
    Entry.objects.create(
        subject_id=ruth.subject, record=record, registry=registry, form=form, version=version,
        ref=ref, sealed=seal_for_application(HIDDEN, f"registry_entry|sealed|{ref}"),
        source="curator", locked_at=timezone.now(),
    )  # fmt: skip
    CallNumber.objects.create(person=ruth.person, number=seal_number(ruth.person.pk, "01632"))
    Proxy.objects.create(
        ref=ref, asker=ruth.person, ground="parent", shown="desk", state="refused",
        said=seal_said(ref, Said("Mia", None)),
    )  # fmt: skip
    Outbox.objects.create(ref=ref, kind="tests", sealed=seal_load(ref, Load({"code": "47"})))
    asked = RightsRequest.objects.create(
        ref=ref, person=ruth.person, kind="access", way="letter", language="en",
        came_on="2026-01-05", due_on="2026-02-05",
    )  # fmt: skip
    FoundText.objects.create(
        request=asked, person=ruth.person, source="posts", object_ref="a|b",
        sealed=seal_for_request(ref, "found|posts|a|b", "{}"),
        black=seal_for_request(ref, "black|found|posts|a|b", "Anna"),
    )  # fmt: skip
    Ticket.objects.create(
        secret_hash=b"s" * 32, about="visit", subject_id=ruth.subject, expires_at=timezone.now(),
        detail={"seed": "seed", "name": seal_name("seed", "Ruth, 1961"), "called": "Ruth"},
    )  # fmt: skip
    Ticket.objects.create(
        secret_hash=b"t" * 32, about="visit", subject_id=ruth.subject, expires_at=timezone.now(),
        detail={"seed": "other", "name": ""},
    )  # fmt: skip
    Authenticator.objects.create(
        user=world.gerd.account, type="totp", data={"secret": seal_for_application("T", FACTOR)}
    )
    Authenticator.objects.create(
        user=world.gerd.account, type="recovery_codes",
        data={"seed": seal_for_application("R", FACTOR), "used_mask": 3},
    )  # fmt: skip


def what_opens() -> Mapping[str, str]:
    """Every planted text, opened by what reads it in the portal."""
    entry = protected(Entry).get()
    history = protected(HISTORY).latest("pgh_id")
    number = protected(CallNumber).get()
    proxy, mail = protected(Proxy).get(), Outbox.objects.get(kind="tests")
    asked, found = protected(RightsRequest).get(), protected(FoundText).get()
    named, _unnamed = protected(Ticket).filter(about="visit").order_by("pk")
    factors = {one.type: one.data for one in Authenticator.objects.all()}
    return {
        "entry": hidden_in(entry.ref, entry.sealed).answers["name"],
        "history": hidden_in(history.ref, history.sealed).answers["name"],
        "number": open_for_application(
            number.number, f"moderation_callnumber|number|{number.person_id}"
        ),
        "proxy": open_said(proxy.ref, proxy.said).name,
        "mail": open_load(mail.ref, mail.sealed).context["code"],
        "found": open_of_request(asked.ref, "found|posts|a|b", found.sealed),
        "black": open_of_request(asked.ref, "black|found|posts|a|b", found.black),
        "ticket": open_name(named.detail["seed"], named.detail["name"]),
        "totp": open_for_application(factors["totp"]["secret"], FACTOR),
        "recovery": open_for_application(factors["recovery_codes"]["seed"], FACTOR),
    }


OPENED = {
    "entry": "Ruth", "history": "Ruth", "number": "01632", "proxy": "Mia", "mail": "47",
    "found": "{}", "black": "Anna", "ticket": "Ruth, 1961", "totp": "T", "recovery": "R",
}  # fmt: skip


def add_key(folder: Path, number: int) -> None:
    (folder / f"kek-{number}").write_bytes(str(number).encode() * 32)
    forget_keys()


@pytest.mark.django_db(transaction=True)
def test_the_older_key_may_go_when_everything_was_sealed_again(
    world: World, key_folder: Path, capsys: Any
) -> None:
    with as_owner():
        plant(world)
        assert what_opens() == OPENED
    add_key(key_folder, 2)
    said = rotate(capsys)
    assert f"{len(OPENED)} texts are now sealed with kek-2." in said
    assert "kek-1: nothing in the database needs it" in said
    assert "registry.Entry.sealed 1" in said
    (key_folder / "kek-1").unlink()
    forget_keys()
    with as_owner():
        assert what_opens() == OPENED
    assert "0 texts are now sealed with kek-2." in rotate(capsys).splitlines()


@pytest.mark.django_db(transaction=True)
def test_no_history_tells_of_it_and_what_is_locked_stays_locked(
    world: World, key_folder: Path, capsys: Any
) -> None:
    with as_owner():
        plant(world)
        before = protected(Entry).values("row_version", "changed_at", "locked_at").get()
    add_key(key_folder, 2)
    rotate(capsys)
    with as_owner():
        assert protected(HISTORY).count() == 1
        assert protected(Entry).values("row_version", "changed_at", "locked_at").get() == before
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from pg_trigger where tgenabled = 'D'")
            assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_it_goes_on_where_it_was_broken_off(
    world: World, key_folder: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with as_owner():
        plant(world)
    add_key(key_folder, 2)

    untold, tables = resealing._untold, list[str]()

    def one_and_no_more(table: str) -> Any:
        tables.append(table)
        if len(tables) > 1:
            raise KeyboardInterrupt
        return untold(table)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(resealing, "_untold", one_and_no_more)
        rotate(capsys)
    (first,) = told_of()
    assert f"{len(OPENED) - 1} texts are now sealed with kek-2." in rotate(capsys)
    assert told_of()[0] == first == {"what": "members.FoundText.black", "count": 1}
    assert sum(one["count"] for one in told_of()) == len(OPENED)
    with as_owner():
        assert what_opens() == OPENED


def told_of() -> list[Any]:
    """What the record says was sealed again, in order."""
    rows = Event.objects.filter(verb="audit.texts.sealed_again").order_by("pk")
    return [row.detail for row in rows]


@pytest.mark.django_db(transaction=True)
def test_one_text_that_does_not_open_holds_up_no_other(
    world: World, key_folder: Path, capsys: Any
) -> None:
    with as_owner():
        plant(world)
        protected(CallNumber).update(number="00" * 40)
    add_key(key_folder, 2)
    with pytest.raises(CommandError, match=r"1 texts do not open.*moderation\.CallNumber\.number"):
        rotate(capsys)
    with as_owner():
        assert key_named_in(protected(Proxy).get().said) == "kek-2"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("detail", [{"name": "02zz"}, {"seed": None, "name": "02"}, ["name"]])
def test_a_row_of_another_shape_holds_up_no_other(
    world: World, key_folder: Path, capsys: Any, detail: Any
) -> None:
    with as_owner():
        plant(world)
        protected(Ticket).filter(detail__seed="other").update(detail=detail)
    add_key(key_folder, 2)
    if isinstance(detail, dict):
        with pytest.raises(CommandError, match=r"1 texts do not open.*members\.Ticket\.detail"):
            rotate(capsys)
    else:
        rotate(capsys)  # a list that has the word in it seals nothing
    assert "members.Ticket.detail[name] 1" in rotate(capsys, "--look")
    with as_owner():
        assert what_opens() == OPENED
        assert key_named_in(Outbox.objects.get(kind="tests").sealed) == "kek-2"


@pytest.mark.django_db(transaction=True)
def test_looking_changes_nothing(world: World, key_folder: Path, capsys: Any) -> None:
    with as_owner():
        plant(world)
        before = protected(Proxy).get().said
    add_key(key_folder, 2)
    said = rotate(capsys, "--look")
    assert "kek-2: nothing in the database needs it" in said
    assert "members.Proxy.said 1" in said
    with as_owner():
        assert protected(Proxy).get().said == before


@pytest.mark.django_db(transaction=True)
def test_a_text_written_meanwhile_is_not_written_over(
    world: World, key_folder: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever saves between reading and writing keeps her own words."""
    with as_owner():
        plant(world)
    add_key(key_folder, 2)

    untold, ran = resealing._untold, list[str]()

    @contextmanager
    def she_saves(table: str) -> Iterator[None]:
        if table == "members_proxy":
            ran.append(table)
            row = protected(Proxy).get()
            assert key_named_in(row.said) == "kek-1", "what is about to be written over"
            protected(Proxy).update(said=seal_said(row.ref, Said("Max", None)))
        with untold(table):
            yield

    monkeypatch.setattr(resealing, "_untold", she_saves)
    rotate(capsys)
    assert ran == ["members_proxy"]
    with as_owner():
        row = protected(Proxy).get()
        assert open_said(row.ref, row.said).name == "Max"


def hidden(name: str, ref: object) -> str:
    return seal_for_application(HIDDEN.replace("Ruth", name), f"registry_entry|sealed|{ref}")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("patience", ["10s", "200ms"])
def test_whoever_holds_an_entry_to_save_it_goes_first_and_nobody_is_thrown_out(
    world: World, key_folder: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch, patience: str
) -> None:
    """As the registry saves: the row is taken first and written later, by another connection."""
    monkeypatch.setattr(resealing, "PAUSE", 0.1)
    monkeypatch.setattr(resealing, "PATIENCE", patience)
    with as_owner():
        plant(world)
        protected(Entry).update(locked_at=None)
        entry = protected(Entry).get()
    curator = Curator(hidden("Anna", entry.ref))
    add_key(key_folder, 2)
    with as_owner():
        curator.start()
        assert curator.holds.wait(10)
    said = rotate(capsys)
    curator.join(20)
    assert curator.ended == "well"
    assert "texts are now sealed with kek-2." in said
    rotate(capsys)  # what was saved meanwhile
    (key_folder / "kek-1").unlink()
    forget_keys()
    with as_owner():
        assert what_opens() == OPENED | {"entry": "Anna", "history": "Anna"}


class Curator(Thread):
    """Takes the entry, waits until somebody waits for her, a while more, and saves.

    Longer than Postgres takes to look whether who waits for her is in a ring: from then on she
    would be the one who is thrown out.
    """

    def __init__(self, sealed: str) -> None:
        super().__init__(daemon=True)
        self.sealed = sealed
        self.holds, self.ended = Moment(), ""

    def run(self) -> None:
        try:
            with acting_as(System(Purpose.OPERATE)):
                protected(Entry).select_for_update(no_key=True).get()
                self.holds.set()
                self._until_somebody_waits()
                time.sleep(1.5)
                protected(Entry).update(sealed=self.sealed)
            self.ended = "well"
        except Exception as error:  # told by the test
            self.ended = repr(error)
        finally:
            connection.close()

    def _until_somebody_waits(self) -> None:
        for _time in range(200):
            with connection.cursor() as cursor:
                cursor.execute(
                    "select exists (select from pg_locks where not granted"
                    " and pg_backend_pid() = any(pg_blocking_pids(pid)))"
                )
                if cursor.fetchone() == (True,):
                    return
            time.sleep(0.05)
        raise TimeoutError
