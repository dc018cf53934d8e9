"""What a clinic arranges on its pages a program in a clinician's session does too, by the same rules."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import Event, Read
from members.models import ClinicMembership
from po_platform.access.actor import acting_as
from proms import looks
from proms.models import ClinicGuidance, ClinicScales, Instrument, PatientNumber, Visit
from tests.members.sharing_steps import share
from tests.personas import Persona, World
from tests.proms.api import ask, program
from tests.proms.path import on_her_list, put_weekly_in_use, send
from tests.proms.test_day_lists import named

pytestmark = pytest.mark.django_db
PAIN = "weekly-check-in.pain"
LINK = {
    "title": "Pain: what we do", "url": "https://clinic.example.org/pain.pdf", "about": PAIN,
    "version": "Version 3, March 2026", "responsible": "Pain group",
}  # fmt: skip


@pytest.fixture
def weekly(world: World) -> Instrument:
    """Ruth answered, and shares with Dr Oduya, who works at the clinic."""
    weekly = put_weekly_in_use(world)
    send(world.ruth, on_her_list(world.ruth, weekly))
    share(world.ruth, world.oduya)
    return weekly


@pytest.fixture
def oduya(world: World, sign_in: Any) -> Client:
    client: Client = sign_in(world.oduya)
    return client


def at(world: World, end: str) -> str:
    return f"clinics/{world.clinic.pk}/{end}"


def about(world: World, end: str) -> str:
    return f"patients/{world.ruth.subject}/{end}"


def looked_at(persona: Persona) -> list[str]:
    actor = persona.actor()
    with acting_as(actor):
        found = Read.objects.visible_to(actor).filter(subject_id=persona.subject)
        return list(found.order_by("pk").values_list("what", flat=True))


def test_she_sees_where_she_works_and_chooses_what_opens_first(
    world: World, oduya: Client, weekly: Instrument
) -> None:
    (clinic,) = ask(oduya, "get", "clinics").json()["results"]
    assert clinic == {"id": world.clinic.pk, "name": world.clinic.name}
    shown = ask(oduya, "get", at(world, "scales")).json()
    assert shown["chosen"] == []
    keys = [one["key"] for one in shown["choosable"]]
    assert PAIN in keys
    two = [keys[1], keys[0]]
    chosen = ask(oduya, "put", at(world, "scales"), {"scales": two})
    assert (chosen.status_code, chosen.json()["chosen"]) == (200, two)
    assert ClinicScales.objects.get().scales == two
    assert Event.objects.filter(verb="proms.clinic_scales.chosen").count() == 1
    for wrong in (["nothing.like_it"], [PAIN, PAIN], keys + keys):
        told = ask(oduya, "put", at(world, "scales"), {"scales": wrong})
        assert (told.status_code, "scales" in told.json()) == (400, True), wrong
    assert ask(oduya, "put", at(world, "scales"), {"scales": []}).json()["chosen"] == []


def test_guidance_is_written_changed_and_taken_away(
    world: World, oduya: Client, weekly: Instrument
) -> None:
    made = ask(oduya, "post", at(world, "guidance"), LINK)
    assert made.status_code == 201, made.content
    assert ask(oduya, "post", at(world, "guidance"), LINK).json() == made.json()
    one = at(world, f"guidance/{made.json()['ref']}")
    assert ask(oduya, "put", one, {**LINK, "version": "Version 4"}).status_code == 204
    (kept,) = ask(oduya, "get", at(world, "guidance")).json()["results"]
    assert kept == {**LINK, "version": "Version 4", "ref": made.json()["ref"]}
    for field, wrong in (("url", "http://clinic.example.org/"), ("about", "phq-9.total")):
        told = ask(oduya, "post", at(world, "guidance"), {**LINK, field: wrong})
        assert (told.status_code, field in told.json()) == (400, True), field
    assert ask(oduya, "delete", one).status_code == 204
    assert ask(oduya, "get", at(world, "guidance")).json() == {"results": []}
    assert ask(oduya, "delete", one).status_code == 404
    for number in range(6):
        ask(oduya, "post", at(world, "guidance"), {**LINK, "title": f"Link {number}"})
    seventh = ask(oduya, "post", at(world, "guidance"), LINK)
    assert (seventh.status_code, "room for six" in seventh.json()["detail"]) == (403, True)


def test_a_list_of_visits_is_looked_at_and_then_written_down_once(
    world: World, oduya: Client, weekly: Instrument
) -> None:
    named(world.ruth, "Ruth Example", 1952)
    day = timezone.localdate() + timedelta(days=5)
    table = f"name,born,day,time\nRuth Example,1952,{day},09:30\nSome Body,1940,{day},10:00\n"
    shown = ask(oduya, "post", at(world, "day-list"), {"table": table})
    assert shown.status_code == 200, shown.content
    (visit,) = shown.json()["visits"]
    assert (visit["subject"], visit["on"], visit["state"]) == (
        str(world.ruth.subject),
        str(day),
        "new",
    )
    assert shown.json()["unknown"] == [3] and "Some Body" not in shown.content.decode()
    assert looked_at(world.ruth) == [looks.DAY_LIST]
    seal = {"looked_at": shown.json()["looked_at"]}
    assert ask(oduya, "post", at(world, "day-list/noted"), seal).json() == {"changed": 1}
    assert ask(oduya, "post", at(world, "day-list/noted"), seal).json() == {"changed": 0}
    with acting_as(world.ruth.actor()) as ruth:
        assert [one.on for one in Visit.objects.visible_to(ruth)] == [day]


def test_a_list_that_cannot_be_read_says_why_and_a_strange_seal_writes_nothing(
    world: World, sign_in: Any, oduya: Client, weekly: Instrument
) -> None:
    for table in ("what,else\n1,2\n", "", "number,day\nA-1,soon\n"):
        told = ask(oduya, "post", at(world, "day-list"), {"table": table})
        assert (told.status_code, "table" in told.json()) == (400, True), table
    strange = ask(oduya, "post", at(world, "day-list/noted"), {"looked_at": "nothing:of:ours"})
    assert strange.status_code == 409
    with acting_as(world.ruth.actor()) as ruth:
        assert not Visit.objects.visible_to(ruth).exists()


def test_what_opens_first_of_one_person_is_hers_alone_and_each_look_is_shown(
    world: World, oduya: Client, weekly: Instrument
) -> None:
    shown = ask(oduya, "get", about(world, "scales")).json()["results"]
    assert {one["place"] for one in shown} == {"clinic"}
    placed = ask(oduya, "put", about(world, "scales"), {"places": {PAIN: "folded"}})
    assert placed.status_code == 200, placed.content
    assert {one["key"]: one["place"] for one in placed.json()["results"]}[PAIN] == "folded"
    for wrong in ({"phq-9.total": "first"}, {PAIN: "away"}):
        told = ask(oduya, "put", about(world, "scales"), {"places": wrong})
        assert (told.status_code, "places" in told.json()) == (400, True), wrong
    assert ask(oduya, "delete", about(world, "scales")).status_code == 204
    again = ask(oduya, "get", about(world, "scales")).json()["results"]
    assert {one["place"] for one in again} == {"clinic"}
    assert set(looked_at(world.ruth)) == {looks.ARRANGE}


def test_a_number_of_the_clinics_own_is_noted_and_never_read_again(
    world: World, oduya: Client, weekly: Instrument
) -> None:
    here = about(world, f"clinic-numbers/{world.clinic.pk}")
    assert ask(oduya, "get", about(world, "clinic-numbers")).json() == {"results": []}
    assert ask(oduya, "put", here, {"number": "A-17"}).status_code == 404, "she shares with her"
    share(world.ruth, world.oduya, clinic_id=world.clinic.pk)
    assert "number" in ask(oduya, "put", here, {"number": "--"}).json()
    assert ask(oduya, "put", here, {"number": "A-17"}).status_code == 204
    (row,) = ask(oduya, "get", about(world, "clinic-numbers")).json()["results"]
    assert (row["clinic"], row["since"] is None, row["shares"]) == (world.clinic.pk, False, True)
    assert "17" not in str(row["name"])
    share(world.gerd, world.oduya, clinic_id=world.clinic.pk)
    theirs = f"patients/{world.gerd.subject}/clinic-numbers/{world.clinic.pk}"
    assert ask(oduya, "put", theirs, {"number": "a 17"}).status_code == 409
    assert ask(oduya, "delete", here).status_code == 204
    with acting_as(world.oduya.actor()) as actor:
        assert not PatientNumber.objects.visible_to(actor).exists()


def test_elsewhere_and_without_sharing_there_is_nothing(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    nasser = sign_in(world.nasser)  # a clinician of no clinic, with whom Ruth does not share
    link = ClinicGuidance.objects.create(clinic=world.clinic, **LINK)
    refused: tuple[tuple[str, str, Any], ...] = (
        ("get", at(world, "scales"), None),
        ("put", at(world, "scales"), {"scales": []}),
        ("get", at(world, "guidance"), None),
        ("post", at(world, "guidance"), LINK),
        ("put", at(world, f"guidance/{link.ref}"), LINK),
        ("delete", at(world, f"guidance/{link.ref}"), None),
        ("post", at(world, "day-list"), {"table": "name,born\nRuth Example,1952\n"}),
        ("post", at(world, "day-list/noted"), {"looked_at": "x"}),
        ("get", about(world, "scales"), None),
        ("put", about(world, "scales"), {"places": {PAIN: "first"}}),
        ("delete", about(world, "scales"), None),
        ("get", about(world, "clinic-numbers"), None),
        ("put", about(world, f"clinic-numbers/{world.clinic.pk}"), {"number": "1"}),
        ("delete", about(world, f"clinic-numbers/{world.clinic.pk}"), None),
    )
    for method, path, body in refused:
        assert ask(nasser, method, path, body).status_code == 404, (method, path)
    for persona in (world.ruth, world.curator, world.administrator):
        other = sign_in(persona)
        for method, path, body in refused:
            assert ask(other, method, path, body).status_code == 403, (persona, method, path)
    assert ask(program(world.oduya), "get", "clinics").status_code == 403, "a token has no factor"
    assert ask(Client(), "get", "clinics").status_code == 401
    ClinicMembership.objects.update(left_at=timezone.now())
    assert ask(sign_in(world.oduya), "get", at(world, "guidance")).status_code == 404
    assert looked_at(world.ruth) == []
    assert ClinicGuidance.objects.filter(ended_at__isnull=True).count() == 1
    assert ask(sign_in(world.oduya), "get", f"patients/{uuid4()}/scales").status_code == 404
