"""Erase means erase, with proof: nothing of hers is left anywhere, and nothing of anybody else's goes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from audit.inventory import register
from audit.models import Event
from files import places
from members import erasure_list
from members.actions.erase import request_erase, stop_erase
from members.actions.erase_person import Proof, erase_due, erase_person
from members.erase_parts import Whom, all_erasers
from members.facts import link_person
from members.models import (
    Account,
    EraseRequest,
    Grant,
    JoinInvitation,
    Person,
    PersonKey,
    RoleHolding,
    Ticket,
    Tombstone,
)
from notifications.models import KeptMail
from po_platform.access.actor import Hat, Purpose, System, acting_as
from po_platform.access.eraser import as_eraser
from po_platform.kit.crypto import secret_hash
from tests.database import connect_as
from tests.members.everything_of import Planting, as_owner, plant, protected
from tests.members.mailbox_steps import (
    PIN,
    answer,
    anton_at_ruths,
    chosen,
    give_pin,
    signed_in_as,
)
from tests.members.signing_steps import is_in
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World, make_persona
from tests.proms.path import put_weekly_in_use

ACTOR = System(Purpose.ERASE)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.STORED_FILES_DIR = tmp_path / "store"
    settings.ERASURE_LIST = tmp_path / "erasures.jsonl"
    return tmp_path / "store"


@dataclass
class Two:
    """Rita and Gundula, each with one row of every kind; `rows`: label → her primary keys."""

    rita: Planting
    gundula: Planting
    rows: dict[str, Mapping[str, list[Any]]]

    @property
    def ritas(self) -> Mapping[str, list[Any]]:
        return self.rows[self.rita.mark]


@pytest.fixture
def two(world: World, tmp_path: Path) -> Two:
    weekly = put_weekly_in_use(world)
    rita, gundula = (
        Planting(make_persona(name, email=f"{mark}-in@example.org"), mark, weekly, tmp_path)
        for name, mark in (("Rita Q.", "canaryrita"), ("Gundula Z.", "canarygundula"))
    )
    return Two(rita, gundula, {one.mark: plant(one) for one in (rita, gundula)})


def erased(persona: Persona) -> Proof:
    proof = erase_person(actor=ACTOR, person_id=persona.person.pk)
    assert proof is not None
    return proof


def dump() -> dict[str, list[str]]:
    """table → its rows as text, as the owner sees them: every table, what is packed unpacked."""
    found = {}
    with connect_as("owner") as owner, owner.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'select t::text from "{table}" t')
            found[table] = [row for (row,) in cursor.fetchall()]
        cursor.execute("select encode(decode(value, 'base64'), 'escape') from po_cache")
        found["po_cache"] += [row for (row,) in cursor.fetchall()]
    owner.close()
    found["django_session"] += [str(session.get_decoded()) for session in Session.objects.all()]
    return found


def hits(words: list[str]) -> list[str]:
    """Tables and files in which one of these words stands."""
    found = [
        f"{table}: {word}"
        for table, rows in dump().items()
        for row in rows
        for word in words
        if word.casefold() in row.casefold()
    ]
    for path in places.root().rglob("*"):
        if path.is_file():
            found += [f"{path}: {word}" for word in words if word.encode() in path.read_bytes()]
    return found


def signs_of(here: Planting) -> list[str]:
    """Everything by which somebody could find her again."""
    return [
        here.mark,
        here.account.email,
        str(here.persona.subject),
        str(here.person.ref),
        here.account.handle,
    ]


# ---------- Nothing is left ----------


def test_every_table_about_people_is_planted_and_answered_for() -> None:
    whom = Whom(1, Person().ref, 1, Person().ref, "a@example.org", "en")
    answered = {
        heap.rows(whom).model._meta.label for _app, eraser in all_erasers() for heap in eraser.heaps
    }
    wanted = {entry.label for entry in register() if entry.holds.erase != "keep"}
    assert wanted - answered == set()


def test_each_app_that_holds_something_answers() -> None:
    holding = {
        entry.model._meta.app_label for entry in register() if entry.holds.erase != "keep"
    } & {config.label for config in apps.get_app_configs() if "." not in config.name}
    assert holding - {app for app, _eraser in all_erasers()} == set()


def test_nothing_of_hers_is_left_and_nothing_of_anybody_elses_goes(two: Two) -> None:
    entries = {entry.label: entry.holds.erase for entry in register()}
    wanted = {label for label, erase in entries.items() if erase != "keep"}
    assert {label for label, rows in two.ritas.items() if rows} >= wanted
    signs = signs_of(two.rita)
    assert all(hits([sign]) for sign in signs), "there must be something to find"
    others = signs_of(two.gundula)
    before = {
        table: [row for row in rows if any(sign in row for sign in others)]
        for table, rows in dump().items()
    }
    erased(two.rita.persona)
    assert hits(signs) == []
    with as_owner():
        for label, keys in two.ritas.items():
            model: Any = apps.get_model(label)
            rows = protected(model).filter(pk__in=keys)
            if entries.get(label) == "unlink":  # a row may stay, if it is nobody's any more
                rows = rows.filter(**{f"{model.holds.about}__isnull": False})
            assert not rows.exists(), label
        for label, keys in two.rows[two.gundula.mark].items():
            model = apps.get_model(label)
            assert protected(model).filter(pk__in=keys).count() == len(keys), label
    after = dump()
    for table, rows in before.items():
        assert [row for row in rows if row not in after[table]] == [], table
    assert len(list(places.root().rglob("kept/*/*"))) == 1


def test_what_stays_is_a_mark_that_points_nowhere(two: Two) -> None:
    proof = erased(two.rita.persona)
    stone = Tombstone.objects.get()
    assert re.fullmatch(r"[0-9a-f]{64}", stone.person_mark)
    assert stone.person_mark.upper().startswith(proof.reference.replace("-", ""))
    assert stone.counts == proof.counts
    assert proof.counts["proms_response"] == 1
    assert proof.counts["members_personkey"] == 1
    event = Event.objects.get(verb="members.person.erased")
    assert (event.object_ref, event.detail["reference"]) == (str(stone.pk), proof.reference)
    (line,) = erasure_list.place().read_text().splitlines()
    assert json.loads(line)["mark"] == stone.person_mark


def test_a_second_run_changes_nothing(two: Two) -> None:
    erased(two.rita.persona)
    before = dump()
    assert erase_person(actor=ACTOR, person_id=two.rita.person.pk) is None
    assert erase_due() == 0
    assert dump() == before


def test_the_last_letter_goes_to_an_address_we_no_longer_have(two: Two) -> None:
    address, signs = two.rita.account.email, signs_of(two.rita)
    proof = erased(two.rita.persona)
    KeptMail.objects.all().delete()
    (letter,) = [mail for mail in deliver() if mail.to == [address]]
    assert proof.reference in letter.body
    assert "Answers you sent: 1" in letter.body
    assert "canaryrita" not in letter.body.replace(address, "")
    KeptMail.objects.all().delete()  # the demo's copy of its mails
    assert hits(signs) == []


def test_somebody_without_account_and_health_rows_goes_alone(world: World) -> None:
    """None in a filter would find the rows that are about nobody."""
    with as_owner():
        nobodys = Ticket.objects.create(
            secret_hash=secret_hash("x"), about="x", expires_at=timezone.now()
        )
    applicant = Person.objects.create(display_name="New Joiner", state="applied")
    everybody = Account.objects.count()
    erase_person(actor=ACTOR, person_id=applicant.pk)
    assert not Person.objects.filter(pk=applicant.pk).exists()
    assert Account.objects.count() == everybody
    with as_owner():
        assert protected(Ticket).filter(pk=nobodys.pk).exists()


def test_who_shares_her_mailbox_keeps_everything(world: World) -> None:
    address = world.ruth.account.email
    other = make_persona("Otto E.", email=address.upper())
    JoinInvitation.objects.create(
        secret_hash=secret_hash("y"), email=address, expires_at=timezone.now()
    )
    erased(world.ruth)
    assert Account.objects.filter(pk=other.account.pk).exists()
    assert JoinInvitation.objects.filter(email=address).exists()


def test_erasing_one_leaves_the_sign_in_the_other_has_begun(world: World) -> None:
    other = anton_at_ruths()
    give_pin(world.ruth)
    client, signed = chosen(world.ruth), chosen(world.ruth)
    answer(signed, "pin", pin=PIN)
    erased(other)
    answer(client, "pin", pin=PIN)
    assert signed_in_as(client) == signed_in_as(signed) == str(world.ruth.account.pk)
    assert is_in(signed)


def test_shares_with_an_erased_clinician_end(world: World) -> None:
    from tests.access.world_of_ruth import give_grant

    grant = give_grant(world.ruth, world.nasser, "proms")
    erased(world.nasser)
    actor = world.ruth.actor()
    with acting_as(actor):
        ends_at = Grant.objects.visible_to(actor).get(pk=grant.pk).ends_at
    assert ends_at is not None
    assert ends_at <= timezone.now()


# ---------- Interrupted ----------


# Closing the door comes first and stays: her sessions, and the boards her hat opened.
ENDED_BEFORE = {"sessions.Session", "members.SignedInSession", "moderation.PlaceKeeper"}


def test_an_interrupted_erase_is_whole_again_and_goes_on_by_itself(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: Any) -> None:
        raise OSError("disk full, on purpose")

    signs = signs_of(two.rita)
    with monkeypatch.context() as patch:
        patch.setattr("members.actions.erase_person.bury", broken)
        with pytest.raises(OSError, match="disk full"):
            erase_person(actor=ACTOR, person_id=two.rita.person.pk)
    with as_owner():
        for label, keys in two.ritas.items():
            if label not in ENDED_BEFORE:
                model = apps.get_model(label)
                assert protected(model).filter(pk__in=keys).count() == len(keys), label
    assert not Account.objects.get(pk=two.rita.account.pk).is_active
    assert erase_due() == 1
    assert hits(signs) == []


def test_from_the_first_moment_nobody_acts_as_her(world: World, sign_in: Any) -> None:
    ruth = sign_in(world.ruth)
    assert ruth.get("/me").status_code == 200
    erased(world.ruth)
    assert ruth.get("/me").status_code == 302


def test_a_request_that_is_still_running_ends_first(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("members.actions.erase_closing.WAIT_FOR_REQUESTS", 0.3)
    with connect_as("app") as request, request.cursor() as cursor:
        cursor.execute("select 1")
        assert erase_due() == 0
        request_due(world.ruth)
        assert erase_due() == 0
        assert Person.objects.filter(pk=world.ruth.person.pk).exists()
    request.close()
    assert erase_due() == 1


def request_due(persona: Persona) -> EraseRequest:
    """A wish whose seven days are over."""
    actor = persona.actor(fresh=True)
    with acting_as(actor):
        wish = request_erase(actor=actor, person_id=actor.person_id)
    EraseRequest.objects.filter(pk=wish.pk).update(due_at=timezone.now())
    return wish


# ---------- What the eraser may do ----------


def test_deleting_is_never_part_of_another_transaction(world: World) -> None:
    with (
        transaction.atomic(),
        pytest.raises(RuntimeError, match="transaction of its own"),
        as_eraser(),
    ):
        pass
    with as_eraser(), connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("po_erase",)
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("po_app",)


def test_the_eraser_touches_no_record_and_changes_no_tombstone(two: Two) -> None:
    erased(two.rita.persona)
    forbidden = (
        "select 1 from audit_event",
        "delete from audit_event",
        "update audit_event set verb = ''",
        "insert into audit_event (actor_kind, verb) values ('x', 'x')",
        "delete from members_tombstone",
        "update members_tombstone set counts = '{}'",
        "insert into proms_score (scale) values ('x')",
        "insert into members_account (handle) values ('x')",
        "truncate proms_score",
    )
    for statement in forbidden:
        with connect_as("erase") as eraser, eraser.cursor() as cursor:
            with pytest.raises(Exception, match="permission denied"):
                cursor.execute(statement)
            eraser.rollback()
        eraser.close()


def test_the_web_deletes_nothing_by_itself(two: Two) -> None:
    with acting_as(two.rita.persona.actor()), connection.cursor() as cursor:
        for table in ("members_identity", "members_personkey", "proms_assignment"):
            cursor.execute(f"delete from {table}")
            assert cursor.rowcount == 0


def test_the_key_is_gone_so_old_copies_of_her_name_open_for_nobody(two: Two) -> None:
    erased(two.rita.persona)
    with as_owner():
        assert not protected(PersonKey).filter(person_id=two.rita.person.pk).exists()


# ---------- Saying it, and changing one's mind ----------


def test_she_sees_what_goes_is_asked_twice_and_may_change_her_mind(
    world: World, sign_in: Any
) -> None:
    ruth = sign_in(world.ruth, fresh=True)
    page = ruth.get("/me/erase").content.decode()
    assert "What goes" in page
    assert "Your account, with your e-mail address and preferences" in page
    assert "Our safety copies. After 90 days" in page
    assert "Are you sure?" in ruth.post("/me/erase", {"step": "sure"}).content.decode()
    assert not EraseRequest.objects.exists()
    waits = ruth.post("/me/erase", {"step": "erase"}, follow=True).content.decode()
    assert "Everything about you will be erased" in waits
    wish = EraseRequest.objects.get()
    assert timedelta(days=6) < wish.due_at - timezone.now() <= timedelta(days=7)
    assert "Everything about you will be erased" in ruth.get("/start").content.decode()
    assert erase_due() == 0
    kept = sign_in(world.ruth).post("/me/erase/keep", follow=True).content.decode()
    assert "Nothing is erased. Everything is as it was." in kept
    assert erase_due() == 0
    subjects = [mail.subject for mail in deliver() if mail.to == [world.ruth.account.email]]
    assert subjects == ["You asked Morning Hands to erase everything", "Nothing is erased"]


def test_the_wish_needs_a_fresh_proof(world: World, sign_in: Any) -> None:
    assert sign_in(world.ruth).post("/me/erase", {"step": "erase"}).status_code == 302
    actor = world.ruth.actor()
    with acting_as(actor), pytest.raises(PermissionDenied):
        request_erase(actor=actor, person_id=actor.person_id)
    assert not EraseRequest.objects.exists()


def test_nobody_wishes_it_for_another_and_nobody_stops_anothers_wish(world: World) -> None:
    request_due(world.ruth)
    for persona in (world.nasser, world.moderator, world.desk):
        actor = persona.actor(fresh=True)
        with acting_as(actor):
            with pytest.raises(PermissionDenied):
                stop_erase(actor=actor, person_id=world.ruth.person.pk)
            with pytest.raises(PermissionDenied):
                request_erase(actor=actor, person_id=world.gerd.person.pk)
    assert EraseRequest.objects.get().stopped_at is None


def test_asking_twice_is_one_wish_and_the_first_day_stays(world: World) -> None:
    first = request_due(world.ruth)
    actor = world.ruth.actor(fresh=True)
    with acting_as(actor):
        again = request_erase(actor=actor, person_id=actor.person_id)
    assert again.pk == first.pk
    assert EraseRequest.objects.count() == 1


def test_after_its_day_a_wish_cannot_be_stopped_any_more(world: World) -> None:
    request_due(world.ruth)
    actor = world.ruth.actor()
    with acting_as(actor):
        assert not stop_erase(actor=actor, person_id=actor.person_id)
    assert erase_due() == 1


def test_the_last_administrator_stays(world: World) -> None:
    actor = world.administrator.actor(fresh=True)
    with acting_as(actor), pytest.raises(PermissionDenied):
        request_erase(actor=actor, person_id=actor.person_id)
    with pytest.raises(PermissionDenied):
        erase_person(actor=ACTOR, person_id=world.administrator.person.pk)
    assert Person.objects.get(pk=world.administrator.person.pk).state == "active"
    second = make_persona("Berit Second", role=Hat.ADMINISTRATOR)
    erased(world.administrator)
    assert RoleHolding.objects.filter(role=Hat.ADMINISTRATOR).get().account_id == second.account.pk


# ---------- On the telephone, and after a restore ----------


def run(command: str, *words: str) -> str:
    out = StringIO()
    call_command(command, *words, stdout=out)
    return out.getvalue()


def test_the_desk_writes_a_wish_down_stops_it_and_carries_it_out(world: World) -> None:
    ref = str(world.ruth.person.ref)
    assert "Everything is erased at" in run("erase_person", ref)
    assert EraseRequest.objects.get(stopped_at=None).way == "office"
    assert "Nothing is erased." in run("erase_person", ref, "--stop")
    with pytest.raises(CommandError, match="--yes"):
        run("erase_person", ref, "--now")
    done = json.loads(run("erase_person", ref, "--now", "--yes", "--json"))
    assert done["status"] == "erased"
    assert done["mailed"]
    assert done["reference"] in done["words"]
    with pytest.raises(CommandError, match="nobody"):
        run("erase_person", ref, "--now", "--yes")


def test_somebody_without_an_address_gets_the_proof_on_paper(world: World) -> None:
    person = Person.objects.create(display_name="Paper Person")
    link_person(person.pk)
    words = run("erase_person", str(person.ref), "--now", "--yes")
    assert "print this and hand it over" in words


def test_where_the_eraser_is_missing_the_command_says_so(world: World, settings: Any) -> None:
    settings.ERASE_DATABASE = None
    with pytest.raises(CommandError, match="DATABASE_ERASE_URL"):
        run("erase_person", str(world.ruth.person.ref), "--now", "--yes")


def test_whoever_stands_on_the_list_is_erased_again_after_a_restore(world: World) -> None:
    mark = erasure_list.Erasure(
        Whom(0, world.ruth.person.ref, 0, world.ruth.subject, "", "en").mark,
        timezone.now() - timedelta(days=3),
        counts={"proms_response": 5},
    )
    erasure_list.add(mark)
    with erasure_list.place().open("a") as stream:
        stream.write('{"mark": "half a li')  # somebody pulled the plug here once
    assert "1 on the list, 1 erased again" in run("reapply_erasures")
    assert not Person.objects.filter(pk=world.ruth.person.pk).exists()
    assert Person.objects.filter(pk=world.gerd.person.pk).exists()
    assert Tombstone.objects.get().counts == {"proms_response": 5}, "the first proof stands"
    assert [mail for mail in deliver() if mail.to == [world.ruth.account.email]] == []
    assert "1 on the list, 0 erased again" in run("reapply_erasures")


def test_a_broken_list_is_said_with_its_line(world: World) -> None:
    erasure_list.place().write_text("no json\n" + json.dumps({"mark": "a"}) + "\n")
    with pytest.raises(CommandError, match="line 1"):
        run("reapply_erasures")
