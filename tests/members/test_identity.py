"""Who somebody is stands sealed: for her, for whom she shares with, and for nobody else."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Event
from members.actions import identity
from members.actions.identity import correct_identity
from members.identity import FIELDS, Known, marks, open_fields, seal_fields
from members.models import Identity, PersonKey
from members.queries.identity import identity_of, people_shown
from po_platform.access.actor import SignedIn, acting_as
from po_platform.kit.crypto import KeyMissing, rewrap
from tests.database import connect_as
from tests.members.everything_of import as_owner, protected
from tests.members.key_files import forget_keys, key_folder, rotate
from tests.members.sharing_steps import share
from tests.personas import Persona, World

__all__ = ["key_folder"]  # a fixture

RUTH = Known("Ruth Ellison", "4 Orchard Way\nHarrowmere", "+44 1632 960 118", date(1961, 3, 9))
FORM = {
    "real_name": "Ruth Ellison",
    "address": "4 Orchard Way\nHarrowmere",
    "phone": "+44 1632 960 118",
    "birth_date_day": "9",
    "birth_date_month": "3",
    "birth_date_year": "1961",
}


def tell(persona: Persona, known: Known = RUTH) -> None:
    actor = persona.actor()
    with acting_as(actor):
        correct_identity(actor=actor, person_id=actor.person_id, known=known)


def known_to(actor: SignedIn, person: Persona) -> Known:
    with acting_as(actor):
        return identity_of(actor=actor, person_id=person.person.pk)


# ---------- Seeing and correcting ----------


@pytest.mark.django_db
def test_a_member_tells_corrects_and_takes_back(world: World, sign_in: Any) -> None:
    ruth = sign_in(world.ruth)
    ruth.post("/me/identity", FORM)
    page = ruth.get("/me/identity").content.decode()
    assert "Ruth Ellison" in page
    assert "4 Orchard Way" in page
    ruth.post("/me/identity", FORM | {"address": "", "real_name": " Ruth   Ellis "})
    assert known_to(world.ruth.actor(), world.ruth) == Known(
        "Ruth Ellis", "", RUTH.phone, RUTH.birth_date
    )


@pytest.mark.django_db
def test_nothing_has_to_be_told(world: World, sign_in: Any) -> None:
    assert sign_in(world.ruth).post("/me/identity", {}).status_code == 302
    assert known_to(world.ruth.actor(), world.ruth) == Known()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"birth_date_year": "2961"}, "or earlier"),
        ({"birth_date_day": "31", "birth_date_month": "2"}, "not in the calendar"),
        ({"birth_date_day": ""}, "Add what is missing: Day"),
        ({"real_name": "x" * 121}, "Shorten “Name” to 120"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_stored(
    world: World, sign_in: Any, wrong: dict[str, str], words: str
) -> None:
    page = sign_in(world.ruth).post("/me/identity", FORM | wrong)
    assert words in page.content.decode()
    assert known_to(world.ruth.actor(), world.ruth) == Known()


@pytest.mark.django_db
def test_nobody_corrects_another(world: World) -> None:
    for persona in (world.gerd, world.nasser, world.administrator):
        actor = persona.actor()
        with acting_as(actor), pytest.raises(PermissionDenied):
            correct_identity(actor=actor, person_id=world.ruth.person.pk, known=RUTH)


@pytest.mark.django_db
def test_a_clinician_sees_name_and_year_only_with_a_share(world: World) -> None:
    tell(world.ruth)
    nasser = world.nasser.actor()
    assert known_to(nasser, world.ruth) == Known()
    share(world.ruth, world.nasser)
    with acting_as(nasser):
        shown = people_shown(actor=nasser, subject_ids=[world.ruth.subject, world.gerd.subject])
    assert [(one.name, one.birth_year) for one in shown.values()] == [("Ruth Ellison", 1961)]


@pytest.mark.django_db
def test_the_record_names_the_fields_and_no_value(world: World) -> None:
    tell(world.ruth)
    tell(world.ruth, Known("Ruth Ellison", RUTH.address, "0301 4", RUTH.birth_date))
    events = Event.objects.filter(verb="members.identity.corrected").order_by("pk")
    assert [event.detail["fields"] for event in events] == [list(FIELDS), ["phone"]]
    assert "0301" not in str([event.detail for event in events])


@pytest.mark.django_db
def test_saving_the_same_again_writes_nothing(world: World) -> None:
    tell(world.ruth)
    tell(world.ruth)
    assert Event.objects.filter(verb="members.identity.corrected").count() == 1


# ---------- Sealed ----------


@pytest.mark.django_db(transaction=True)
def test_no_table_holds_a_readable_name(world: World) -> None:
    """What a stolen dump would show: every column of every table, as text."""
    tell(world.ruth)
    share(world.ruth, world.nasser)
    with connect_as("owner") as owner, owner.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        found = set()
        for table in tables:
            cursor.execute(f'select t::text from "{table}" t')
            text = "\n".join(row[0] for row in cursor.fetchall())
            for canary in ("Ellison", "Orchard", "960 118", "1961-03-09"):
                if canary in text or canary.encode().hex() in text:
                    found.add((table, canary))
            if table == "members_person":
                assert "Ruth E." in text, "the walk must see something"
    owner.close()
    # The organisation's own number looks like hers.
    assert {one for one in found if one[0] not in ("members_organisation",)} <= {
        ("members_organisationevent", "960 118")
    }


def change(sql: str, *values: Any) -> None:
    with connect_as("owner") as owner, owner.cursor() as cursor:
        cursor.execute(sql, values)
    owner.close()


MOVES = {
    "a flipped bit": "update members_identity set real_name = set_byte(real_name, 20,"
    " get_byte(real_name, 20) # 1) where person_id = {ruth}",
    "another column": "update members_identity set real_name = address where person_id = {ruth}",
    "another person": "update members_identity set real_name = (select real_name from"
    " members_identity where person_id = {gerd}) where person_id = {ruth}",
    "cut short": "update members_identity set real_name = substr(real_name, 1, 5)"
    " where person_id = {ruth}",
    "another version": "update members_identity set real_name = set_byte(real_name, 0, 9)"
    " where person_id = {ruth}",
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("move", MOVES)
def test_what_was_changed_or_moved_does_not_open(world: World, sign_in: Any, move: str) -> None:
    tell(world.ruth)
    tell(world.gerd, Known("Gerd Amann", "1 Elsewhere"))
    change(MOVES[move].format(ruth=world.ruth.person.pk, gerd=world.gerd.person.pk))
    ruth = sign_in(world.ruth)
    page = ruth.get("/me/identity")
    assert page.status_code == 200
    assert "This does not open: Name." in page.content.decode()
    assert "4 Orchard Way" in page.content.decode()
    assert "Gerd Amann" not in page.content.decode()
    event = Event.objects.get(verb="members.identity.unreadable")
    assert event.detail == {"person": world.ruth.person.pk, "fields": ["real_name"]}
    ruth.post("/me/identity", FORM | {"real_name": ""})
    assert known_to(world.ruth.actor(), world.ruth).unreadable == {"real_name"}
    ruth.post("/me/identity", FORM)
    assert known_to(world.ruth.actor(), world.ruth) == RUTH


@pytest.mark.django_db(transaction=True)
def test_with_anothers_key_nothing_opens_and_nothing_is_written(world: World, sign_in: Any) -> None:
    tell(world.ruth)
    change(
        "update members_personkey set wrapped = set_byte(wrapped, 3, get_byte(wrapped, 3) # 1)"
        " where person_id = %s",
        world.ruth.person.pk,
    )
    ruth = sign_in(world.ruth)
    assert "Name, Date of birth, Address, Telephone" in ruth.get("/me/identity").content.decode()
    page = ruth.post("/me/identity", FORM)
    assert page.status_code == 200
    assert "your key does not open" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_clinician_reads_the_other_name_where_one_does_not_open(
    world: World, sign_in: Any
) -> None:
    tell(world.ruth)
    share(world.ruth, world.nasser)
    nasser = sign_in(world.nasser)
    assert "Ruth Ellison" in nasser.get("/clinic").content.decode()
    change(MOVES["a flipped bit"].format(ruth=world.ruth.person.pk))
    page = nasser.get("/clinic")
    assert page.status_code == 200
    assert "Ruth E." in page.content.decode()
    assert Event.objects.filter(verb="members.identity.unreadable").count() == 1


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


@given(st.builds(Known, TEXTS, TEXTS, TEXTS, st.none() | st.dates(date(1900, 1, 1))))
def test_what_is_sealed_opens_again_and_nowhere_else(known: Known) -> None:
    key = bytes(range(32))
    sealed = seal_fields(key, 7, known)
    assert open_fields(key, 7, sealed) == known
    given_fields = {name for name in FIELDS if getattr(known, name)}
    assert open_fields(key, 8, sealed).unreadable == given_fields
    assert open_fields(bytes(32), 7, sealed).unreadable == given_fields


def test_marks_find_an_exact_name_however_it_is_written() -> None:
    one, other = marks(Known("Ruth  ELLISON", phone="+44 1632-960118")), marks(RUTH)
    assert one == other
    assert marks(Known()) == {"name_index": "", "phone_index": ""}


@pytest.mark.django_db
def test_marks_follow_a_correction(world: World) -> None:
    tell(world.ruth)
    actor = world.ruth.actor()

    def stored() -> tuple[str, str]:
        with acting_as(actor):
            row = Identity.objects.visible_to(actor).get()
        return row.name_index, row.phone_index

    before = stored()
    assert all(before)
    tell(world.ruth, Known("Ruth Ellison", phone=""))
    assert stored() == (before[0], "")


# ---------- Keys grow old ----------


@pytest.mark.django_db(transaction=True)
def test_a_new_key_wraps_all_and_the_old_one_may_go(
    world: World, key_folder: Path, capsys: Any
) -> None:
    tell(world.ruth)
    tell(world.gerd, Known("Gerd Amann"))
    with connect_as("owner") as owner, owner.cursor() as cursor:
        cursor.execute("select string_agg(i::text, '') from members_identity i")
        sealed = cursor.fetchone()
        (key_folder / "kek-2").write_bytes(b"2" * 32)
        forget_keys()
        tell(world.oduya, Known("Sam Oduya"))
        assert rotate(capsys).startswith("2 keys are now wrapped with kek-2")
        assert rotate(capsys).startswith("0 keys")
        cursor.execute("delete from members_identity where person_id = %s", [world.oduya.person.pk])
        cursor.execute("select string_agg(i::text, '') from members_identity i")
        assert cursor.fetchone() == sealed
        owner.rollback()
    owner.close()
    (key_folder / "kek-1").unlink()
    forget_keys()
    assert known_to(world.ruth.actor(), world.ruth) == RUTH
    assert known_to(world.gerd.actor(), world.gerd).real_name == "Gerd Amann"


@pytest.mark.django_db(transaction=True)
def test_one_broken_key_does_not_hold_up_the_others(
    world: World, key_folder: Path, capsys: Any
) -> None:
    tell(world.ruth)
    tell(world.gerd, Known("Gerd Amann"))
    change(
        "update members_personkey set wrapped = ''::bytea where person_id = %s",
        world.ruth.person.pk,
    )
    (key_folder / "kek-2").write_bytes(b"2" * 32)
    forget_keys()
    with pytest.raises(CommandError, match=str(world.ruth.person.pk)):
        rotate(capsys)
    with acting_as(world.gerd.actor()):
        assert PersonKey.objects.visible_to(world.gerd.actor()).get().wrapping_key == "kek-2"


@pytest.mark.django_db(transaction=True)
def test_broken_off_what_was_wrapped_anew_stays(
    world: World, key_folder: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(world.ruth)
    tell(world.gerd, Known("Gerd Amann"))
    (key_folder / "kek-2").write_bytes(b"2" * 32)
    forget_keys()
    wrapped = iter([rewrap])

    def breaks_off(*row: Any) -> Any:
        return next(wrapped)(*row)

    monkeypatch.setattr(identity, "BATCH", 1)
    with monkeypatch.context() as once, pytest.raises(StopIteration):
        once.setattr(identity, "rewrap", breaks_off)
        rotate(capsys)
    with as_owner():
        keys = protected(PersonKey).order_by("pk").values_list("wrapping_key", flat=True)
        assert list(keys) == ["kek-2", "kek-1"]
    assert rotate(capsys).startswith("1 keys")


@pytest.mark.django_db
def test_one_whose_key_file_is_gone_holds_up_nobody_on_a_list(
    world: World, key_folder: Path, sign_in: Any
) -> None:
    tell(world.gerd, Known("Gerd Amann"))
    (key_folder / "kek-2").write_bytes(b"2" * 32)
    forget_keys()
    tell(world.ruth)
    for member in (world.ruth, world.gerd):
        share(member, world.nasser)
    (key_folder / "kek-2").unlink()
    forget_keys()
    assert known_to(world.ruth.actor(), world.ruth).unreadable == set(FIELDS)
    with acting_as(world.nasser.actor()) as nasser:
        shown = people_shown(actor=nasser, subject_ids=[world.ruth.subject, world.gerd.subject])
    assert shown[world.gerd.subject].name == "Gerd Amann"
    assert shown[world.ruth.subject].name == "Ruth E."
    assert "Gerd Amann" in sign_in(world.nasser).get("/clinic").content.decode()
    page = sign_in(world.ruth).get("/me/identity")
    assert page.status_code == 200 and "Ellison" not in page.content.decode()


@pytest.mark.django_db
def test_where_no_key_is_to_be_read_nobody_is_told_that_hers_is_broken(
    world: World, key_folder: Path
) -> None:
    tell(world.ruth)
    (key_folder / "kek-1").unlink()
    forget_keys()
    with pytest.raises(KeyMissing):
        known_to(world.ruth.actor(), world.ruth)


@pytest.mark.django_db
def test_the_web_role_does_not_rotate(world: World) -> None:
    with pytest.raises(CommandError, match="Only the owner"):
        call_command("rotate_keys")
