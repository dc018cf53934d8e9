"""Who acts by law for a child shares its answers and prepares its visits; of age, that is over."""

from __future__ import annotations

import io
import re
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from audit.models import Read
from members.export_decided import decided
from members.models import Decision, Grant, Person, Ticket
from members.queries.sharing import invitation_behind
from notifications.models import Outbox
from po_platform.access.actor import Bearer, Hat, Purpose, SignedIn, System, Tick, acting_as
from proms.actions.assignments import assign_in_round
from proms.actions.responses import Sending, submit_response
from proms.actions.visits import write_own_list
from proms.models import OwnList, Response, Visit
from proms.queries.assignments import open_assignments
from tests.members.helper_steps import acting, help_of
from tests.members.proxy_steps import accepted, day_comes, look_after, proxy_for, second_office
from tests.members.sharing_steps import accept, code_on, confirm_in_browser, share
from tests.personas import Persona, World, make_persona
from tests.proms.path import on_her_list, put_weekly_in_use, send, some_answers, text_of

pytestmark = pytest.mark.django_db
CANARY = "canary-of-the-child"
OFFER = {"meant_for": "Dr Nasser", "reach": "person", "length": "open"}


class Family:
    """Gerd, acting by law for Mia, who has no account; she answered once with his help."""

    def __init__(self, world: World, sign_in: Any) -> None:
        self.world, self.sign_in = world, sign_in
        self.grant = proxy_for(world, world.gerd, second_office())
        self.mia = Person.objects.get(display_name="Mia A.")
        self.weekly = put_weekly_in_use(world)
        self.parent: Client = sign_in(world.gerd)
        self.parent.post(f"/helping/{self.grant}/act")
        self.sent = self.answers(CANARY)

    def actor(self) -> SignedIn:
        found = acting(self.world.gerd, Grant(pk=self.grant))
        assert found is not None and found.subject_id is not None
        return found

    @property
    def subject(self) -> Any:
        return self.actor().subject_id

    def answers(self, words: str) -> Response:
        subject = self.subject
        job = System(Purpose.ASSIGN, subject, self.mia.pk)
        with acting_as(job):
            assign_in_round(
                actor=job, subject=subject, instrument=self.weekly, round_key=str(uuid4()),
                due_at=timezone.now() + timedelta(days=3),
            )  # fmt: skip
        actor = self.actor()
        with acting_as(actor):
            waiting = open_assignments(actor=actor).get()
            sending = Sending(uuid4(), some_answers(7, words), {}, "en")
            return submit_response(actor=actor, assignment=waiting, sending=sending).response

    def shared_with(self, clinician: Persona, **given: str) -> Grant:
        """A living share, made the way a parent makes it."""
        code = code_on(confirm_in_browser(self.parent, **given)).replace(" ", "")
        clinic = self.world.clinic.pk if given.get("reach") == "clinic" else None
        return accept(clinician, code, clinic)

    def gets_an_account(self) -> Persona:
        """Mia signs in herself from now on."""
        later = make_persona("Mia Later")
        Person.objects.filter(account=later.account).update(account=None)
        self.mia.account = later.account
        self.mia.save(update_fields=["account"])
        return accepted(self.mia)

    def visit(self, days: int = 0) -> str:
        on = timezone.localdate() + timedelta(days=days)
        made = self.parent.post("/visits/new", {"on": on.isoformat(), "with_whom": "Dr Harrow"})
        assert made.status_code == 302, text_of(made)
        return str(made.headers["Location"])


@pytest.fixture
def family(world: World, sign_in: Any) -> Family:
    return Family(world, sign_in)


# ---------- Sharing ----------


def test_a_parent_shares_the_answers_with_a_clinician_who_reads_them(
    family: Family, world: World, sign_in: Any
) -> None:
    assert "share them with a doctor or clinic" in text_of(family.parent.get("/for"))
    page = text_of(family.parent.get("/sharing"))
    assert "Who sees the answers of Mia A." in page
    words = text_of(family.parent.post("/sharing/invite", OFFER))
    assert "I act for Mia A. by law and decide this for Mia A." in words
    grant = family.shared_with(world.nasser)
    assert grant.subject_id == family.subject
    assert CANARY in text_of(sign_in(world.nasser).get(f"/clinic/people/{family.subject}"))
    told = Outbox.objects.filter(kind="members.share_accepted").get()
    assert told.person_id == world.gerd.person.pk
    assert "Farida Nasser" in text_of(family.parent.get("/sharing"))
    family.parent.post("/helping/back")
    assert "Farida Nasser" not in text_of(family.parent.get("/sharing"))


def test_the_decision_is_kept_with_who_decided_and_as_what(family: Family, world: World) -> None:
    family.shared_with(world.nasser, length="open")
    actor = family.actor()
    with acting_as(actor):
        kept = Decision.objects.visible_to(actor).get(purpose="care")
        grant = Grant.objects.visible_to(actor).get(purpose="care")
    assert (kept.account_id, kept.hat) == (world.gerd.account.pk, "proxy")
    assert "Sharing for Mia A. with Dr Nasser" in kept.rendered
    # Never longer than until she is of age, whatever was chosen.
    of_age = timezone.localdate() + timedelta(days=400)
    assert grant.ends_at is not None
    assert abs(grant.ends_at - timezone.make_aware(datetime.combine(of_age, time()))) <= timedelta(
        days=2
    )


def test_a_parent_ends_it_and_takes_back_a_code(family: Family, world: World, sign_in: Any) -> None:
    grant = family.shared_with(world.oduya, reach="clinic")
    oduya = sign_in(world.oduya)
    assert oduya.get(f"/clinic/people/{family.subject}").status_code == 200
    assert "sees nothing of Mia A. here any more. I act for Mia A. by law." in text_of(
        family.parent.get(f"/sharing/{grant.pk}/end")
    )
    assert family.parent.post(f"/sharing/{grant.pk}/end").status_code == 302
    assert oduya.get(f"/clinic/people/{family.subject}").status_code == 404
    confirm_in_browser(family.parent)
    actor = family.actor()
    with acting_as(actor):
        ticket = Ticket.objects.visible_to(actor).get(used_at__isnull=True)
    assert family.parent.post(f"/sharing/codes/{ticket.pk}/take-back").status_code == 302
    assert "Codes nobody has used yet" not in text_of(family.parent.get("/sharing"))


def test_a_helper_a_stranger_and_a_parent_acting_for_herself_touch_nothing(
    family: Family, world: World, sign_in: Any
) -> None:
    grant = family.shared_with(world.nasser)
    help_of(world.ruth, world.helper, Tick.ANSWER, Tick.SUMMARY, Tick.ARRANGE)
    helper = sign_in(world.helper)
    with acting_as(world.ruth.actor()) as ruth:
        helping = Grant.objects.visible_to(ruth).get(purpose="help")
    helper.post(f"/helping/{helping.pk}/act")
    pages = ("/sharing", "/sharing/invite", "/visits", "/visits/new", "/my-answers/matters")
    for page in pages:
        assert helper.get(page).status_code == 403, page
    family.parent.post("/helping/back")
    for client in (family.parent, helper, sign_in(world.ruth)):
        refused = client.post(f"/sharing/{grant.pk}/end")
        assert refused.status_code in (403, 404)
    actor = family.actor()
    with acting_as(actor):
        assert Grant.objects.visible_to(actor).get(pk=grant.pk).ended_by_id is None


def test_from_an_account_of_her_own_on_the_young_person_decides_alone(
    family: Family, world: World, sign_in: Any
) -> None:
    grant = family.shared_with(world.nasser)
    visit = family.visit(3)
    young = family.gets_an_account()
    for page in ("/sharing", "/sharing/invite", "/visits", visit, f"{visit}/code"):
        assert family.parent.get(page).status_code == 403, page
    assert family.parent.post(f"/sharing/{grant.pk}/end").status_code == 403
    client = sign_in(young)
    assert "Farida Nasser" in text_of(client.get("/sharing"))
    with acting_as(young.actor()) as actor:
        decision = Decision.objects.visible_to(actor).get(purpose="care")
    assert "Gerd A., who acted for you by law" in text_of(client.get(f"/me/allowed/{decision.pk}"))
    assert "somebody who acted for you by law" in text_of(client.get(visit))
    assert client.post(f"/sharing/{grant.pk}/end").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_of_age_what_was_shared_for_her_has_ended_and_codes_open_nothing(
    world: World, sign_in: Any
) -> None:
    family = Family(world, sign_in)
    grant = family.shared_with(world.nasser)
    sheet = code_on(confirm_in_browser(family.parent)).replace(" ", "")
    visit = family.visit()
    family.parent.post(f"{visit}/code", {"named": "no"})
    page = text_of(family.parent.get(f"{visit}/code"))
    code = re.search(r"Your code .*?([0-9A-Z]{4} [0-9A-Z]{4})", page)
    assert code is not None, page
    subject = family.subject
    young = family.gets_an_account()
    day_comes(family.mia)
    assert look_after() == 1
    assert sign_in(world.nasser).get(f"/clinic/people/{subject}").status_code == 404
    assert Client().post("/doctor", {"code": code[1]}).status_code == 422
    assert invitation_behind(sheet) is None
    client = sign_in(young)
    assert "What was shared for you with doctors or clinics has ended" in text_of(
        client.get("/of-age")
    )
    with acting_as(young.actor()) as actor:
        ended = Grant.objects.visible_to(actor).get(pk=grant.pk).ended_by
        assert ended is not None and ended.purpose == "care" and ended.answer == "ended"


@pytest.mark.django_db(transaction=True)
def test_what_the_young_person_shared_herself_goes_on_at_18(world: World, sign_in: Any) -> None:
    family = Family(world, sign_in)
    young = family.gets_an_account()
    grant = share(young, world.nasser)
    day_comes(family.mia)
    assert look_after() == 1
    with acting_as(young.actor()) as actor:
        assert Grant.objects.visible_to(actor).get(pk=grant.pk).ended_by_id is None


# ---------- Visits ----------


def test_a_parent_prepares_a_visit_and_the_page_says_who_wrote_it(
    family: Family, world: World, sign_in: Any
) -> None:
    family.shared_with(world.nasser)
    page = family.visit(2)
    family.parent.post(f"{page}/questions", {"line1": "May she swim?"})
    family.parent.post("/my-answers/matters", {"line1": "School without pain"})
    assert "May she swim?" in text_of(family.parent.get(page))
    actor = family.actor()
    with acting_as(actor):
        visit = Visit.objects.visible_to(actor).get()
        lists = list(OwnList.objects.visible_to(actor))
    assert (visit.made_by, visit.subject_id) == ("proxy", family.subject)
    assert {one.by_law_account for one in lists} == {world.gerd.account.pk}
    read = text_of(sign_in(world.nasser).get(f"/clinic/people/{family.subject}"))
    assert "What matters to me (written by Gerd A., who acts by law)" in read
    assert "School without pain" in read and "May she swim?" in read
    pdf = family.parent.get(f"{page}/summary.pdf").content
    printed = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(pdf)).pages)
    assert "Mia A." in printed and "Gerd A., who acts by law" in " ".join(printed.split())
    shown = text_of(family.parent.get(f"{page}/show"))
    assert "Mia A." in shown and CANARY in shown
    moved = (timezone.localdate() + timedelta(days=5)).isoformat()
    assert family.parent.post(f"{page}/change", {"on": moved}).status_code == 302
    assert family.parent.post(f"{page}/cancel").status_code == 302
    family.parent.post("/helping/back")
    assert "No visit is written down" in text_of(family.parent.get("/visits"))


def test_a_parents_look_at_the_whole_page_is_written_down_as_what_it_is(family: Family) -> None:
    page = family.visit()
    family.parent.get("/start")
    assert family.parent.get(f"{page}/show").status_code == 200
    with acting_as(System(Purpose.EXPORT, family.subject, family.mia.pk)) as export:
        looked = list(Read.objects.visible_to(export).values_list("what", flat=True))
    assert "members.help.by_law" in looked


def test_her_own_file_says_what_a_parent_did_by_law_and_no_account_of_hers(
    family: Family, world: World
) -> None:
    page = family.visit()
    family.parent.post(f"{page}/code", {"named": "no"})
    family.shared_with(world.oduya)
    system = System(Purpose.EXPORT, family.subject, family.mia.pk)
    with acting_as(system):
        parts = {part.name: list(part.rows) for part in decided(system)}
    assert "proxy" in {row["hat"] for row in parts["decisions"]}
    made = [row["detail"]["by_law"] for row in parts["codes"] if "by_law" in row["detail"]]
    assert made and all(one is True for one in made)


def test_a_doctor_opens_the_childs_page_by_the_parents_code(family: Family, world: World) -> None:
    page = family.visit()
    made = text_of(family.parent.get(f"{page}/code"))
    assert "The name everybody sees here" in made
    assert family.parent.post(f"{page}/code", {"named": "no"}).status_code == 302
    shown = re.search(r"([0-9A-Z]{4} [0-9A-Z]{4})", text_of(family.parent.get(page)))
    assert shown is not None
    doctor = Client()
    assert doctor.post("/doctor", {"code": shown[1]}).status_code == 302
    read = text_of(doctor.get("/doctor/summary"))
    assert CANARY in read and "Mia A." in read and "Gerd A." not in read.split("Mia A.")[0]
    with acting_as(System(Purpose.EXPORT, family.subject, family.mia.pk)) as export:
        looked = list(Read.objects.visible_to(export).values_list("what", flat=True))
    assert "proms.visit_whole" in looked
    assert family.parent.post(f"{page}/code/take-back").status_code == 302
    assert doctor.get("/doctor/summary").status_code == 410


def test_a_code_a_parent_made_opens_nothing_once_she_has_an_account_of_her_own(
    family: Family, world: World
) -> None:
    page = family.visit()
    family.parent.post(f"{page}/code", {"named": "no"})
    shown = re.search(r"([0-9A-Z]{4} [0-9A-Z]{4})", text_of(family.parent.get(page)))
    assert shown is not None
    doctor = Client()
    assert doctor.post("/doctor", {"code": shown[1]}).status_code == 302
    assert CANARY in text_of(doctor.get("/doctor/summary"))
    young = family.gets_an_account()
    private = send(young, on_her_list(young, family.weekly), some_answers(9, "canary-private"))
    assert private.private
    hers = young.actor()
    with acting_as(hers):
        write_own_list(actor=hers, about="matters", lines=["canary-own-words"])
    for closed in ("/doctor/summary", "/doctor/summary.pdf"):  # also where it was open already
        assert doctor.get(closed).status_code == 410
    assert Client().post("/doctor", {"code": shown[1]}).status_code == 422
    with acting_as(young.actor()) as actor:
        bearer_ticket = Ticket.objects.visible_to(actor).get(about="visit")
    bearer = Bearer(bearer_ticket.pk, "visit", young.subject, bearer_ticket.object_ref)
    with acting_as(bearer), connection.cursor() as cursor:
        for table in ("proms_response", "proms_ownlist", "proms_score", "proms_visit"):
            cursor.execute(f"select count(*) from {table}")
            assert cursor.fetchone() == (0,), table


# ---------- Putting right ----------


def test_a_parent_corrects_and_takes_back_what_she_entered_herself(
    family: Family, world: World, sign_in: Any
) -> None:
    family.shared_with(world.nasser)
    assert family.sent.assignment is not None
    page = f"/answer/{family.sent.assignment.ref}"
    assert "Correct these answers" in text_of(family.parent.get(f"{page}/sent"))
    assert "Take these answers back" in text_of(family.parent.get(f"/my-answers/{family.sent.ref}"))
    form = family.parent.get(f"{page}/correct").content.decode()
    fields = dict(re.findall(r'name="(q\d+)"[^>]*value="([^"]*)"[^>]*checked', form))
    fields["q8"] = "put right"
    assert family.parent.post(f"{page}/correct", fields).status_code == 302
    check = family.parent.get(f"{page}/correct/check").content.decode()
    (of,) = re.findall(r'name="of" value="([^"]+)"', check)
    assert family.parent.post(f"{page}/correct/check", {"of": of}).status_code == 302
    read = text_of(sign_in(world.nasser).get(f"/clinic/people/{family.subject}"))
    assert "put right" in read and CANARY not in read
    actor = family.actor()
    with acting_as(actor):
        newest = Response.objects.visible_to(actor).get(withdrawn_at__isnull=True)
        assert (newest.given_by, newest.amended_from_id) == ("proxy", family.sent.pk)
    assert family.parent.post(f"{page}/take-back").status_code == 302
    assert "put right" not in text_of(sign_in(world.nasser).get(f"/clinic/people/{family.subject}"))


def test_what_another_parent_entered_or_an_account_of_her_own_closes_it(
    family: Family, world: World, sign_in: Any
) -> None:
    other = proxy_for(
        world, world.ruth, make_persona("Third Office", role=Hat.ADMINISTRATOR, email="t@e.org"),
        number=family.mia.number,
    )  # fmt: skip
    assert family.sent.assignment is not None
    page = f"/answer/{family.sent.assignment.ref}"
    ruth = sign_in(world.ruth)
    ruth.post(f"/helping/{other}/act")
    assert ruth.get(f"/my-answers/{family.sent.ref}").status_code == 200
    for end in ("take-back", "correct"):
        assert ruth.get(f"{page}/{end}").status_code == 403, end
        assert ruth.post(f"{page}/{end}").status_code == 403, end
    acts = acting(world.ruth, Grant(pk=other))
    assert acts is not None
    with acting_as(acts), connection.cursor() as cursor:
        cursor.execute("update proms_response set withdrawn_at = now()")
        assert cursor.rowcount == 0
    family.gets_an_account()
    for end in ("take-back", "correct"):
        assert family.parent.post(f"{page}/{end}").status_code == 403, end
    with acting_as(family.actor()), connection.cursor() as cursor:
        cursor.execute("update proms_response set withdrawn_at = now()")
        assert cursor.rowcount == 0


# ---------- The vault by itself ----------

WRITES = {
    "a sharing without a code": (
        "insert into members_grant (subject_id, purpose, grantee_kind, grantee_id, scope,"
        " decision_id) select %(child)s, 'care', 'account', 1, '{proms}', id"
        " from members_decision where purpose = 'care' limit 1"
    ),
    "a decision in the child's own name": (
        "insert into members_decision (subject_id, purpose, answer, rendered, rendered_sha256,"
        " language, way, consequence, hat) values (%(child)s, 'care', 'yes', '', '', 'en',"
        " 'screen', '', 'member')"
    ),
    "a code that does not say who made it": (
        "insert into members_ticket (secret_hash, about, subject_id, object_ref, note, detail,"
        " expires_at) values ('x', 'visit', %(child)s, '1', '', '{}', now() + interval '1 day')"
    ),
    "own words as if the child wrote them": (
        "insert into proms_ownlist (subject_id, about, lines, written_at)"
        " values (%(child)s, 'matters', '[\"x\"]', now())"
    ),
    "a visit as if the child wrote it": (
        'insert into proms_visit (ref, subject_id, "on", with_whom, made_by)'
        " values (gen_random_uuid(), %(child)s, now(), '', 'self')"
    ),
    "a sharing for longer": ("update members_grant set ends_at = null where purpose = 'care'"),
}


@pytest.mark.parametrize("what", WRITES)
def test_the_vault_refuses_what_no_page_offers(family: Family, world: World, what: str) -> None:
    family.shared_with(world.nasser)
    actor = family.actor()
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        acting_as(actor),
        connection.cursor() as cursor,
    ):
        cursor.execute(WRITES[what], {"child": str(actor.subject_id)})


OPENED = (Decision, Grant, Ticket, Visit, OwnList)


@pytest.mark.parametrize("account", [False, True])
def test_policies_and_vault_agree_on_what_opens_to_a_proxy(
    family: Family, world: World, account: bool
) -> None:
    family.shared_with(world.nasser)
    family.parent.post("/my-answers/matters", {"line1": "School"})
    page = family.visit()
    family.parent.post(f"{page}/code", {"named": "no"})
    if account:
        family.gets_an_account()
    actor = family.actor()
    for model in OPENED:
        with acting_as(actor), connection.cursor() as cursor:
            cursor.execute(f"select id from {model._meta.db_table}")
            vault = {row[0] for row in cursor.fetchall()}
            policy = set(model.objects.visible_to(actor).values_list("pk", flat=True))
        assert vault == policy, model.__name__
        assert bool(vault) is not account, model.__name__
