"""Visits from a clinic's list: only people who share are found, and of nobody else anything is kept."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from audit.models import Read
from members.actions.consent import STOP, end_grant
from members.actions.identity import correct_identity
from members.identity import Known as Identity
from members.models import Clinic, ClinicMembership, Grant
from po_platform.access.actor import acting_as
from po_platform.kit.table_file import read_table
from proms import looks
from proms.actions import open_windows
from proms.actions.day_list import Arranged, note_day_list
from proms.actions.schedules import plan_for_patient
from proms.day_list import Known, Listed, match, read_list
from proms.models import PatientNumber, Visit
from tests.members.sharing_steps import share
from tests.personas import Persona, World
from tests.proms.path import put_weekly_in_use, text_of
from tests.proms.test_schedules import listed as on_list
from tests.proms.test_schedules import planned

TODAY = date(2026, 11, 23)
RUTH = Known(uuid4(), "Ruth Example", 1952)
NUMBERED = Known(uuid4(), "Ada Other", 1960, "mark-7")


def row(**changes: Any) -> Listed:
    given: dict[str, Any] = {
        "line": 2, "on": TODAY, "at": None, "key": "", "name": "", "born": None,
    }  # fmt: skip
    return Listed(**(given | changes))


def reading(text: str) -> Any:
    return read_list(
        read_table(text.encode()), on=TODAY, today=TODAY, last=TODAY + timedelta(days=730)
    )


def test_headings_of_two_languages_and_days_of_two_kinds_are_read() -> None:
    found = reading(
        "Tag;Uhrzeit;Nr.;Name;Geburtsdatum\n24.11.2026;9:30;A-1;Example, Ruth;04.03.1952\n"
    )
    assert found.listed == [
        Listed(2, date(2026, 11, 24), time(9, 30), "A-1", "Example, Ruth", 1952)
    ]
    bare = reading("first name,last name,born\nRuth,Example,1952\n")
    assert (bare.listed[0].on, bare.listed[0].name) == (TODAY, "Ruth Example")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("what,else\n1,2\n", "name a column"),
        ("number,day\nA-1,soon\n", "Line 2: write the day"),
        ("number,day\nA-1,1.1.99999999999\n", "Line 2: write the day"),
        ("number,day\nA-1,99999999999999999999.1.2026\n", "Line 2: write the day"),
        ("number,time\nA-1,noon\n", "Line 2: write the time"),
        ("number,day\nA-1,2026-11-22\n", "Line 2: this day is over"),
        ("number,name,born\n,,1952\n", "Line 2: it has neither"),
        ("number,born\n" + "1,\n" * 501, "more than 500"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, told: str) -> None:
    found = reading(text)
    assert not found.listed
    assert told in found.flaws[0]


@pytest.mark.parametrize(
    ("listed", "what"),
    [
        (row(name="Example, Ruth", born=1952), "found"),
        (row(name="RUTH  EXAMPLE", born=1952), "found"),
        (row(name="Ruth Example", born=1953), "unknown"),
        (row(name="Ruth Example"), "unknown"),  # a name alone fits nobody
        (row(key="7"), "found"),
        (row(key="7", name="Somebody Else", born=1960), "found"),
        (row(key="7", born=1961), "doubtful"),
        (row(key="8", name="Ada Other", born=1960), "doubtful"),  # her number is another one
        (row(key="8"), "unknown"),
    ],
)
def test_who_is_meant(listed: Listed, what: str) -> None:
    found, doubtful, unknown = match([listed], [RUTH, NUMBERED], {"7": "mark-7", "8": "mark-8"})
    assert {"found": found, "doubtful": doubtful, "unknown": unknown}[what]
    assert len(found) + len(doubtful) + len(unknown) == 1


def test_two_people_of_one_name_are_in_doubt() -> None:
    twin = Known(uuid4(), "ruth example", 1952)
    found, doubtful, _unknown = match([row(name="Ruth Example", born=1952)], [RUTH, twin], {})
    assert (found, len(doubtful)) == ([], 1)


# ---------- The whole way ----------


def named(persona: Persona, name: str, born: int) -> None:
    actor = persona.actor(fresh=True)
    with acting_as(actor):
        known = Identity(real_name=name, birth_date=date(born, 3, 4))
        correct_identity(actor=actor, person_id=persona.person.pk, known=known)


def file_of(*lines: str) -> SimpleUploadedFile:
    text = "\n".join(("number,name,born,day,time", *lines))
    return SimpleUploadedFile("list.csv", text.encode())


def visits(persona: Persona) -> list[Visit]:
    actor = persona.actor()
    with acting_as(actor):
        rows = Visit.objects.visible_to(actor).filter(cancelled_at__isnull=True)
        return list(rows.filter(subject_id=persona.subject).order_by("on"))


def confirm(client: Any, address: str, looked: Any) -> Any:
    (sealed,) = re.findall(r'name="looked_at" value="([^"]+)"', looked.content.decode())
    return client.post(address, {"looked_at": sealed})


@pytest.fixture
def day(world: World) -> date:
    named(world.ruth, "Ruth Example", 1952)
    named(world.gerd, "Gerd Alone", 1949)
    share(world.ruth, world.oduya, clinic_id=world.clinic.pk)
    return timezone.localdate() + timedelta(days=7)


def address(world: World) -> str:
    return f"/clinic/day-list/{world.clinic.pk}"


@pytest.mark.django_db
@pytest.mark.usefixtures("at_any_hour")
def test_looked_at_first_then_written_down_and_the_schedule_follows(
    world: World, sign_in: Any, day: date
) -> None:
    weekly = put_weekly_in_use(world)
    oduya = world.oduya.actor()
    with acting_as(oduya):
        around = planned(weekly, anchor="visit", first_days=-7, every=None)
        plan_for_patient(actor=oduya, subject=world.ruth.subject, planned=around)
    client = sign_in(world.oduya)
    file = file_of(f"A-17,Ruth Example,1952,{day},9:30", f"B-2,Gerd Alone,1949,{day},10:00")
    looked = client.post(address(world), {"file": file})
    words = text_of(looked)
    assert "Ruth Example, born 1952" in words and "Known by name and year of birth. New." in words
    assert "Gerd" not in words and "About nobody who shares with you: line 3" in words
    assert not visits(world.ruth)
    assert confirm(client, address(world), looked).status_code == 302
    assert [(one.on, one.at, one.made_by) for one in visits(world.ruth)] == [
        (day, time(9, 30), "clinic")
    ]
    assert not visits(world.gerd)
    open_windows.open_windows()
    assert [one.instrument_id for one in on_list(world.ruth)] == [weekly.pk]


@pytest.mark.django_db
def test_read_in_again_by_number_alone_nothing_is_written_twice(
    world: World, sign_in: Any, day: date
) -> None:
    client = sign_in(world.oduya)
    first = client.post(address(world), {"file": file_of(f"A-17,Ruth Example,1952,{day},9:30")})
    confirm(client, address(world), first)
    same = client.post(address(world), {"file": file_of(f"a17,,,{day},9:30")})
    assert "Known by your number. Stands there already." in text_of(same)
    assert "looked_at" not in same.content.decode()
    later = client.post(address(world), {"file": file_of(f"A-17,,,{day},11:00")})
    assert "Another time than before." in text_of(later)
    confirm(client, address(world), later)
    assert [one.at for one in visits(world.ruth)] == [time(11, 0)]


@pytest.mark.django_db
def test_of_strangers_nothing_is_kept_and_the_found_see_the_look(
    world: World, sign_in: Any, day: date
) -> None:
    client = sign_in(world.oduya)
    file = file_of(f"STRANGE-1,Stranger Canary,1950,{day},", f"A-17,Ruth Example,1952,{day},")
    looked = client.post(address(world), {"file": file})
    confirm(client, address(world), looked)
    ruth, gerd = world.ruth.actor(), world.gerd.actor()
    with acting_as(ruth):
        reads = Read.objects.visible_to(ruth).filter(subject_id=world.ruth.subject)
        assert looks.DAY_LIST in set(reads.values_list("what", flat=True))
        (number,) = PatientNumber.objects.visible_to(ruth)
        assert number.mark != "17" and len(number.mark) > 20
    with acting_as(gerd):
        assert not Read.objects.visible_to(gerd).filter(subject_id=world.gerd.subject).exists()
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from audit_event e where e::text ~* %s", ["canary|strange"])
        assert cursor.fetchone() == (0,)
    assert "Canary" not in looked.content.decode()


def elsewhere(world: World) -> Clinic:
    """Another clinic where the same clinician works."""
    clinic = Clinic.objects.create(name="Other Clinic")
    ClinicMembership.objects.create(clinic=clinic, account=world.oduya.account)
    return clinic


@pytest.mark.django_db
def test_who_shares_with_another_clinic_of_hers_is_a_stranger_here(
    world: World, sign_in: Any, day: date
) -> None:
    other = elsewhere(world)
    share(world.gerd, world.oduya, clinic_id=other.pk)
    client = sign_in(world.oduya)
    line = f"B-2,Gerd Alone,1949,{day},10:00"
    assert "About nobody who shares with you: line 2" in text_of(
        client.post(address(world), {"file": file_of(line)})
    )
    there = client.post(f"/clinic/day-list/{other.pk}", {"file": file_of(line)})
    assert "Gerd Alone" in text_of(there)
    actor = world.oduya.actor()
    arranged = [Arranged(world.gerd.subject, day, None, "mark")]
    with acting_as(actor):
        assert note_day_list(actor=actor, clinic_id=world.clinic.pk, arranged=arranged) == 0
    assert not visits(world.gerd)


@pytest.mark.django_db
def test_who_shares_with_the_clinician_stands_in_each_of_her_lists_without_a_number(
    world: World, sign_in: Any, day: date
) -> None:
    other = elsewhere(world)
    share(world.gerd, world.oduya)
    client = sign_in(world.oduya)
    for page in (address(world), f"/clinic/day-list/{other.pk}"):
        looked = client.post(page, {"file": file_of(f"B-2,Gerd Alone,1949,{day},10:00")})
        assert "Gerd Alone" in text_of(looked)
    looked = client.post(address(world), {"file": file_of(f"B-2,Gerd Alone,1949,{day},10:00")})
    confirm(client, address(world), looked)
    assert len(visits(world.gerd)) == 1
    gerd = world.gerd.actor()
    with acting_as(gerd):
        assert not PatientNumber.objects.visible_to(gerd).exists()


@pytest.mark.django_db
def test_what_a_colleague_looked_at_is_hers_to_write_down(
    world: World, sign_in: Any, day: date
) -> None:
    ClinicMembership.objects.create(clinic=world.clinic, account=world.nasser.account)
    other = elsewhere(world)
    file = f"A-17,Ruth Example,1952,{day},9:30"
    client = sign_in(world.oduya)
    looked = client.post(address(world), {"file": file_of(file)})
    again = confirm(sign_in(world.nasser), address(world), looked)
    assert again["Location"] == address(world)
    assert confirm(client, f"/clinic/day-list/{other.pk}", looked)["Location"].endswith(
        f"/{other.pk}"
    )
    assert not visits(world.ruth)
    confirm(client, address(world), looked)
    assert len(visits(world.ruth)) == 1


@pytest.mark.django_db
def test_who_ended_sharing_meanwhile_is_passed_over(world: World, sign_in: Any, day: date) -> None:
    client = sign_in(world.oduya)
    looked = client.post(address(world), {"file": file_of(f"A-17,Ruth Example,1952,{day},9:30")})
    ruth = world.ruth.actor()
    with acting_as(ruth):
        grant = Grant.objects.visible_to(ruth).get(purpose="care")
        end_grant(actor=ruth, grant_id=grant.pk, consequence=STOP, language="en")
    confirm(client, address(world), looked)
    assert not visits(world.ruth)


@pytest.mark.django_db
def test_what_she_wrote_down_herself_stays_as_she_wrote_it(
    world: World, sign_in: Any, day: date
) -> None:
    sign_in(world.ruth).post("/visits/new", {"on": f"{day}", "at": "8:00", "with_whom": "Me"})
    client = sign_in(world.oduya)
    looked = client.post(address(world), {"file": file_of(f"A-17,Ruth Example,1952,{day},9:30")})
    assert "Stands there already." in text_of(looked)
    assert [one.at for one in visits(world.ruth)] == [time(8, 0)]


@pytest.mark.django_db
def test_refusals(world: World, sign_in: Any, day: date) -> None:
    file = f"A-17,Ruth Example,1952,{day},9:30"
    assert sign_in(world.nasser).post(address(world), {"file": file_of(file)}).status_code == 404
    assert sign_in(world.ruth).post(address(world), {"file": file_of(file)}).status_code == 403
    client = sign_in(world.oduya)
    assert "Choose a file" in text_of(client.post(address(world), {}))
    broken = SimpleUploadedFile("list.csv", b"\x00\x01\x02")
    assert client.post(address(world), {"file": broken}).status_code == 200
    forged = client.post(address(world), {"looked_at": "x:y:z"}, follow=True)
    assert "Read the list in again" in text_of(forged)
    looked = client.post(address(world), {"file": file_of(file)})
    (sealed,) = re.findall(r'name="looked_at" value="([^"]+)"', looked.content.decode())
    elsewhere = sign_in(world.nasser).post(address(world), {"looked_at": sealed})
    assert elsewhere.status_code == 404
    assert not visits(world.ruth)
