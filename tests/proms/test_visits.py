"""A visit is prepared in own words; a doctor without an account opens one page, three times, that day."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from audit.models import Read
from members.models import Ticket
from po_platform.access.actor import Anonymous, acting_as
from po_platform.kit.qr import picture_of
from proms.actions.visit_codes import make_visit_code
from proms.actions.visits import When, note_visit, write_own_list
from proms.models import Response, Score, Visit
from proms.queries.visits import holder_of, my_visit_code
from proms.visit_codes import as_typed, code_hash, code_of
from tests.members.sharing_steps import share
from tests.personas import Persona, World
from tests.proms.path import on_her_list, put_weekly_in_use, send, some_answers, text_of

pytestmark = pytest.mark.django_db
CANARY = "canary-of-ruths-own-words"


def visit_of(persona: Persona, days: int = 0) -> Visit:
    actor = persona.actor()
    with acting_as(actor):
        on = timezone.localdate() + timedelta(days=days)
        visit = note_visit(actor=actor, when=When(on, with_whom="Dr Harrow"))
        for about, words in (("questions", "May I drive?"), ("agreed", "Blood test in May")):
            write_own_list(actor=actor, about=about, lines=[words], visit_ref=visit.ref)
        write_own_list(actor=actor, about="matters", lines=["My garden", "Sleep"])
    return visit


def code_for(persona: Persona, visit: Visit, *, named: bool = False) -> str:
    actor = persona.actor()
    with acting_as(actor):
        make_visit_code(actor=actor, visit=visit, named=named)
        found = my_visit_code(actor=actor, visit=visit)
    assert found is not None
    return found.code


def looks(persona: Persona) -> list[str]:
    actor = persona.actor()
    with acting_as(actor):
        found = Read.objects.visible_to(actor).filter(subject_id=persona.subject)
        return [row.what for row in found]


@pytest.fixture
def sent(world: World) -> Response:
    weekly = put_weekly_in_use(world)
    return send(world.ruth, on_her_list(world.ruth, weekly), some_answers(7, CANARY))


def test_she_writes_down_a_visit_and_what_she_wants_said(world: World, sign_in: Any) -> None:
    client = sign_in(world.ruth)
    on = timezone.localdate() + timedelta(days=7)
    made = client.post(
        "/visits/new", {"on": on.isoformat(), "at": "9:30", "with_whom": "Dr Harrow"}
    )
    page = made.headers["Location"]
    client.post(f"{page}/questions", {"line1": "May I drive?", "line2": " ", "line3": "And work?"})
    shown = text_of(client.get(page))
    assert "At 09:30. With Dr Harrow." in shown
    assert "May I drive? And work?" in shown
    assert "With Dr Harrow" not in text_of(sign_in(world.gerd).get("/start"))
    assert "with Dr Harrow. Prepare it" in text_of(sign_in(world.ruth).get("/start"))
    assert sign_in(world.gerd).get(page).status_code == 404


def test_she_ranks_what_matters_and_moving_saves_nothing_yet(world: World, sign_in: Any) -> None:
    client = sign_in(world.ruth)
    lines = {"line1": "Sleep", "line2": "My garden"}
    moved = client.post("/my-answers/matters", {**lines, "up": "2"})
    assert re.search(r'name="line1"[^>]*value="My garden"', moved.content.decode())
    assert "My garden" not in text_of(client.get("/my-answers"))
    client.post("/my-answers/matters", {"line1": "My garden", "line2": "Sleep"})
    assert "What matters to me My garden Sleep" in text_of(client.get("/my-answers"))
    client.post("/my-answers/matters", {"line1": ""})
    assert "My garden" not in text_of(client.get("/my-answers"))


@pytest.mark.parametrize(
    "given",
    [{}, {"on": "2020-01-01"}, {"on": "3026-01-01"}, {"on": "yesterday"}, {"on": "", "at": "xx"}],
)
def test_a_day_that_cannot_be_is_asked_again(
    world: World, sign_in: Any, given: dict[str, str]
) -> None:
    client = sign_in(world.ruth)
    assert "There is a problem" in text_of(client.post("/visits/new", given))
    assert "No visit is written down" in text_of(client.get("/visits"))


def test_her_words_stand_above_what_her_clinician_reads(
    world: World, sign_in: Any, sent: Response
) -> None:
    visit_of(world.ruth)
    share(world.ruth, world.nasser)
    client = sign_in(world.nasser)
    letter = text_of(client.get(f"/clinic/people/{world.ruth.subject}"))
    order = [letter.index(w) for w in ("My garden", "May I drive?", "Blood test in May", CANARY)]
    assert order == sorted(order)
    text = text_of(client.get(f"/clinic/people/{world.ruth.subject}/text"))
    assert "1. My garden" in text


def test_a_doctor_opens_the_page_three_times_and_she_sees_each(
    world: World, sign_in: Any, sent: Response
) -> None:
    code = code_for(world.ruth, visit_of(world.ruth))
    shown = Client().get(f"/doctor?code={code}")
    assert code in shown.content.decode()
    Client().head(f"/doctor?code={code}")
    assert looks(world.ruth) == []  # a scanner that follows the link uses nothing up
    for _opening in range(3):
        client = Client()
        opened = client.post("/doctor", {"code": f"{code[:4].lower()} {code[4:]}"}, follow=True)
        page = text_of(opened)
        for words in ("Ruth E.", "My garden", "May I drive?", CANARY, "Pain 7 of 10"):
            assert words in page
        assert client.get("/doctor/summary").status_code == 200  # the same opening
    fourth = Client().post("/doctor", {"code": code})
    assert (fourth.status_code, CANARY in text_of(fourth)) == (403, False)
    assert "opened three times already" in text_of(fourth)
    assert looks(world.ruth) == ["proms.visit_whole"] * 3
    mine = text_of(sign_in(world.ruth).get("/me/looks"))
    assert mine.count("Whoever had your code") == 3
    assert mine.count("with the numbers and single answers behind it") == 3
    assert "You made a code for it" in mine


def test_the_code_opens_that_page_only(world: World, sent: Response) -> None:
    code = code_for(world.ruth, visit_of(world.ruth))
    client = Client()
    client.post("/doctor", {"code": code})
    for address in ("/start", "/my-answers", "/visits", f"/my-answers/{sent.ref}"):
        assert CANARY not in client.get(address).content.decode()
    with acting_as(Anonymous()):
        bearer = holder_of(code_hash(code))
    assert bearer is not None
    with acting_as(bearer), connection.cursor() as cursor:
        cursor.execute("update proms_visit set with_whom = 'x'")
        assert cursor.rowcount == 0
        cursor.execute("update proms_ownlist set lines = '[]'")
        assert cursor.rowcount == 0
        cursor.execute("select count(*) from members_identity")
        assert cursor.fetchone() == (0,)


def test_before_an_opening_the_vault_shows_the_holder_nothing(world: World, sent: Response) -> None:
    code = code_for(world.ruth, visit_of(world.ruth))
    with acting_as(Anonymous()):
        bearer = holder_of(code_hash(code))
    assert bearer is not None
    with acting_as(bearer):
        assert not Score.objects.visible_to(bearer).exists()
    Client().post("/doctor", {"code": code})
    with acting_as(bearer):
        assert Score.objects.visible_to(bearer).exists()


def test_taken_back_moved_or_cancelled_it_is_closed_at_once(
    world: World, sign_in: Any, sent: Response
) -> None:
    visit = visit_of(world.ruth)
    mine = sign_in(world.ruth)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    for end, given in (
        ("/code/take-back", {}),
        ("/change", {"on": tomorrow}),
        ("/cancel", {}),
    ):
        code = code_for(world.ruth, visit)
        doctor = Client()
        today = doctor.post("/doctor", {"code": code}, follow=True)
        if end == "/cancel":  # its day is tomorrow now
            assert "on the day of the visit" in text_of(today)
        else:
            assert CANARY in text_of(today)
        assert mine.post(f"/visits/{visit.ref}{end}", given).status_code == 302
        visit.on += timedelta(days="on" in given)
        after = doctor.get("/doctor/summary")
        assert (after.status_code, CANARY in text_of(after)) == (410, False)
        assert doctor.post("/doctor", {"code": code}).status_code == 422


def test_a_visit_moved_by_the_clinic_ends_the_code_for_the_former_day(
    world: World, sign_in: Any, sent: Response
) -> None:
    visit = visit_of(world.ruth)
    code = code_for(world.ruth, visit)
    actor = world.ruth.actor()
    with acting_as(actor):
        Visit.objects.visible_to(actor).update(on=visit.on + timedelta(days=1))
    refused = Client().post("/doctor", {"code": code})
    assert (refused.status_code, CANARY in text_of(refused)) == (410, False)


def test_wrong_codes_are_told_kindly_and_run_out(world: World) -> None:
    client = Client()
    answers = [client.post("/doctor", {"code": code}) for code in ("", "x", "7K2MQXD3")]
    assert [answer.status_code for answer in answers] == [422] * 3
    assert "There is a problem" in text_of(answers[2])
    codes = [client.post("/doctor", {"code": "7K2MQXD3"}).status_code for _try in range(12)]
    assert 429 in codes


def test_the_pdf_is_tagged_and_says_what_it_is(world: World, sign_in: Any, sent: Response) -> None:
    visit = visit_of(world.ruth)
    mine = sign_in(world.ruth).get(f"/visits/{visit.ref}/summary.pdf")
    doctor = Client()
    doctor.post("/doctor", {"code": code_for(world.ruth, visit)})
    for answer in (mine, doctor.get("/doctor/summary.pdf")):
        reader = PdfReader(io.BytesIO(answer.content))
        assert reader.metadata is not None
        assert reader.metadata.title == "Summary: Ruth E."
        assert reader.metadata.author == "Morning Hands"
        assert reader.metadata.creation_date is not None
        assert "/MarkInfo" in str(reader.trailer["/Root"].get_object())
        text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
        for words in ("My garden", "May I drive?", CANARY, "Pain 7 of 10", "“Pain” (worse)"):
            assert words in text
        assert "Answered by themselves, on this website" in text
        assert "4 of 8 questions" in text
    assert sign_in(world.gerd).get(f"/visits/{visit.ref}/summary.pdf").status_code == 404


def test_the_screen_for_the_doctor_leads_nowhere_else(
    world: World, sign_in: Any, sent: Response
) -> None:
    visit = visit_of(world.ruth)
    doctor = Client()
    doctor.post("/doctor", {"code": code_for(world.ruth, visit)})
    shown = sign_in(world.ruth).get(f"/visits/{visit.ref}/show").content.decode()
    opened = doctor.get("/doctor/summary").content.decode()
    for html in (shown, opened):
        for behind in ("All numbers as a table", "Single answers", "How this was computed"):
            assert behind in html
        # in her own words, in the text to copy, and among the single answers
        assert html.count(CANARY) == 3
        assert "/my-answers" not in html and "/clinic" not in html
    body = shown[shown.index("<body") :]
    assert re.findall(r'href="(/[^"#]+)"', body) == [f"/visits/{visit.ref}"]
    assert "<form" not in body and "<nav" not in body


def test_a_code_opens_no_more_than_its_page_said_when_it_was_made(
    world: World, sign_in: Any, sent: Response
) -> None:
    visit, mine = visit_of(world.ruth), sign_in(world.ruth)
    about_it = "folded behind it are every number"
    before = text_of(mine.get(f"/visits/{visit.ref}/code"))
    assert "Make the code" in before and about_it in before  # told before it is made
    assert "nothing else of yours" not in before
    code = code_for(world.ruth, visit)
    assert about_it in text_of(mine.get(f"/visits/{visit.ref}/code"))
    made_before_the_update(world.ruth)
    assert about_it not in text_of(mine.get(f"/visits/{visit.ref}/code"))
    opened = Client().post("/doctor", {"code": code}, follow=True).content.decode()
    assert opened.count(CANARY) == 2  # in her own words, and in the text to copy
    for behind in ("All numbers as a table", "Single answers", "How this was computed"):
        assert behind not in opened
    assert looks(world.ruth) == ["proms.visit"]
    told = text_of(mine.get("/me/looks"))
    assert "The summary of your answers, with the code for one visit" in told
    assert "single answers behind it" not in told


def made_before_the_update(persona: Persona) -> None:
    """Her codes as they were stored before there was anything behind the page."""
    actor = persona.actor()
    with acting_as(actor):
        for ticket in Ticket.objects.visible_to(actor):
            detail = {name: kept for name, kept in ticket.detail.items() if name != "behind"}
            Ticket.objects.visible_to(actor).filter(pk=ticket.pk).update(detail=detail)


def test_the_picture_is_the_same_code_and_codes_are_read_kindly() -> None:
    width, path = picture_of("https://example.org/doctor?code=7K2MQXD3")
    assert width > 21 and path.startswith("M4 4h1v1h-1z")
    assert as_typed(" 7k2m-qxdo ") == "7K2MQXD0"
    assert as_typed("7K2M") is None
    assert len(code_of("seed")) == 8
