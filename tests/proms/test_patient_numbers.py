"""A clinic's own number for somebody, typed in by hand: one person's each, never to be read again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from audit.models import Event, Read
from members.actions.consent import STOP, end_grant
from members.models import Grant
from po_platform.access.actor import acting_as
from proms import looks
from proms.models import PatientNumber
from tests.members.sharing_steps import share
from tests.personas import Persona, World
from tests.proms.path import text_of
from tests.proms.test_day_lists import address, confirm, file_of, named, visits

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(world: World) -> date:
    named(world.ruth, "Ruth Example", 1952)
    named(world.gerd, "Gerd Alone", 1949)
    share(world.ruth, world.oduya, clinic_id=world.clinic.pk)
    return timezone.localdate() + timedelta(days=7)


def at(persona: Persona) -> str:
    return f"/clinic/people/{persona.subject}/number"


def marks(persona: Persona) -> list[str]:
    actor = persona.actor()
    with acting_as(actor):
        rows = PatientNumber.objects.visible_to(actor).filter(subject_id=persona.subject)
        return list(rows.values_list("mark", flat=True))


def verbs() -> list[str]:
    rows = Event.objects.filter(verb__startswith="proms.patient_number.").order_by("pk")
    return list(rows.values_list("verb", flat=True))


def test_typed_in_it_finds_her_in_the_next_list(world: World, sign_in: Any, day: date) -> None:
    client = sign_in(world.oduya)
    said = client.post(at(world.ruth), {"number": "A-17"}, follow=True)
    assert "Noted. Your next list of visits knows it." in text_of(said)
    assert "A-17" not in client.get(at(world.ruth)).content.decode()
    looked = client.post(address(world), {"file": file_of(f"a 17,,,{day},9:30")})
    assert "Known by your number." in text_of(looked)
    confirm(client, address(world), looked)
    assert len(visits(world.ruth)) == 1
    assert verbs() == ["proms.patient_number.noted"]
    ruth = world.ruth.actor()
    with acting_as(ruth):
        assert Read.objects.visible_to(ruth).filter(what=looks.NUMBER).exists()


def test_it_is_changed_and_taken_away(world: World, sign_in: Any, day: date) -> None:
    client = sign_in(world.oduya)
    client.post(at(world.ruth), {"number": "A-17"})
    before = marks(world.ruth)
    client.post(at(world.ruth), {"number": "a17"})  # the same number
    assert marks(world.ruth) == before
    client.post(at(world.ruth), {"number": "B-2"})
    assert marks(world.ruth) != before and len(marks(world.ruth)) == 1
    said = client.post(at(world.ruth), {"remove": world.clinic.pk}, follow=True)
    assert "The number is taken away." in text_of(said)
    assert marks(world.ruth) == []
    client.post(at(world.ruth), {"remove": world.clinic.pk})
    assert verbs() == [
        "proms.patient_number.noted", "proms.patient_number.noted",
        "proms.patient_number.removed",
    ]  # fmt: skip


def test_a_number_is_one_persons_within_a_clinic(world: World, sign_in: Any, day: date) -> None:
    share(world.gerd, world.oduya, clinic_id=world.clinic.pk)
    client = sign_in(world.oduya)
    client.post(at(world.ruth), {"number": "A-17"})
    taken = client.post(at(world.gerd), {"number": "a 17"})
    assert (taken.status_code, "for somebody else" in text_of(taken)) == (422, True)
    assert marks(world.gerd) == []
    # nor by a list that gives it to another name
    looked = client.post(address(world), {"file": file_of(f"A-17,Gerd Alone,1949,{day},")})
    assert "Gerd" not in text_of(looked)  # it is Ruth's number, and the year is not hers
    client.post(at(world.ruth), {"remove": world.clinic.pk})
    client.post(at(world.gerd), {"number": "A-17"})
    assert len(marks(world.gerd)) == 1


def test_whose_number_it_is_stays_hers_when_she_shares_no_more(
    world: World, sign_in: Any, day: date
) -> None:
    share(world.gerd, world.oduya, clinic_id=world.clinic.pk)
    client = sign_in(world.oduya)
    client.post(at(world.ruth), {"number": "A-17"})
    ruth = world.ruth.actor()
    with acting_as(ruth):
        grant = Grant.objects.visible_to(ruth).get(purpose="care")
        end_grant(actor=ruth, grant_id=grant.pk, consequence=STOP, language="en")
    assert client.post(at(world.gerd), {"number": "A-17"}).status_code == 422
    looked = client.post(address(world), {"file": file_of(f"A-17,Gerd Alone,1949,{day},")})
    assert confirm(client, address(world), looked).status_code == 302  # the visit all the same
    assert len(visits(world.gerd)) == 1
    assert marks(world.gerd) == []


def test_refusals(world: World, sign_in: Any, day: date) -> None:
    for who, status in (("ruth", 403), ("curator", 403), ("desk", 403), ("nasser", 404)):
        client = sign_in(getattr(world, who))
        assert client.post(at(world.ruth), {"number": "A-17"}).status_code == status, who
    client = sign_in(world.oduya)
    assert client.post(at(world.gerd), {"number": "A-17"}).status_code == 404
    for wrong in ("", "---", "x" * 41):
        assert client.post(at(world.ruth), {"number": wrong}).status_code == 422
    client.post(at(world.ruth), {"remove": "999999"})
    assert marks(world.ruth) == []


def test_who_shares_with_a_doctor_alone_gets_no_number_of_the_clinic(
    world: World, sign_in: Any, day: date
) -> None:
    share(world.gerd, world.oduya)
    client = sign_in(world.oduya)
    assert "shares with you alone" in text_of(client.get(at(world.gerd)))
    assert client.post(at(world.gerd), {"number": "A-17"}).status_code in (404, 422)
    assert marks(world.gerd) == []


def test_the_vault_lets_nobody_else_take_it_away(world: World, sign_in: Any, day: date) -> None:
    sign_in(world.oduya).post(at(world.ruth), {"number": "A-17"})
    for who in (world.nasser, world.gerd, world.ruth, world.administrator):
        with acting_as(who.actor()), connection.cursor() as cursor:
            try:
                with transaction.atomic():
                    cursor.execute("delete from proms_patientnumber")
            except ProgrammingError:
                continue
            assert cursor.rowcount == 0
    assert len(marks(world.ruth)) == 1
