"""A guide calls only who agreed to it, three times at most, and the member reads what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction
from django.utils import timezone

from audit.models import Read
from education.actions.enrolling import finish, leave, pause
from education.actions.guide_calls import agree_to_calls, put_call, put_calls_to_quiet
from education.models import (
    CallTry,
    Enrolment,
    Guide,
    GuideAssignment,
    GuideCall,
    GuideHandOver,
    MayCall,
)
from members.queries.own import own_rows
from notifications.models import Outbox
from po_platform.access.actor import Hat, acting_as
from tests.access.test_the_vault import rows_seen
from tests.education.test_guides import assignment_ref, guided, works
from tests.personas import World, make_persona

pytestmark = pytest.mark.django_db
NUMBER = "01632 960118"


def agreed(world: World, row: Enrolment) -> None:
    with acting_as(world.ruth.actor()) as actor:
        agree_to_calls(actor=actor, ref=row.ref, number=NUMBER, suits="morning")


def call_page(world: World) -> str:
    return f"/guide/{assignment_ref(world)}/call"


def today() -> str:
    return timezone.localdate().isoformat()


def calls_of(world: World) -> list[GuideCall]:
    with acting_as(world.ruth.actor()) as actor:
        return list(own_rows(GuideCall, actor).order_by("pk"))


def test_nobody_is_called_who_did_not_agree(world: World, sign_in: Any) -> None:
    guided(world)
    guide, page = sign_in(world.guide), call_page(world)
    assert "No call was agreed to" in guide.get(page).content.decode()
    assert guide.post(page, {"next_on": today()}).status_code == 403
    assert calls_of(world) == []


def test_she_agrees_is_called_and_reads_what_came_of_it(world: World, sign_in: Any) -> None:
    row = guided(world)
    ruth, guide, page = sign_in(world.ruth), sign_in(world.guide), call_page(world)
    mine = f"/programmes/mine/{row.ref}/guide/calls"
    assert ruth.post(mine, {"number": "call me", "suits": "any"}).status_code == 422
    assert ruth.post(mine, {"number": NUMBER, "suits": "morning"}).status_code == 302
    assert NUMBER not in guide.get(page).content.decode()
    assert "yours to make" not in guide.get("/start").content.decode()
    guide.post(page, {"next_on": today()})
    assert "1 call is yours to make." in guide.get("/start").content.decode()
    assert "To be called, not before" in guide.get("/guide").content.decode()
    assert NUMBER in guide.get(page).content.decode()
    assert guide.post(page, {"came": ""}).status_code == 422
    assert guide.post(page, {"came": "talked", "note": "A walk on Sunday."}).status_code == 302
    assert "A walk on Sunday." in ruth.get(mine).content.decode()
    assert [one.state for one in calls_of(world)] == ["talked"]
    with acting_as(world.ruth.actor()) as actor:
        assert own_rows(Read, actor).filter(what="education.guided_number").exists()
        assert NUMBER not in own_rows(MayCall, actor).get().number
    assert NUMBER not in guide.get(page).content.decode()


def test_after_three_tries_nobody_dials_any_more(world: World, sign_in: Any) -> None:
    row = guided(world)
    agreed(world, row)
    guide, page = sign_in(world.guide), call_page(world)
    guide.post(page, {"next_on": today()})
    for tries in (1, 2, 3):
        said = {"came": "nobody", "next_on": today()}
        assert guide.post(page, said).status_code == 302
        (call,) = calls_of(world)
        assert (call.tries, call.state) == (tries, "not_reached" if tries == 3 else "waiting")
    assert "yours to make" not in guide.get("/start").content.decode()


def test_a_call_for_another_day_is_not_due_today(world: World, sign_in: Any) -> None:
    row = guided(world)
    agreed(world, row)
    with acting_as(world.guide.actor()) as actor:
        along = GuideAssignment.objects.visible_to(actor).get()
        put_call(actor=actor, assignment=along, next_on=timezone.localdate() + timedelta(days=2))
        with pytest.raises(PermissionDenied, match="already"):
            put_call(actor=actor, assignment=along, next_on=timezone.localdate())
    assert "yours to make" not in sign_in(world.guide).get("/start").content.decode()


def test_no_calls_any_more_takes_the_number_and_the_call_away(world: World, sign_in: Any) -> None:
    row = guided(world)
    agreed(world, row)
    guide, ruth, page = sign_in(world.guide), sign_in(world.ruth), call_page(world)
    guide.post(page, {"next_on": today()})
    ruth.post(f"/programmes/mine/{row.ref}/guide/calls", {"do": "stop"})
    assert [one.state for one in calls_of(world)] == ["over"]
    with acting_as(world.ruth.actor()) as actor:
        assert not own_rows(MayCall, actor).exists()
    assert guide.post(page, {"came": "talked"}).status_code in (403, 422)
    agreed(world, row)
    guide.post(page, {"next_on": today()})
    ruth.post(f"/programmes/mine/{row.ref}/guide/let-go")
    assert [one.state for one in calls_of(world)] == ["over", "over"]


def test_her_number_ends_with_the_guide_it_was_for(world: World, sign_in: Any) -> None:
    row, ruth = guided(world), sign_in(world.ruth)
    other, mine = works(make_persona("Other Guide", role=Hat.GUIDE)), f"/programmes/mine/{row.ref}"
    agreed(world, row)
    desk = f"/guide/{assignment_ref(world)}"
    sign_in(world.guide).post(f"{desk}/call", {"next_on": today()})
    sign_in(world.guide).post(f"{desk}/hand-over", {"guide": other.pk, "note": "I move."})
    with acting_as(world.ruth.actor()) as actor:
        asked = str(own_rows(GuideHandOver, actor).get().ref)
    said = {"asked": asked, "answer": "yes", "sees": "no"}
    assert ruth.post(f"{mine}/guide/hand-over", said).status_code == 302
    assert [one.state for one in calls_of(world)] == ["over"]
    with acting_as(world.ruth.actor()) as actor:
        assert not own_rows(MayCall, actor).exists()
    agreed(world, row)
    ruth.post(f"{mine}/guide/let-go")
    with acting_as(world.ruth.actor()) as actor:
        assert not own_rows(MayCall, actor).exists()


@pytest.mark.parametrize("how", ["pause", "leave", "finish"])
def test_who_pauses_or_stops_is_not_called(world: World, sign_in: Any, how: str) -> None:
    row = guided(world)
    agreed(world, row)
    with acting_as(world.guide.actor()) as actor:
        along = GuideAssignment.objects.visible_to(actor).get()
        put_call(actor=actor, assignment=along, next_on=timezone.localdate())
    with acting_as(world.ruth.actor()) as actor:
        if how == "pause":
            pause(actor=actor, ref=row.ref, until=timezone.localdate() + timedelta(days=9))
        else:
            {"leave": leave, "finish": finish}[how](actor=actor, ref=row.ref)
        assert own_rows(GuideCall, actor).get().state == "over"
        assert own_rows(MayCall, actor).exists()
    with (
        acting_as(world.guide.actor()) as actor,
        pytest.raises(PermissionDenied, match="pauses or is through"),
    ):
        put_call(actor=actor, assignment=along, next_on=timezone.localdate())
    guide, desk = sign_in(world.guide), f"/guide/{assignment_ref(world)}"
    assert "Put a call on my list" not in guide.get(desk).content.decode()
    page = guide.get(f"{desk}/call").content.decode()
    assert "This person pauses or is through." in page
    assert "Put it on my list" not in page


@pytest.mark.parametrize("came", ["not_wanted", "nobody"])
def test_after_a_no_or_three_tries_nobody_is_put_on_the_list_again(
    world: World, sign_in: Any, came: str
) -> None:
    row = guided(world)
    agreed(world, row)
    guide, page = sign_in(world.guide), call_page(world)
    guide.post(page, {"next_on": today()})
    for _try in range(3 if came == "nobody" else 1):
        assert guide.post(page, {"came": came, "next_on": today()}).status_code == 302
    refused = guide.post(page, {"next_on": today()})
    assert refused.status_code == 403
    assert "Nobody calls again for now" in refused.content.decode()
    quiet(world, row, quiet_since=timezone.now())
    assert put_calls_to_quiet() == (1 if came == "nobody" else 0)
    if came == "not_wanted":
        agreed(world, row)
        assert guide.post(page, {"next_on": today()}).status_code == 302


def test_a_corrected_number_may_be_called_in_the_same_quiet_time(
    world: World, sign_in: Any
) -> None:
    row = guided(world)
    agreed(world, row)
    guide, page = sign_in(world.guide), call_page(world)
    guide.post(page, {"next_on": today()})
    for _try in range(3):
        guide.post(page, {"came": "nobody", "next_on": today()})
    assert guide.post(page, {"next_on": today()}).status_code == 403
    agreed(world, row)  # another number
    assert guide.post(page, {"next_on": today()}).status_code == 302


def test_whom_it_does_not_concern_sees_no_number_and_writes_nothing(
    world: World, sign_in: Any
) -> None:
    row = guided(world)
    agreed(world, row)
    ref, page = assignment_ref(world), call_page(world)
    sign_in(world.guide).post(page, {"next_on": today()})
    other = make_persona("Other Guide", role=Hat.GUIDE)
    works(other)
    for nobody in (other, world.gerd, world.administrator, world.desk):
        with acting_as(nobody.actor()):
            for table in ("maycall", "guidecall", "calltry"):
                assert rows_seen(f"education_{table}") == 0
    assert sign_in(other).get(f"/guide/{ref}/call").status_code == 404
    assert sign_in(world.ruth).get(page).status_code == 403
    with pytest.raises(ProgrammingError), transaction.atomic(), acting_as(other.actor()):
        CallTry.objects.create(
            subject_id=world.ruth.subject, call_id=calls_of(world)[0].pk, came="talked",
            by_account=other.account.pk,
        )  # fmt: skip


def quiet(world: World, row: Enrolment, **more: Any) -> None:
    since = timezone.now() - timedelta(days=22)
    with acting_as(world.ruth.actor()) as actor:
        values = {"quiet_since": since, "nudged": 2, "nudged_at": timezone.now(), **more}
        own_rows(Enrolment, actor).filter(pk=row.pk).update(**values)


@pytest.mark.parametrize(
    ("more", "wanted"),
    [({}, 1), ({"nudged": 1}, 0), ({"state": "left"}, 0), ({"paused_until": "2099-01-01"}, 0)],
)
def test_the_quiet_ladder_makes_one_call_for_each_quiet_time(
    world: World, more: dict[str, Any], wanted: int
) -> None:
    row = guided(world)
    agreed(world, row)
    quiet(world, row, **more)
    assert put_calls_to_quiet() == wanted
    assert put_calls_to_quiet() == 0
    assert [one.why for one in calls_of(world)] == ["quiet"] * wanted
    told = Outbox.objects.filter(kind="education.guide_call").values_list("person_id", flat=True)
    assert list(told) == [world.guide.person.pk] * wanted


def test_without_agreement_or_guide_the_ladder_makes_no_call(world: World, sign_in: Any) -> None:
    row = guided(world)
    quiet(world, row)
    assert put_calls_to_quiet() == 0
    agreed(world, row)
    sign_in(world.ruth).post(f"/programmes/mine/{row.ref}/guide/let-go")
    quiet(world, row)
    assert put_calls_to_quiet() == 0


def test_who_stands_in_makes_the_call_with_what_was_agreed(world: World, sign_in: Any) -> None:
    row = guided(world)
    agreed(world, row)
    other = make_persona("Other Guide", role=Hat.GUIDE)
    cover, day = works(other), timezone.localdate()
    Guide.objects.filter(account=world.guide.account).update(
        cover=cover, away_from=day - timedelta(days=1), away_until=day + timedelta(days=3)
    )
    quiet(world, row)
    assert put_calls_to_quiet() == 1
    assert Outbox.objects.get(kind="education.guide_call").person_id == other.person.pk
    page = call_page(world)
    assert NUMBER in sign_in(other).get(page).content.decode()
    assert sign_in(other).post(page, {"came": "talked"}).status_code == 302
    with acting_as(world.ruth.actor()) as actor:
        assert own_rows(CallTry, actor).get().by_name == "Other Guide"
