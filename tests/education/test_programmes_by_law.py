"""Who acts by law for a child goes its programme with it; what she writes is marked, and ends with her right."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.test import Client

from audit.models import Read
from education.actions.enrolling import enrol
from education.actions.stepping import Written, keep_step
from education.models import Enrolment, IfThenPlan, Measuring, ProgrammeVersion, StepState
from members.actions.proxies import lay_down
from members.models import Grant, Person
from members.queries.own import own_rows
from po_platform.access.actor import SignedIn, Tick, acting_as
from tests.access.test_the_vault import rows_seen
from tests.education.programme_path import begun, enrolment_of, goes_through, short
from tests.members.helper_steps import acting, help_of
from tests.members.proxy_steps import accepted, proxy_for, second_office
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
        assert Read.objects.visible_to(actor).filter(what="members.help.answer").exists()


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
