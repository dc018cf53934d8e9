"""Somebody who never signs in begins a programme on the telephone; the desk writes down what she says."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.utils import ProgrammingError
from django.http import Http404
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from audit.models import Event, Read
from education.actions.cards import make_card
from education.actions.nudging import nudge_quiet, tell_guideless
from education.actions.on_call import begin_on_call, take_guide_on_call
from education.actions.stepping import Written, keep_step
from education.actions.stopping import stop_programme
from education.card_codes import code_of
from education.models import (
    Enrolment,
    Guide,
    GuideAssignment,
    MayCall,
    Measuring,
    Programme,
    ProgrammeVersion,
    StepState,
)
from education.queries.keying import my_step_code
from education.queries.ways import my_walk
from members.actions.post import choose_way
from members.actions.reminder_calls import put_on_call_list
from members.models import CallRequest, Decision, Grant, Person, RoleHolding
from members.queries.own import own_rows
from members.reply_codes import in_groups
from notifications.actions.dispatching import dispatch
from notifications.models import Outbox
from po_platform.access.actor import Hat, Purpose, System, acting_as
from tests.access.test_the_vault import rows_seen
from tests.education.programme_path import begun, enrolment_of, short
from tests.education.test_guides import ends_role, works
from tests.education.test_quiet_ladder import put_back
from tests.members.letter_steps import print_all, somebody_on_paper, with_a_head, words_of
from tests.members.proxy_steps import proxy_for, second_office
from tests.members.test_on_the_line import calls_of, rings
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World, make_persona
from tests.proms.path import text_of

pytestmark = pytest.mark.django_db
YES = {"agreed": "on", "code": ""}


@pytest.fixture
def edith() -> Persona:
    """A member on paper: no mailbox, letters at her address."""
    return somebody_on_paper("Edith O.")


@pytest.fixture
def desk(world: World, sign_in: Any) -> Client:
    client: Client = sign_in(world.desk)
    return client


@pytest.fixture
def programme(world: World) -> Programme:
    return short(world)


@pytest.fixture
def call(desk: Client, edith: Persona) -> str:
    """The address of Edith's call, which the desk has."""
    return str(rings(desk, edith)["Location"])


def begins(desk: Client, call: str, **given: str) -> Any:
    return desk.post(f"{call}/programmes/begin/short", YES | given)


def says(desk: Client, call: str, way: Enrolment, does: str, **more: str) -> Any:
    given = {"way": str(way.ref), "does": does, **more}
    return desk.post(f"{call}/programmes", given)


def decisions(persona: Persona) -> list[Decision]:
    with acting_as(persona.actor()) as actor:
        return list(own_rows(Decision, actor).order_by("pk"))


# ---------- Beginning ----------


def test_she_begins_on_the_telephone_and_what_was_read_out_is_her_decision(
    world: World, edith: Persona, desk: Client, programme: Programme, call: str
) -> None:
    page = text_of(desk.get(f"{call}/programmes"))
    assert "A short one" in page and "Real Edith O." in page
    page = text_of(desk.get(f"{call}/programmes/begin/short"))
    assert "you are in pain;" in page and "I begin “A short one”, by telephone" in page
    assert begins(desk, call, agreed="").status_code == 422
    for _press in range(2):
        assert begins(desk, call).status_code == 302
    row = enrolment_of(edith)
    assert (row.begun, row.begun_by, row.door) == ("phone", world.desk.account.pk, "self")
    (kept,) = decisions(edith)
    assert (kept.way, kept.purpose, kept.account_id) == (
        "phone",
        "programme",
        world.desk.account.pk,
    )
    assert kept.rendered.startswith("I begin “A short one”, by telephone")
    page = text_of(desk.get(f"{call}/programmes"))
    assert "On the way." in page and "0 steps done." in page


def test_she_reads_that_the_desk_looked_and_the_office_that_it_wrote(
    world: World, edith: Persona, desk: Client, programme: Programme, call: str, sign_in: Any
) -> None:
    begins(desk, call)
    desk.get(f"{call}/programmes")
    with acting_as(edith.actor()) as actor:
        whats = set(Read.objects.visible_to(actor).values_list("what", flat=True))
    assert {"members.call", "education.desk_ways"} <= whats
    looks = text_of(sign_in(edith).get("/me/looks"))
    assert "Which programmes you are on and how far" in looks
    deed = Event.objects.filter(verb="education.enrolment.begun_on_call").get()
    assert deed.account_id == world.desk.account.pk and deed.subject_mark


def test_signed_in_later_she_sees_what_was_begun_and_stops_it(
    edith: Persona, desk: Client, programme: Programme, call: str, sign_in: Any
) -> None:
    begins(desk, call)
    row, herself = enrolment_of(edith), sign_in(edith)
    way = f"/programmes/mine/{row.ref}"
    assert "began this for you" in text_of(herself.get(way))
    assert "A short one" in text_of(herself.get("/programmes"))
    herself.post(f"{way}/move", {"do": "leave"})
    assert enrolment_of(edith).state == "left"
    page = text_of(desk.get(f"{call}/programmes"))
    assert "Print the sheets" not in page


def test_a_card_she_reads_out_counts_once(
    world: World, edith: Persona, desk: Client, programme: Programme, call: str
) -> None:
    with acting_as(world.nasser.actor()) as doctor:
        card = make_card(
            actor=doctor, programme=programme, printed_name="A practice", may_be_used=1, days=90
        )
    code = code_of(str(card.ref))
    assert begins(desk, call, code="XXXX XXXX XXXX").status_code == 422
    assert begins(desk, call, code=code).status_code == 302
    assert enrolment_of(edith).door == "card"
    card.refresh_from_db()
    assert card.used == 1


def test_what_was_stopped_is_begun_by_nobody(
    world: World, edith: Persona, desk: Client, programme: Programme, call: str
) -> None:
    with acting_as(world.editor.actor()) as actor:
        stop_programme(actor=actor, ref=programme.ref, words="Leave it out.")
    assert begins(desk, call).status_code == 403
    with acting_as(edith.actor()) as actor:
        assert not own_rows(Enrolment, actor).exists()
    assert decisions(edith) == []


def test_questions_at_its_start_are_laid_out_as_for_everybody(
    edith: Persona, desk: Client, programme: Programme, call: str
) -> None:
    ProgrammeVersion.objects.filter(programme=programme).update(measured_by="something")
    begins(desk, call)
    with acting_as(edith.actor()) as actor:
        assert [one.moment for one in own_rows(Measuring, actor)] == ["start"]


# ---------- Going on ----------


def test_a_pause_going_on_being_through_and_leaving_count_as_on_her_own_page(
    edith: Persona, desk: Client, programme: Programme, call: str
) -> None:
    begins(desk, call)
    row = enrolment_of(edith)
    assert says(desk, call, row, "pause").status_code == 422  # until when?
    assert says(desk, call, row, "pause", days="14").status_code == 302
    assert enrolment_of(edith).paused_until == timezone.localdate() + timedelta(days=14)
    says(desk, call, row, "go_on")
    assert enrolment_of(edith).paused_until is None
    says(desk, call, row, "through")
    assert enrolment_of(edith).state == "done"
    assert says(desk, call, row, "pause", days="14").status_code == 403
    says(desk, call, row, "go_on")
    says(desk, call, row, "leave")
    assert enrolment_of(edith).state == "left"
    assert Event.objects.filter(verb="education.enrolment.said_on_call").count() == 5


def test_her_sheets_come_out_at_once_with_the_code_that_enters_steps(
    edith: Persona, desk: Client, programme: Programme, call: str
) -> None:
    begins(desk, call)
    row = enrolment_of(edith)
    way = f"{call}/programmes/{row.ref}"
    sheets = [desk.post(f"{way}/sheets") for _press in range(2)]
    with acting_as(edith.actor()) as actor:
        found = my_step_code(actor=actor, enrolment=row)
    assert found is not None
    for made in sheets:  # the same code twice
        words = " ".join(page.extract_text() for page in PdfReader(BytesIO(made.content)).pages)
        assert in_groups(found.code) in " ".join(words.split())
    keyed = desk.post("/desk/answers", {"code": found.code, "way": "paper"})["Location"]
    desk.post(f"{keyed}/one", {"words": "Sunday"})
    opened = desk.post(f"{way}/steps")["Location"]  # and together, now
    desk.post(f"{opened}/two", {"if_text": "the kettle boils", "then_text": "sit down"})
    with acting_as(edith.actor()) as actor:
        how = {one.step: one.how for one in own_rows(StepState, actor)}
    assert how == {"one": "paper", "two": "phone"}
    assert "2 steps done." in text_of(desk.get(f"{call}/programmes"))


def test_nothing_of_what_she_wrote_stands_on_the_desks_pages(
    edith: Persona, desk: Client, programme: Programme, call: str
) -> None:
    begins(desk, call)
    row, hers = enrolment_of(edith), "canary of hers"
    with acting_as(edith.actor()) as actor:
        keep_step(actor=actor, ref=row.ref, step_id="one", written=Written(hers))
    page = desk.get(f"{call}/programmes")
    assert "1 step done." in text_of(page) and hers not in text_of(page)
    told = System(Purpose.PAPER, edith.subject, edith.person.pk)
    with acting_as(told), connection.cursor() as cursor:
        assert my_walk(actor=told, ref=row.ref).states == {}
        cursor.execute("select count(*) from education_enrolment")
        assert cursor.fetchone() == (1,)
        for table in ("stepstate", "ifthenplan", "guidemessage", "doctorpage"):
            assert not rows_seen(f"education_{table}")


# ---------- A guide ----------


@pytest.fixture
def guide(world: World) -> Guide:
    return works(world.guide, most=1, public_name="Karin")


def test_a_guide_goes_along_after_a_yes_that_is_kept_with_what_she_sees(
    world: World, edith: Persona, desk: Client, programme: Programme, call: str, guide: Guide,
    sign_in: Any,
) -> None:  # fmt: skip
    begins(desk, call)
    row = enrolment_of(edith)
    page = f"{call}/programmes/{row.ref}/guide"
    read_out = text_of(desk.get(page))
    assert "My guide does not see what I write" in read_out
    given = {"guide": str(guide.pk), "sees": "no", "number": "01632 960 444"}
    assert desk.post(page, given).status_code == 422  # no yes
    assert desk.post(page, given | {"agreed": "on"}).status_code == 302
    with acting_as(edith.actor()) as actor:
        taken = own_rows(GuideAssignment, actor).get()
        assert own_rows(MayCall, actor).get().enrolment_id == row.pk
    assert (taken.sees_words, taken.guide_account) == (False, world.guide.account.pk)
    kept = decisions(edith)[-1]
    assert (kept.purpose, kept.way, kept.account_id) == ("guide", "phone", world.desk.account.pk)
    assert "My guide does not see what I write" in kept.rendered
    assert "Edith O." in text_of(sign_in(world.guide).get("/guide"))
    assert "Karin goes along as a guide." in text_of(desk.get(f"{call}/programmes"))
    assert desk.get(page).status_code == 404  # one is enough
    says(desk, call, row, "pause", days="14")


def test_a_guide_without_room_is_offered_to_nobody_on_the_telephone(
    world: World, edith: Persona, desk: Client, programme: Programme, call: str, guide: Guide
) -> None:
    begins(desk, call)
    page = f"{call}/programmes/{enrolment_of(edith).ref}/guide"
    given = {"guide": str(guide.pk), "sees": "no", "number": "", "agreed": "on"}
    Guide.objects.filter(pk=guide.pk).update(most_people=0)
    assert "Nobody is free" in text_of(desk.get(page))
    desk.post(page, given)
    with acting_as(edith.actor()) as actor:
        assert not own_rows(GuideAssignment, actor).exists()


def goes_along(desk: Client, call: str, row: Enrolment, guide: Guide) -> None:
    given = {"guide": str(guide.pk), "sees": "yes", "number": "01632 960 444", "agreed": "on"}
    assert desk.post(f"{call}/programmes/{row.ref}/guide", given).status_code == 302


@pytest.mark.parametrize("stands_in", [False, True])
def test_nobody_at_the_desk_writes_herself_down_as_a_guide_nor_whom_she_stands_in_for(
    world: World, edith: Persona, desk: Client, programme: Programme, call: str, guide: Guide,
    stands_in: bool,
) -> None:  # fmt: skip
    begins(desk, call)
    row = enrolment_of(edith)
    RoleHolding.objects.create(account=world.desk.account, role=Hat.GUIDE, reason="test")
    own = Guide.objects.create(account=world.desk.account, public_name="Desk guide", most_people=5)
    if stands_in:
        other = works(make_persona("Other Guide", role=Hat.GUIDE))
        Guide.objects.filter(pk=other.pk).update(cover_id=own.pk)
        own = other
    page = f"{call}/programmes/{row.ref}/guide"
    shown = text_of(desk.get(page))
    assert "Karin" in shown and own.public_name not in shown
    given = {"guide": str(own.pk), "sees": "yes", "number": "", "agreed": "on"}
    assert desk.post(page, given).status_code == 422
    actor, ref = world.desk.actor(), UUID(call.rsplit("/", 1)[-1])
    with pytest.raises(Http404), acting_as(actor):
        take_guide_on_call(
            actor=actor, ref=ref, way=row.ref, guide_id=own.pk, sees_words=True, number=""
        )
    with acting_as(edith.actor()) as hers:
        assert not own_rows(GuideAssignment, hers).exists()
    goes_along(desk, call, row, guide)


def test_that_a_guide_goes_along_and_that_she_is_gone_comes_by_post(
    world: World, edith: Persona, desk: Client, programme: Programme, call: str, guide: Guide
) -> None:
    begins(desk, call)
    Outbox.objects.all().delete()
    choose_way(actor=edith.actor(), way="letter")
    with_a_head(world)
    goes_along(desk, call, enrolment_of(edith), guide)
    assert Outbox.objects.get(kind="education.guided_now").person_id == edith.person.pk
    ends_role(world.guide)
    assert tell_guideless() == 1
    dispatch()
    batch = print_all(world)
    assert batch is not None
    words = " ".join(words_of(batch, world).split())
    assert "a guide goes along with something you began" in words
    assert "Your guide cannot go along any more" in words


def test_what_she_gave_by_telephone_ends_by_telephone(
    world: World, edith: Persona, desk: Client, programme: Programme, call: str, guide: Guide,
    sign_in: Any,
) -> None:  # fmt: skip
    begins(desk, call)
    row = enrolment_of(edith)
    goes_along(desk, call, row, guide)
    assert "Edith O." in text_of(sign_in(world.guide).get("/guide"))
    for _press in range(2):
        assert says(desk, call, row, "no_guide").status_code == 302
    assert "Edith O." not in text_of(sign_in(world.guide).get("/guide"))
    with acting_as(edith.actor()) as actor:
        grant = own_rows(Grant, actor).get(purpose="guide")
        assert own_rows(GuideAssignment, actor).get().ended_at is not None
        assert not own_rows(MayCall, actor).exists()
    ended = decisions(edith)[-1]
    assert grant.ended_by_id == ended.pk
    assert (ended.answer, ended.way, ended.account_id, ended.hat) == (
        "ended", "phone", world.desk.account.pk, "desk",
    )  # fmt: skip
    goes_along(desk, call, row, guide)  # and another time


def test_whose_guide_is_none_any_more_ends_that_before_another_one_goes_along(
    world: World, edith: Persona, desk: Client, programme: Programme, call: str, guide: Guide
) -> None:
    begins(desk, call)
    row = enrolment_of(edith)
    goes_along(desk, call, row, guide)
    ends_role(world.guide)
    page = f"{call}/programmes/{row.ref}/guide"
    assert "A guide goes along" not in text_of(desk.get(f"{call}/programmes"))
    assert desk.get(page).status_code == 404
    says(desk, call, row, "no_guide")
    goes_along(desk, call, row, works(make_persona("Other Guide", role=Hat.GUIDE)))


# ---------- No mailbox ----------


def test_who_gets_letters_gets_one_with_her_code_and_no_mail(
    world: World, edith: Persona, desk: Client, programme: Programme, call: str
) -> None:
    begins(desk, call)
    choose_way(actor=edith.actor(), way="letter")
    dispatch()
    with_a_head(world)
    batch = print_all(world)
    assert batch is not None
    words = words_of(batch, world)
    with acting_as(edith.actor()) as actor:
        found = my_step_code(actor=actor, enrolment=enrolment_of(edith))
    assert found is not None and in_groups(found.code) in words
    assert "A short one" not in words
    assert deliver() == []


def test_a_quiet_week_is_a_letter_or_a_call_with_her_code_where_no_mail_reaches_her(
    world: World, edith: Persona, desk: Client, programme: Programme, call: str
) -> None:
    begins(desk, call)
    Outbox.objects.all().delete()
    desk.post(call, {"outcome": "done"})
    choose_way(actor=edith.actor(), way="phone")
    put_back(edith, 8)
    assert nudge_quiet() == 1
    dispatch()
    assert put_on_call_list() == 1
    reminder = calls_of(edith)[-1]
    assert reminder.about == CallRequest.About.REMINDER
    taken = text_of(desk.post(f"/desk/calls/{reminder.ref}/take", follow=True))
    with acting_as(edith.actor()) as actor:
        found = my_step_code(actor=actor, enrolment=enrolment_of(edith))
    assert found is not None and in_groups(found.code) in taken
    assert deliver() == []


# ---------- Who may not ----------


def test_without_her_call_in_hand_the_desk_begins_and_sees_nothing(
    world: World, edith: Persona, desk: Client, programme: Programme, call: str, sign_in: Any
) -> None:
    begins(desk, call)
    way = f"{call}/programmes/{enrolment_of(edith).ref}"
    pages = (f"{call}/programmes", f"{call}/programmes/begin/short", f"{way}/guide")
    acts = (f"{way}/sheets", f"{way}/steps")
    second = sign_in(make_persona("Second Desk", role=Hat.DESK))
    others = (world.ruth, world.nasser, world.guide, world.editor, world.administrator)

    def closed(client: Client, status: tuple[int, ...]) -> None:
        assert all(client.get(page).status_code in status for page in pages)
        assert all(client.post(page, YES).status_code in status for page in (*pages, *acts))

    for persona in others:
        closed(sign_in(persona), (403,))
    closed(Client(), (302,))
    closed(second, (404,))  # another's call
    desk.post(f"{call}/put-back")
    closed(desk, (404,))  # not in hand any more
    assert [one.way for one in decisions(edith)] == ["phone"]


def test_half_an_hour_is_over_and_nothing_is_written_down_any_more(
    edith: Persona, desk: Client, programme: Programme, call: str
) -> None:
    begins(desk, call)
    row = enrolment_of(edith)
    with acting_as(edith.actor()) as actor:
        past = timezone.now() - timedelta(minutes=1)
        CallRequest.objects.visible_to(actor).update(taken_until=past)
    assert says(desk, call, row, "leave").status_code == 404
    assert desk.post(f"{call}/programmes/{row.ref}/sheets").status_code == 404
    assert enrolment_of(edith).state == "active"


def test_steps_opened_for_a_call_close_with_it(
    edith: Persona, desk: Client, programme: Programme, call: str
) -> None:
    begins(desk, call)
    row = enrolment_of(edith)
    opened = desk.post(f"{call}/programmes/{row.ref}/steps")["Location"]
    assert desk.get(opened).status_code == 200
    desk.post(f"{call}/put-back")
    for answer in (
        desk.get(opened),
        desk.get(f"{opened}/one"),
        desk.post(f"{opened}/one", {"words": "nobody said this"}),
    ):
        assert (answer.status_code, answer["Location"]) == (302, "/start")
    with acting_as(edith.actor()) as actor:
        assert not own_rows(StepState, actor).exists()
        found = my_step_code(actor=actor, enrolment=row)
    assert found is not None  # her sheets come back later, and are entered with what stands on them
    keyed = desk.post("/desk/answers", {"code": found.code, "way": "paper"})["Location"]
    assert desk.get(keyed).status_code == 200


def test_with_one_persons_call_nothing_of_another_is_touched(
    world: World, edith: Persona, desk: Client, programme: Programme, call: str
) -> None:
    begins(desk, call)
    row = begun(world.ruth, programme)
    assert says(desk, call, row, "leave").status_code == 422
    for act in ("sheets", "steps"):
        assert desk.post(f"{call}/programmes/{row.ref}/{act}").status_code == 404
    assert desk.get(f"{call}/programmes/{row.ref}/guide").status_code == 404
    assert enrolment_of(world.ruth).state == "active"


def test_for_a_child_somebody_speaks_for_by_law_nothing_is_begun_on_the_telephone(
    world: World, desk: Client, programme: Programme
) -> None:
    proxy_for(world, world.gerd, second_office())
    mia = Person.objects.get(display_name="Mia A.")
    rang = desk.post("/desk/calls/rang", {"number": mia.number, "language": "en"})
    call = rang["Location"]
    assert "A short one" not in text_of(desk.get(f"{call}/programmes"))
    answer = begins(desk, call)
    assert answer.status_code == 403 and "acts for this child by law" in text_of(answer)


@pytest.mark.django_db(transaction=True)
def test_the_vault_takes_no_word_for_another_and_none_that_was_not_told(world: World) -> None:
    programme, ruth = short(world), world.ruth
    told = System(Purpose.PAPER, world.gerd.subject, world.gerd.person.pk)
    for begun_how in ("phone", "screen"):
        of = ruth if begun_how == "phone" else world.gerd
        with pytest.raises(ProgrammingError, match="row-level security"), acting_as(told):
            Enrolment.objects.create(
                subject_id=of.subject, programme=programme, version_id=programme.live_id or 0,
                begun=begun_how, begun_by=world.desk.account.pk,
            )  # fmt: skip
    with pytest.raises(ProgrammingError, match="row-level security"), acting_as(told):
        Decision.objects.create(
            subject_id=world.gerd.subject, purpose="guide", answer="yes", rendered="x",
            rendered_sha256="x", language="en", way="screen", account_id=1, hat="desk",
        )  # fmt: skip
    for wrong in (world.editor, world.guide, world.nasser):
        actor = wrong.actor()
        with pytest.raises(PermissionDenied), acting_as(actor):
            begin_on_call(actor=actor, ref=programme.ref, programme=programme)
