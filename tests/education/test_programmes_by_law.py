"""Who acts by law for a child goes its programme with it; what she writes is marked, and ends with her right."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.test import Client

from audit.models import Read
from education.actions.enrolling import enrol
from education.actions.keying import make_step_code
from education.actions.nudging import nudge_quiet, remind_as_wished
from education.actions.stepping import Written, keep_step
from education.actions.stopping import stop_programme, tell_those_stopped
from education.models import Enrolment, IfThenPlan, Measuring, ProgrammeVersion, StepState
from education.queries.keying import holder_of, my_step_code
from education.way_letters import closing_on_paper, way_on_paper
from members.actions.proxies import lay_down
from members.looks import BY_LAW
from members.models import Grant, Person
from members.queries.own import own_rows
from members.reply_codes import code_hash
from notifications.kinds import Pending
from notifications.models import Outbox
from po_platform.access.actor import Purpose, SignedIn, System, Tick, acting_as
from tests.access.test_the_vault import rows_seen
from tests.education.programme_path import begun, enrolment_of, goes_through, short
from tests.members.helper_steps import acting, help_of
from tests.members.proxy_steps import accepted, proxy_for, second_office
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World, make_persona
from tests.proms.path import text_of

pytestmark = pytest.mark.django_db
WORDS = "what we wrote together"
TABLES = ("enrolment", "stepstate", "ifthenplan")


class Family:
    """Gerd, acting by law for Mia, who has no account; a programme she may begin."""

    def __init__(self, world: World, sign_in: Any) -> None:
        self.world, self.sign_in = world, sign_in
        self.programme = short(world)
        ProgrammeVersion.objects.filter(programme=self.programme).update(measured_by="something")
        self.grant = proxy_for(world, world.gerd, second_office())
        self.mia = Person.objects.get(display_name="Mia A.")
        self.parent: Client = sign_in(world.gerd)
        self.parent.post(f"/helping/{self.grant}/act")

    def actor(self) -> SignedIn:
        found = acting(self.world.gerd, Grant(pk=self.grant))
        assert found is not None
        return found

    def rows(self, model: Any) -> list[Any]:
        actor = self.actor()
        with acting_as(actor):
            return list(own_rows(model, actor).order_by("pk"))

    def begins(self) -> Enrolment:
        assert self.parent.post("/programmes/short/begin").status_code == 302
        (row,) = self.rows(Enrolment)
        return row  # type: ignore[no-any-return]  # of Enrolment

    def gets_an_account(self) -> Persona:
        later = make_persona("Mia Later")
        Person.objects.filter(account=later.account).update(account=None)
        self.mia.account = later.account
        self.mia.save(update_fields=["account"])
        return accepted(self.mia)


@pytest.fixture
def family(world: World, sign_in: Any) -> Family:
    return Family(world, sign_in)


def test_a_parent_begins_walks_pauses_and_finishes_and_all_of_it_is_marked(
    family: Family, world: World
) -> None:
    parent, account = family.parent, world.gerd.account.pk
    assert "Begin a programme" in text_of(parent.get("/for"))
    assert "A short one" in text_of(parent.get("/programmes"))
    assert parent.get("/programmes/short").status_code == 200
    assert "Later: remind me" not in text_of(parent.get("/programmes/short/for-me"))
    row = family.begins()
    assert (row.begun, row.begun_by) == ("proxy", account)
    way = f"/programmes/mine/{row.ref}"
    parent.post(f"{way}/goal", {"goal": "To sleep well"})
    step = text_of(parent.get(f"{way}/steps/one"))
    assert "acts for Mia A. by law reads this" in step
    goes_through(parent, row.ref, "one", words=WORDS)
    goes_through(parent, row.ref, "two", if_text="the kettle boils", then_text="sit down")
    parent.post(f"{way}/pause", {"days": "14", "day": ""})
    assert family.rows(Enrolment)[0].paused_until is not None
    parent.post(f"{way}/move", {"do": "back"})
    parent.post(f"{way}/move", {"do": "finish"})
    (done,) = family.rows(Enrolment)
    assert (done.state, done.goal_by, done.steps_done) == ("done", account, 2)
    for state in family.rows(StepState):
        assert (state.how, state.entered_by) == ("proxy", account)
    assert [plan.by_account for plan in family.rows(IfThenPlan)] == [account]
    assert family.rows(Measuring) == []  # how somebody is, nobody says for her


def test_the_page_offers_nothing_that_is_not_a_parents_to_do(family: Family) -> None:
    row = family.begins()
    way = f"/programmes/mine/{row.ref}"
    page = text_of(family.parent.get(way))
    for words in ("A page for my doctor", "Ask a guide", "On paper or by telephone", "Remind me"):
        assert words not in page
    for end in ("/guide", "/doctor", "/paper", "/reminders", "/changed"):
        assert family.parent.get(way + end).status_code == 403


def test_a_parents_own_programme_stays_the_parents(family: Family, world: World) -> None:
    own = begun(world.gerd, family.programme)
    assert family.parent.get(f"/programmes/mine/{own.ref}").status_code == 404
    family.begins()
    assert enrolment_of(world.gerd).pk == own.pk
    assert family.parent.get(f"/programmes/mine/{own.ref}").status_code == 404


def test_it_all_ends_with_what_the_parent_may_do_by_law(family: Family, world: World) -> None:
    row = family.begins()
    way = f"/programmes/mine/{row.ref}"
    goes_through(family.parent, row.ref, "one", words=WORDS)
    before = family.actor()
    gerd = world.gerd.actor()
    with acting_as(gerd):
        lay_down(actor=gerd, grant_id=family.grant, language="en")
    assert family.parent.get(way).status_code in (302, 404)
    assert family.sign_in(world.gerd).get(way).status_code == 404
    with acting_as(before), connection.cursor() as _cursor:
        for table in TABLES:
            assert not rows_seen(f"education_{table}")


def test_with_an_account_of_its_own_the_child_alone_goes_on(family: Family) -> None:
    row = family.begins()
    goes_through(family.parent, row.ref, "one", words=WORDS)
    goes_through(family.parent, row.ref, "two", if_text="the kettle boils", then_text="sit down")
    mia = family.gets_an_account()
    way = f"/programmes/mine/{row.ref}"
    for page in (way, f"{way}/steps/one", "/programmes", f"{way}/my-plan"):
        assert family.parent.get(page).status_code in (302, 403, 404)
    with acting_as(family.actor()):
        for table in TABLES:
            assert not rows_seen(f"education_{table}")
    herself = family.sign_in(mia)
    assert "It was begun on" in text_of(herself.get(way))
    step = text_of(herself.get(f"{way}/steps/one"))
    assert WORDS in step and "by who acts or acted by law" in step
    assert "(written by law" in text_of(herself.get(way))
    herself.post(f"{way}/steps/one", {"words": "mine now"})
    with acting_as(mia.actor()) as actor:
        state = own_rows(StepState, actor).get(step="one")
    assert (state.how, state.entered_by) == ("screen", None)
    herself.post(f"{way}/move", {"do": "leave"})
    assert enrolment_of(mia).state == "left"


def test_an_ordinary_helper_stays_out_with_every_tick(world: World, sign_in: Any) -> None:
    row = begun(world.ruth, short(world))
    with acting_as(world.ruth.actor()) as ruth:
        keep_step(actor=ruth, ref=row.ref, step_id="one", written=Written(WORDS))
    grant = help_of(world.ruth, world.helper, *Tick)
    helper = sign_in(world.helper)
    helper.post(f"/helping/{grant.pk}/act")
    way = f"/programmes/mine/{row.ref}"
    for page in (way, f"{way}/steps/one", f"{way}/my-plan", f"{way}/pause", "/programmes"):
        assert helper.get(page).status_code == 403
    assert helper.post(f"{way}/move", {"do": "leave"}).status_code == 403
    assert helper.post("/programmes/short/begin").status_code == 403
    acts = acting(world.helper, grant)
    assert acts is not None
    with acting_as(acts):
        for table in TABLES:
            assert not rows_seen(f"education_{table}")


def test_the_child_of_another_is_nobodys_business(family: Family, sign_in: Any) -> None:
    row = family.begins()
    for persona in (family.world.ruth, family.world.editor, family.world.guide):
        assert sign_in(persona).get(f"/programmes/mine/{row.ref}").status_code == 404


def test_whoever_reads_her_looks_later_finds_the_parents_visits(family: Family) -> None:
    row = family.begins()
    family.parent.get(f"/programmes/mine/{row.ref}")
    mia = family.gets_an_account()
    with acting_as(mia.actor()) as actor:
        assert Read.objects.visible_to(actor).filter(what=BY_LAW).exists()


def stops(world: World, family: Family) -> None:
    with acting_as(world.editor.actor()) as actor:
        stop_programme(actor=actor, ref=family.programme.ref, words="Leave it out.")
    assert tell_those_stopped() == 1


def told() -> list[tuple[str, int | None]]:
    """Kind, and to whom, of what was queued about programmes."""
    rows = Outbox.objects.filter(kind__startswith="education.").exclude(kind="education.due")
    return [(one.kind, one.person_id) for one in rows.order_by("pk")]


def later(family: Family, days: int) -> None:
    """As if so many more days had gone by."""
    actor, gone = family.actor(), timedelta(days=days)
    with acting_as(actor):
        for row in own_rows(Enrolment, actor):
            row.quiet_since -= gone
            row.nudged_at = row.nudged_at and row.nudged_at - gone
            row.paused_until = row.paused_until and row.paused_until - gone
            row.save(update_fields=["quiet_since", "nudged_at", "paused_until"])


def test_who_acts_by_law_hears_of_a_stop_a_quiet_week_and_the_end_of_a_pause(
    family: Family, world: World
) -> None:
    row, gerd = family.begins(), world.gerd.person.pk
    later(family, 8)
    assert nudge_quiet() == 1
    family.parent.post(f"/programmes/mine/{row.ref}/pause", {"days": "14", "day": ""})
    later(family, 15)
    assert remind_as_wished() == 1
    stops(world, family)
    assert told() == [(f"education.{kind}", gerd) for kind in ("nudge", "pause_over", "stopped")]
    stop = next(one for one in deliver() if one.to == [world.gerd.account.email])
    assert "/helping" in stop.body and "/programmes/mine/" not in stop.body


def test_with_an_account_of_its_own_the_child_alone_hears_of_it(
    family: Family, world: World
) -> None:
    family.begins()
    family.gets_an_account()
    stops(world, family)
    assert told() == [("education.stopped", family.mia.pk)]


def test_no_code_for_a_childs_steps_comes_by_post(family: Family) -> None:
    row = family.begins()
    system = System(Purpose.EXPORT, row.subject_id, family.mia.pk)
    pending = Pending(1, family.mia.pk, str(row.ref), {})
    with acting_as(system):
        assert way_on_paper(system, pending) is None
        assert closing_on_paper(system, pending) is None
    family.gets_an_account()
    with acting_as(system):
        found = way_on_paper(system, pending)
    assert found is not None and found.code


def test_what_was_written_by_law_the_desk_does_not_write_over(family: Family, world: World) -> None:
    row = family.begins()
    goes_through(family.parent, row.ref, "one", words=WORDS)
    mia = family.gets_an_account()
    actor = mia.actor()
    with acting_as(actor):
        make_step_code(actor=actor, ref=row.ref)
        found = my_step_code(actor=actor, enrolment=row)
    assert found is not None
    desk = family.sign_in(world.desk)
    keyed = desk.post("/desk/answers", {"code": found.code, "way": "paper"})["Location"]
    assert desk.post(f"{keyed}/one", {"words": "another's"}).status_code == 404
    assert desk.post(f"{keyed}/two", {"if_text": "a", "then_text": "b"}).status_code == 302
    holder = holder_of(code_hash(found.code))
    assert holder is not None
    with acting_as(holder), connection.cursor() as cursor:
        cursor.execute("select key_step('one', 'x', '{}', '{}', null, null, '', '', 'paper', 1)")
        assert cursor.fetchone() == (False,)
    with acting_as(actor):
        state = own_rows(StepState, actor).get(step="one")
    assert (state.words, state.how, state.entered_by) == (WORDS, "proxy", world.gerd.account.pk)


@pytest.mark.django_db(transaction=True)
def test_the_vault_wants_the_mark_of_who_writes_by_law(world: World, sign_in: Any) -> None:
    family = Family(world, sign_in)
    actor = family.actor()
    with acting_as(actor):
        row = enrol(actor=actor, programme=family.programme)
    for how, by in (("screen", None), ("proxy", world.ruth.account.pk)):
        with pytest.raises(ProgrammingError, match="row-level security"), acting_as(actor):
            StepState.objects.create(
                subject_id=row.subject_id, enrolment=row, step="one", how=how, entered_by=by
            )
    with pytest.raises(ProgrammingError, match="row-level security"), acting_as(actor):
        IfThenPlan.objects.create(
            subject_id=row.subject_id, enrolment=row, if_text="a", then_text="b"
        )
