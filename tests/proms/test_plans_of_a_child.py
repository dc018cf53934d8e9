"""Who acts by law for a child is asked why nothing came back, and pauses, stops and goes on for it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from po_platform.access.actor import Purpose, System, acting_as
from proms.actions.open_windows import open_windows
from proms.export_parts import prom_parts
from proms.models import Enrolment, ReasonGiven
from tests.personas import World
from tests.proms.path import text_of
from tests.proms.test_for_a_child import Family
from tests.proms.test_schedules import days_later, for_everybody, planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_any_hour")]


class Silent(Family):
    """Nothing came back for Mia for three weeks, so her plan asks why."""

    def __init__(self, world: World, sign_in: Any) -> None:
        super().__init__(world, sign_in)
        for_everybody(world, planned(self.weekly))
        for _week in range(4):
            open_windows()
            days_later(7)
        open_windows()

    @property
    def plan(self) -> Enrolment:
        with acting_as(self.actor()) as actor:
            return Enrolment.objects.visible_to(actor).get()

    @property
    def why(self) -> str:
        return f"/schedules/{self.plan.ref}/why"


@pytest.fixture
def family(world: World, sign_in: Any) -> Silent:
    return Silent(world, sign_in)


def test_a_parent_is_asked_why_in_the_words_of_who_acts_for_a_child(family: Silent) -> None:
    assert family.plan.asked_why_at is not None
    assert family.why in family.parent.get("/for").content.decode()
    page = family.parent.get(family.why)
    shown = text_of(page)
    assert "It is too much. Stop these questions" in shown
    assert "Call me" not in shown and "calls you" not in shown
    assert "it is put on the list once more" in shown
    refused = family.parent.post(family.why, {"why": "technical"})
    assert "There is a problem" in text_of(refused), "nobody is called about a child"
    assert family.plan.asked_why_at is not None


def test_what_a_parent_says_counts_and_is_shown_only_with_a_tick(family: Silent) -> None:
    family.parent.post(family.why, {"why": "hospital"})
    plan = family.plan
    assert (plan.state, plan.reason, plan.asked_why_at) == ("paused", "hospital", None)
    assert plan.paused_until is not None
    assert family.why not in family.parent.get("/for").content.decode()
    with acting_as(family.actor()) as actor:
        assert not ReasonGiven.objects.visible_to(actor).exists()
    here = f"/schedules/{plan.ref}"
    assert "Paused until" in text_of(family.parent.get(here))
    family.parent.post(f"{here}/change", {"go_on": "1"})
    assert family.plan.state == "running"
    family.parent.post(family.why, {"why": "too_ill", "shown": "on"})
    with acting_as(family.actor()) as actor:
        kept = ReasonGiven.objects.visible_to(actor).get()
    assert (kept.why, kept.shown, kept.subject_id) == ("too_ill", True, family.subject)
    assert "Why nothing came" in text_of(family.parent.get("/schedules"))
    family.parent.post(f"/schedules/reasons/{kept.ref}", {"hide": "1"})
    with acting_as(family.actor()) as actor:
        assert not ReasonGiven.objects.visible_to(actor).get().shown


def test_what_a_parent_said_is_not_told_as_the_words_of_the_young_person(
    family: Silent, sign_in: Any
) -> None:
    family.parent.post(family.why, {"why": "too_ill", "shown": "on"})
    young = family.gets_an_account()
    page = text_of(sign_in(young).get("/schedules"))
    assert "Why nothing came" in page and "It is shown." in page
    assert "You said" not in page and "you did not answer" not in page
    job = System(Purpose.EXPORT, young.subject, young.person.pk)
    with acting_as(job):
        part = next(one for one in prom_parts(job) if one.name == "reasons")
        words = " ".join(str(one) for one in (part.title, *part.fields))
        assert [row["why"] for row in part.rows] == ["too_ill"]
    assert "you chose" not in words and "you said" not in words and "you did" not in words


def test_a_parent_stops_the_plan_of_a_child_and_plans_nothing_anew(family: Silent) -> None:
    here = f"/schedules/{family.plan.ref}"
    shown = text_of(family.parent.get("/schedules"))
    assert "How was your week?" in shown
    assert "Plan something for myself" not in shown and "The day that suits you" not in shown
    assert family.parent.get("/schedules/new").status_code == 403
    assert family.parent.post("/schedules", {"weekday": "1"}).status_code == 403
    assert family.parent.post(f"{here}/change", {"anchor_on": "2030-01-01"}).status_code in (
        403,
        422,
    )
    family.parent.post(f"{here}/change", {"leave": "1"})
    assert family.plan.state == "ended"
    assert family.parent.get(here).status_code == 404


def test_it_ends_with_the_right_to_act(family: Silent, world: World, sign_in: Any) -> None:
    here, why = f"/schedules/{family.plan.ref}", family.why
    before = family.actor()
    young = family.gets_an_account()
    for page in ("/schedules", here, why):
        assert family.parent.get(page).status_code in (302, 403), page
    assert family.parent.post(f"{here}/change", {"leave": "1"}).status_code in (302, 403)
    with acting_as(before), connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from proms_enrolment where subject_id = %s", [young.subject]
        )
        assert cursor.fetchone() == (0,), "the vault by itself"
        cursor.execute("update proms_enrolment set state = 'ended'")
        assert cursor.rowcount == 0
    assert sign_in(young).get(here).status_code == 200


def test_a_helper_who_was_only_allowed_to_answer_sees_no_plan(
    family: Silent, world: World, sign_in: Any
) -> None:
    stranger: Client = sign_in(world.helper)
    here = f"/schedules/{family.plan.ref}"
    assert stranger.get(here).status_code == 404
    assert stranger.post(f"{here}/change", {"leave": "1"}).status_code == 404
    family.parent.post("/helping/back")
    assert family.parent.get(here).status_code == 404, "her own list is another one"
