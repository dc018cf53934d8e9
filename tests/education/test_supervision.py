"""Guides bring questions that name nobody; the one who looks after them answers; nobody else reads it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from audit.models import Event
from education.actions.supervision import ask_supervision
from education.models import Guide, SupervisionMonth, SupervisionQuestion
from education.supervision import named_in
from notifications.models import Outbox
from po_platform.access.actor import Hat, acting_as
from tests.education.test_guides import guided, works
from tests.personas import World, make_persona

pytestmark = pytest.mark.django_db
PAGE = "/guide/questions"


def leads(world: World) -> Guide:
    guide = works(world.guide)
    Guide.objects.filter(pk=guide.pk).update(leads=True)
    return guide


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Somebody does not answer.", []),
        ("RUTH does not answer", ["Ruth"]),
        ("Her truth is e. g. hers", []),
        ("Ruths Frage", []),
    ],
)
def test_names_are_found_as_words(text: str, found: list[str]) -> None:
    assert named_in(text, ["Ruth E.", "Ruth X"]) == found


@pytest.mark.parametrize(
    "text", ["", "Ruth does not answer", "She can be reached at 01632 960118", "a@example.org"]
)
def test_what_names_somebody_is_not_kept(world: World, sign_in: Any, text: str) -> None:
    guided(world)
    answer = sign_in(world.guide).post(PAGE, {"text": text})
    assert answer.status_code == 422
    assert not SupervisionQuestion.objects.exists()
    with pytest.raises(PermissionDenied), acting_as(world.guide.actor()) as actor:
        ask_supervision(actor=actor, text=text or "Ruth")


def test_a_question_says_neither_who_asked_nor_when(world: World, sign_in: Any) -> None:
    guided(world)
    assert sign_in(world.guide).post(PAGE, {"text": "How long do I wait?"}).status_code == 302
    row = SupervisionQuestion.objects.get()
    kept = {field.name for field in row._meta.concrete_fields}
    assert kept == {"id", "ref", "month", "text", "state", "answer", "answered_account"}
    assert row.month.day == 1
    assert not Event.objects.filter(verb__startswith="education.supervision").exists()


def test_the_lead_answers_or_takes_it_to_the_meeting_and_guides_read_it(
    world: World, sign_in: Any
) -> None:
    leads(world)
    other = make_persona("Other Guide", role=Hat.GUIDE)
    guide, lead = sign_in(other), sign_in(world.guide)
    guide.post(PAGE, {"text": "How long do I wait?"})
    one = f"{PAGE}/{SupervisionQuestion.objects.get().ref}"
    assert guide.get(one).status_code == 403
    assert guide.post(one, {"state": "answered", "answer": "x"}).status_code == 403
    assert guide.get(f"{PAGE}/meeting").status_code == 403
    assert "1 question of a guide waits" in lead.get("/start").content.decode()
    assert "of a guide waits" not in guide.get("/start").content.decode()
    assert lead.post(one, {"state": "answered", "answer": ""}).status_code == 422
    assert lead.post(one, {"state": "meeting"}).status_code == 302
    assert "Comes into the meeting" in guide.get(PAGE).content.decode()
    lead.post(one, {"state": "answered", "answer": "Two weeks, then call."})
    page = guide.get(PAGE).content.decode()
    assert "Two weeks, then call." in page
    assert world.guide.name in page
    Guide.objects.update(public_name="Greta")
    assert "Greta" in guide.get(PAGE).content.decode()
    SupervisionQuestion.objects.update(answered_account=None)
    assert "who looked after the guides" in guide.get(PAGE).content.decode()
    lead.post(one, {"do": "off"})
    assert not SupervisionQuestion.objects.exists()


def test_nobody_but_guides_reads_it(world: World, sign_in: Any) -> None:
    for nobody in (world.ruth, world.administrator, world.moderator, world.editor):
        assert sign_in(nobody).get(PAGE).status_code == 403


def test_what_is_open_stays_in_sight_and_other_months_can_be_read(
    world: World, sign_in: Any
) -> None:
    guide, before = sign_in(world.guide), timezone.localdate().replace(day=1) - timedelta(days=40)
    first = before.replace(day=1)
    SupervisionQuestion.objects.create(month=first, text="Still open?")
    done = {"month": first, "state": "answered", "answer": "Long ago."}
    SupervisionQuestion.objects.create(text="Answered?", **done)
    page = guide.get(PAGE).content.decode()
    assert "Still open?" in page
    assert "Long ago." not in page
    assert "Long ago." in guide.get(f"{PAGE}?month={first:%Y-%m}").content.decode()
    assert guide.get(f"{PAGE}?month=x").status_code == 200


def test_a_day_is_told_to_all_guides_once(world: World, sign_in: Any) -> None:
    leads(world)
    other = make_persona("Other Guide", role=Hat.GUIDE)
    works(other)
    lead, day = sign_in(world.guide), timezone.localdate() + timedelta(days=3)
    said = {"day": day.isoformat(), "hour": "17:30", "place": "https://meet.example.org/guides"}
    late = {**said, "day": (day - timedelta(days=9)).isoformat()}
    assert lead.post(f"{PAGE}/meeting", late).status_code == 422
    for _twice in range(2):
        assert lead.post(f"{PAGE}/meeting", said).status_code == 302
    told = Outbox.objects.filter(kind="education.guides_meet").values_list("person_id", flat=True)
    assert len(told) == 2
    assert set(told) == {world.guide.person.pk, other.person.pk}
    month = SupervisionMonth.objects.get().month
    page = sign_in(other).get(f"{PAGE}?month={month:%Y-%m}").content.decode()
    assert "https://meet.example.org/guides" in page
    assert "Guides meet on" in sign_in(other).get("/start").content.decode()
