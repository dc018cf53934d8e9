"""A programme that may be wrong is stopped by one person, and whoever is on it hears and reads it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from django.utils import timezone

from audit.models import Event
from education.actions.enrolling import enrol, leave, pause, remind_later
from education.actions.nudging import nudge_quiet, remind_as_wished
from education.actions.programme_publishing import publish_programme
from education.actions.stepping import make_plan
from education.actions.stopping import lift_stop, stop_programme, tell_those_stopped
from education.models import IfThenPlan, Later, Programme, ProgrammeStop, ProgrammeVersion
from members.actions.post import choose_way
from members.queries.own import own_rows
from notifications.actions.dispatching import dispatch
from notifications.kinds import Pending, kind_of
from notifications.models import Outbox
from po_platform.access.actor import Purpose, System, acting_as
from tests.education.path import next_check, soon
from tests.education.programme_path import SLUG, begun, enrolment_of, goes_through, shipped
from tests.education.test_quiet_ladder import put_back
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import World

pytestmark = pytest.mark.django_db
WORDS = "Leave out the step about breathing, and ask your doctor."


def stopped(world: World, programme: Programme) -> ProgrammeStop:
    with acting_as(world.editor.actor()) as actor:
        return stop_programme(actor=actor, ref=programme.ref, words=WORDS)


def page(browser: Any, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_one_person_stops_it_in_all_languages_and_every_page_says_why(
    world: World, sign_in: Any
) -> None:
    row = begun(world.ruth, shipped(world))
    office, address = sign_in(world.administrator), f"/write/programmes/{row.programme.ref}/stop"
    assert address in page(office, f"/programmes/{SLUG}")
    german = Programme.objects.get(language="de")
    assert f'value="{german.ref}" checked' in page(office, address).replace(' id="id_also_0"', "")
    assert office.post(address, {"words": ""}).status_code == 422
    assert office.post(address, {"words": WORDS, "also": [str(german.ref)]}).status_code == 302
    assert office.post(address, {"words": WORDS}).status_code == 403
    ruth, way = sign_in(world.ruth), f"/programmes/mine/{row.ref}"
    for where in (
        f"/programmes/{SLUG}",
        way,
        f"{way}/steps/what-it-is",
        f"/programmes/{german.slug}",
        *(f"{way}/{name}" for name in ("plan", "goal", "pause", "reminders", "guide", "paper")),
    ):
        assert WORDS in page(ruth, where), where
    assert "Is this for me?" not in page(ruth, f"/programmes/{german.slug}")
    assert ruth.get(f"{way}/paper/sheets")["location"] == way
    assert german.title not in page(sign_in(world.gerd), "/programmes")
    assert Event.objects.filter(verb="education.programme.stopped").count() == 2


def test_the_pages_of_plans_and_the_start_page_do_not_urge_her_on(
    world: World, sign_in: Any
) -> None:
    programme = shipped(world)
    row, ruth = begun(world.ruth, programme), sign_in(world.ruth)
    with acting_as(world.ruth.actor()) as actor:
        plan = make_plan(
            actor=actor, ref=row.ref, step_id="first-plan", if_text="tea", then_text="sit"
        )
    addresses = (f"/programmes/mine/{row.ref}/my-plan", f"/programmes/plans/{plan.ref}")
    assert "0 steps of your programme" in page(ruth, "/start")
    for where in addresses:
        assert WORDS not in page(ruth, where)
    stopped(world, programme)
    for where in addresses:
        assert WORDS in page(ruth, where), where
    start = page(ruth, "/start")
    assert "Something you began was stopped." in start
    assert "of your programme" not in start
    assert "It was stopped. Read why before you go on." in page(ruth, "/programmes")
    ruth.post(f"/programmes/mine/{row.ref}/move", {"do": "finish"})
    assert "Something you began was stopped." in page(ruth, "/start")
    ProgrammeStop.objects.update(at=timezone.now() - timedelta(days=91))
    assert "Something you began was stopped." not in page(ruth, "/start")


def test_each_page_on_the_way_names_the_stop() -> None:
    folder = settings.BASE_DIR / "templates/education"
    pages = [one for one in folder.rglob("*.html") if "walk.enrolment.ref" in one.read_text()]
    assert len(pages) > 10
    silent = [one.name for one in pages if "version.stop" not in one.read_text()]
    assert silent == []


def test_a_pause_does_not_end_into_a_stop(world: World) -> None:
    programme = shipped(world)
    row = begun(world.ruth, programme)
    with acting_as(world.ruth.actor()) as actor:
        until = timezone.localdate() + timedelta(days=9)
        pause(actor=actor, ref=row.ref, until=until)
    stopped(world, programme)
    put_back(world.ruth, 10)
    assert remind_as_wished() == 0
    with acting_as(world.reviewer.actor()) as actor:
        lift_stop(actor=actor, ref=programme.ref)
    assert remind_as_wished() == 1


def test_nobody_begins_what_is_stopped_by_whatever_door(world: World, sign_in: Any) -> None:
    programme = shipped(world)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with acting_as(world.gerd.actor()) as actor:
        remind_later(actor=actor, programme=programme, day=tomorrow)
        own_rows(Later, actor).update(remind_on=timezone.localdate())
    stopped(world, programme)
    programme.refresh_from_db()
    with (
        acting_as(world.ruth.actor()) as actor,
        pytest.raises(PermissionDenied, match="was stopped"),
    ):
        enrol(actor=actor, programme=Programme.objects.get(pk=programme.pk))
    refused = sign_in(world.ruth).post(f"/programmes/{SLUG}/begin")
    assert refused.status_code == 403
    assert "Nobody begins it now" in refused.content.decode()
    assert remind_as_wished() == 0
    with acting_as(world.reviewer.actor()) as actor:
        lift_stop(actor=actor, ref=programme.ref)
    assert remind_as_wished() == 1


def test_everybody_on_it_gets_one_mail_that_says_nothing_of_what_it_is(world: World) -> None:
    programme = shipped(world)
    rows = {who.person.pk: begun(who, programme) for who in (world.ruth, world.gerd, world.oduya)}
    with acting_as(world.gerd.actor()) as actor:  # whoever pauses has to know too
        until = timezone.localdate() + timedelta(days=9)
        pause(actor=actor, ref=rows[world.gerd.person.pk].ref, until=until)
    with acting_as(world.oduya.actor()) as actor:
        leave(actor=actor, ref=rows[world.oduya.person.pk].ref)
    stopped(world, programme)
    assert (tell_those_stopped(), tell_those_stopped()) == (2, 0)
    told = Outbox.objects.filter(kind="education.stopped").values_list("person_id", flat=True)
    assert set(told) == {world.ruth.person.pk, world.gerd.person.pk}
    mails = [one for one in deliver() if world.ruth.account.email in one.to]
    assert f"/programmes/mine/{rows[world.ruth.person.pk].ref}" in mails[0].body
    assert_neutral(mails[0], also=["tired", SLUG, "breathing"])
    put_back(world.ruth, 30)
    assert nudge_quiet() == 0


def test_who_gets_letters_or_calls_is_told_by_letter(world: World, mailoutbox: list[Any]) -> None:
    programme = shipped(world)
    for who, way in ((world.ruth, "letter"), (world.gerd, "phone")):
        begun(who, programme)
        choose_way(actor=who.actor(), way=way)
    row = stopped(world, programme)
    assert tell_those_stopped() == 2
    dispatch()
    waiting = Outbox.objects.filter(kind="education.stopped")
    assert {one.state for one in waiting} == {Outbox.State.PRINT}
    assert not [one for one in mailoutbox if world.ruth.account.email in one.to]
    write = kind_of("education.stopped").paper
    assert write is not None
    part = write(System(Purpose.EXPORT), Pending(1, world.ruth.person.pk, str(row.ref), {}))
    assert part is not None
    assert "Call us before you go on with it." in part.paragraphs[0]
    assert not any(word in str(part).lower() for word in ("tired", SLUG, "breathing"))


def test_a_stop_that_was_lifted_meanwhile_is_not_told(world: World) -> None:
    programme = shipped(world)
    begun(world.ruth, programme)
    stopped(world, programme)
    assert tell_those_stopped() == 1
    with acting_as(world.reviewer.actor()) as actor:
        lift_stop(actor=actor, ref=programme.ref)
    assert not [one for one in deliver() if world.ruth.account.email in one.to]


def test_the_corrected_version_is_offered_and_what_she_wrote_goes_along(
    world: World, sign_in: Any
) -> None:
    programme = shipped(world)
    row, ruth = begun(world.ruth, programme), sign_in(world.ruth)
    way = f"/programmes/mine/{row.ref}"
    goes_through(ruth, row.ref, "what-it-is", words="mine")
    assert ruth.post(f"{way}/corrected").status_code == 404
    stopped(world, programme)
    assert ruth.post(f"{way}/corrected").status_code == 403
    assert "Go on with the corrected version" not in page(ruth, way)
    editor, desk = sign_in(world.editor), f"/write/programmes/{programme.ref}"
    editor.post(f"{desk}/draft")
    editor.post(f"{desk}/steps/three-breaths/move", {"do": "away"})
    draft = programme.versions.get(state="draft")
    with acting_as(world.reviewer.actor()) as actor:
        publish_programme(
            actor=actor, ref=programme.ref, mark=draft.mark, what_changed="Less.", review_by=soon()
        )
    assert WORDS not in page(sign_in(world.gerd), f"/programmes/{SLUG}")
    assert "Go on with the corrected version" in page(ruth, way)
    assert ruth.post(f"{way}/corrected").status_code == 302
    assert WORDS not in page(ruth, way)
    assert "mine" in page(ruth, f"{way}/steps/what-it-is")
    now = enrolment_of(world.ruth)
    assert (now.version_id, now.steps_done) == (draft.pk, 1)


def test_a_draft_begun_before_the_stop_comes_out_only_with_what_was_corrected(
    world: World, sign_in: Any
) -> None:
    programme, editor, reviewer = shipped(world), sign_in(world.editor), sign_in(world.reviewer)
    desk = f"/write/programmes/{programme.ref}"
    editor.post(f"{desk}/draft")
    draft = programme.versions.get(state="draft")
    offered = "whoever is on the stopped version is offered this one"
    assert offered not in page(reviewer, f"{desk}/publish")
    stopped(world, programme)
    shown = page(reviewer, f"{desk}/publish")
    assert WORDS in shown
    assert offered in shown
    wish = {"mark": draft.mark, "what_changed": " ", **next_check()}
    refused = reviewer.post(f"{desk}/publish", wish)
    assert refused.status_code == 403
    assert "Say what was corrected." in refused.content.decode()
    draft.refresh_from_db()
    assert draft.state == ProgrammeVersion.State.DRAFT
    assert reviewer.post(f"{desk}/publish", wish | {"what_changed": "Less."}).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.stop_id) == (ProgrammeVersion.State.PUBLISHED, None)


def test_beneath_a_stop_nothing_leads_on(world: World, sign_in: Any) -> None:
    programme = shipped(world)
    row, ruth = begun(world.ruth, programme), sign_in(world.ruth)
    with acting_as(world.ruth.actor()) as actor:
        make_plan(actor=actor, ref=row.ref, step_id="first-plan", if_text="tea", then_text="sit")
        own_rows(IfThenPlan, actor).update(made_at=timezone.now() - timedelta(days=2))
    assert "Go on without that" in page(ruth, f"/programmes/mine/{row.ref}")
    stopped(world, programme)
    assert "Go on without that" not in page(ruth, f"/programmes/mine/{row.ref}")


@pytest.mark.django_db(transaction=True)
def test_two_who_stop_it_at_the_same_moment_leave_one_stop(world: World) -> None:
    programme = shipped(world)

    def also_stops() -> str:
        try:
            with acting_as(world.administrator.actor()) as actor:
                stop_programme(actor=actor, ref=programme.ref, words=WORDS)
        except PermissionDenied as refused:
            return str(refused)
        finally:
            connections.close_all()
        return "stopped"

    with ThreadPoolExecutor(1) as pool:
        with acting_as(world.editor.actor()) as actor:
            stop_programme(actor=actor, ref=programme.ref, words=WORDS)
            second = pool.submit(also_stops)
            wait_for_somebody_behind_a_lock()
        assert "there is nothing to stop" in second.result(60)
    assert ProgrammeStop.objects.count() == 1


def wait_for_somebody_behind_a_lock() -> None:
    for _turn in range(600):
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from pg_locks where not granted")
            if cursor.fetchone() != (0,):
                return
        time.sleep(0.05)
    raise AssertionError("Nobody waits.")


def test_only_a_doctor_lifts_a_stop(world: World, sign_in: Any) -> None:
    programme = shipped(world)
    stopped(world, programme)
    address = f"/write/programmes/{programme.ref}/stop"
    assert sign_in(world.editor).post(address, {"do": "lift"}).status_code == 403
    assert "Lift the stop" not in page(sign_in(world.administrator), address)
    reviewer = sign_in(world.reviewer)
    assert "Lift the stop" in page(reviewer, address)
    assert reviewer.post(address, {"do": "lift"}).status_code == 302
    assert reviewer.post(address, {"do": "lift"}).status_code == 404
    row = ProgrammeStop.objects.get()
    assert (row.lifted_by, row.words) == (world.reviewer.account.pk, WORDS)
    assert begun(world.ruth, Programme.objects.get(pk=programme.pk)).state == "active"


@pytest.mark.parametrize("who", ["ruth", "guide", "nasser", "desk"])
def test_nobody_else_stops_a_programme(world: World, sign_in: Any, who: str) -> None:
    programme = shipped(world)
    browser = sign_in(world.people[who])
    address = f"/write/programmes/{programme.ref}/stop"
    assert browser.post(address, {"words": WORDS}).status_code == 403
    assert "Stop this programme" not in page(browser, f"/programmes/{SLUG}")
    assert not ProgrammeStop.objects.exists()


def test_other_languages_stay_open_where_they_were_taken_off_the_list(world: World) -> None:
    programme = shipped(world)
    stopped(world, programme)
    other = Programme.objects.select_related("live").get(language="de")
    assert other.live is not None
    assert other.live.stop_id is None
