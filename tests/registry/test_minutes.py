"""The minutes: what the committee ended between two days, who said what, and who reads it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from members.models import RoleHolding
from po_platform.access.actor import Hat, acting_as
from registry.actions.committee import stand_in_for
from registry.actions.requests import cast_vote, decide_request, pass_on
from registry.models import DataRequest, RequestStep
from registry.queries.minutes import minutes_of
from registry.request_flow import Move, RoundOver, State, rounds_over
from tests.personas import Persona, World, make_persona
from tests.registry.asking import Asking, make_asking

pytestmark = pytest.mark.django_db
HERE = "/data-requests/minutes"
BESIDE = "I wrote a paper with her."


@pytest.fixture
def asking(world: World) -> Asking:
    return make_asking(world, people=0)


def with_words(asking: Asking, row: DataRequest, who: Persona, answer: str, words: str) -> None:
    with acting_as(who.actor()) as actor:
        cast_vote(actor=actor, ref=row.ref, answer=answer, words=words)  # type: ignore[arg-type]


def decided(row: DataRequest, who: Persona, reason: str, conditions: str) -> DataRequest:
    with acting_as(who.actor()) as actor:
        return decide_request(actor=actor, ref=row.ref, reason=reason, conditions=conditions)  # type: ignore[arg-type]


def by_a_deputy(asking: Asking) -> DataRequest:
    """One is not neutral, her deputy votes, and two more do."""
    deputy = make_persona("Dora Deputy", role=Hat.COMMITTEE)
    third = make_persona("Theo Third", role=Hat.COMMITTEE)
    with acting_as(deputy.actor()) as actor:
        stand_in_for(actor=actor, account=asking.votes[1].account.pk)  # type: ignore[arg-type]
    row = asking.in_review()
    with_words(asking, row, asking.votes[1], "conflict", BESIDE)
    with_words(asking, row, deputy, "yes", "")
    with_words(asking, row, asking.votes[0], "yes", "It helps.")
    with_words(asking, row, third, "no", "Too many questions.")
    return decided(row, asking.votes[0], "More for it than against it.", "Two readers")


def text_of(page: Any) -> str:
    read = PdfReader(BytesIO(page.content))
    return " ".join(" ".join(one.extract_text() for one in read.pages).split())


def test_rounds_end_with_each_step_that_leads_on_from_the_committee() -> None:
    steps = [
        (Move.SEND, State.SCREENING), (Move.ASK_BACK, State.QUESTION),
        (Move.ANSWER, State.SCREENING), (Move.PASS_ON, State.REVIEW),
        (Move.ASK_BACK, State.QUESTION), (Move.ANSWER, State.SCREENING),
        (Move.PASS_ON, State.REVIEW), (Move.APPROVE, State.AGREEMENT),
        (Move.AMEND, State.AMENDING), (Move.PROPOSE, State.SCREENING),
        (Move.TURN_DOWN, State.AGREEMENT), (Move.AMEND, State.AMENDING),
        (Move.PROPOSE, State.SCREENING), (Move.PASS_ON, State.REVIEW),
        (Move.REFUSE, State.AGREEMENT),
    ]  # fmt: skip
    told = [(move.value, state.value) for move, state in steps]
    assert rounds_over(told) == [RoundOver(4, 1, 0), RoundOver(7, 2, 0), RoundOver(14, 4, 2)]
    assert rounds_over([]) == []


def test_who_voted_who_stood_aside_and_who_stood_in_is_on_the_page(
    asking: Asking, sign_in: Any
) -> None:
    by_a_deputy(asking)
    page = sign_in(asking.votes[0]).get(HERE).content.decode()
    for words in (
        "Walking and stiffness", "The committee approved it", "University of Harrowmere",
        "More for it than against it.", "Two readers", "I am not neutral here", BESIDE,
        "Dora Deputy", "(deputy for Cleo Committee)", "Too many questions.",
        "Yes: 2. No: 1. Abstained: 0. Seats without a vote: 0.",
    ):  # fmt: skip
        assert words in page, words


def test_the_same_days_come_as_a_tagged_pdf(asking: Asking, sign_in: Any) -> None:
    by_a_deputy(asking)
    page = sign_in(asking.votes[0]).get(f"{HERE}.pdf")
    assert page["Content-Type"] == "application/pdf"
    assert page["Cache-Control"] == "no-store"
    told = text_of(page)
    for words in ("Minutes of the committee", "Deputy for Cleo Committee.", BESIDE, "Two readers",
                  "Theo Third", "Too many questions.", "Written down by"):  # fmt: skip
        assert words in told, words
    root: Any = PdfReader(BytesIO(page.content)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]


def test_a_seat_whose_vote_nobody_took_is_counted_as_one(asking: Asking) -> None:
    third = make_persona("Theo Third", role=Hat.COMMITTEE)
    row = asking.in_review()
    asking.vote(row, asking.votes[1], "away")
    asking.vote(row, asking.votes[0], "yes")
    asking.vote(row, third, "abstain")
    decided(row, third, "Useful", "")
    today = timezone.localdate()
    (line,) = minutes_of(actor=third.actor(), since=today, until=today).lines
    assert (line.tally.yes, line.tally.no, line.tally.abstained, line.tally.aside) == (1, 0, 1, 1)


def test_a_vote_a_question_back_ended_stands_there_too(asking: Asking, sign_in: Any) -> None:
    row = asking.in_review()
    with_words(asking, row, asking.votes[0], "no", "Who reads the dates?")
    asking.move(row, asking.votes[1], Move.ASK_BACK, "Tell us who reads them.")
    page = sign_in(asking.votes[1]).get(HERE).content.decode()
    for words in ("No decision: a question back", "Who reads the dates?", "Tell us who reads them."):  # fmt: skip
        assert words in page
    assert "<dt>Conditions</dt>" not in page


def test_what_was_decided_first_stays_when_a_change_is_decided_otherwise(asking: Asking) -> None:
    row = asking.ready()  # with the condition "No linking"
    asking.move(row, asking.researcher, Move.AMEND, "We need two years.")
    DataRequest.objects.filter(pk=row.pk).update(months=24, title="Walking for two years")
    asking.move(row, asking.researcher, Move.PROPOSE)
    with acting_as(asking.walks.curator.actor()) as actor:
        pass_on(actor=actor, ref=row.ref, kept_apart=[], dates="year", words="Fine")  # type: ignore[arg-type]
    for who in asking.votes:
        asking.vote(row, who, "yes")
    decided(row, asking.votes[0], "Still useful", "Three readers")
    today = timezone.localdate()
    first, second = minutes_of(actor=asking.votes[0].actor(), since=today, until=today).lines
    assert (first.title, first.conditions, first.change) == ("Walking and stiffness", "No linking", "")  # fmt: skip
    assert (second.title, second.conditions) == ("Walking for two years", "Three readers")
    assert second.change == "We need two years."
    assert [len(one.votes) for one in (first, second)] == [2, 2]


def test_only_the_days_that_were_chosen(asking: Asking, sign_in: Any) -> None:
    asking.approved()
    today = timezone.localdate()
    client = sign_in(asking.votes[0])

    def page(first: Any, last: Any) -> str:
        found: str = client.get(f"{HERE}?first={first}&last={last}").content.decode()
        return found

    assert "No linking" in page(today, today)
    before = page(today - timedelta(days=9), today - timedelta(days=1))
    assert "No linking" not in before and "Nothing was decided on these days." in before
    assert f"?first={today}&amp;last={today}" in before  # the way to the day of the decision


@pytest.mark.parametrize(
    "days",
    ["first=&last=", "first=2026-03-04", "first=2026-03-04&last=2026-03-01", "first=x&last=y",
     "first=2020-01-01&last=2026-01-01", "first=0001-01-01&last=0001-01-02",
     "first=9999-12-30&last=9999-12-31"],
)  # fmt: skip
def test_days_that_cannot_be_are_said_and_have_no_paper(
    asking: Asking, sign_in: Any, days: str
) -> None:
    asking.approved()
    client = sign_in(asking.votes[0])
    page = client.get(f"{HERE}?{days}")
    assert page.status_code == 422
    assert "No linking" not in page.content.decode()
    assert client.get(f"{HERE}.pdf?{days}").status_code == 404


def test_whoever_asked_never_reads_the_votes_though_she_sits_in_the_committee(
    asking: Asking, sign_in: Any
) -> None:
    row = asking.approved()
    both = asking.votes[1]
    paper = f"/data-requests/{row.ref}/pack.pdf"
    assert "No linking" in sign_in(both).get(HERE).content.decode()
    assert sign_in(both).get(paper).status_code == 200
    RoleHolding.objects.create(account=both.account, role=Hat.RESEARCHER, reason="test")
    DataRequest.objects.filter(pk=row.pk).update(
        asked_by=both.account.pk, decided_by=asking.votes[0].account.pk
    )
    page = sign_in(both).get(HERE).content.decode()
    assert "No linking" not in page and "Your own requests are left out" in page
    assert "No linking" not in text_of(sign_in(both).get(f"{HERE}.pdf"))
    assert sign_in(both).get(paper).status_code == 403
    assert "No linking" in sign_in(asking.votes[0]).get(HERE).content.decode()


def test_the_committee_and_who_manages_the_registry_read_it_and_nobody_else(
    asking: Asking, sign_in: Any
) -> None:
    asking.approved()
    for who in (asking.votes[0], asking.walks.curator, asking.second):
        page = sign_in(who).get(HERE)
        assert page.status_code == 200 and "No linking" in page.content.decode()
        assert "No linking" in text_of(sign_in(who).get(f"{HERE}.pdf"))
    other = make_persona("Olga Curator", role=Hat.CURATOR)  # she manages nothing
    for who in (other, asking.researcher, asking.world.ruth, asking.world.administrator):
        for address in (HERE, f"{HERE}.pdf"):
            page = sign_in(who).get(address)
            assert page.status_code == 403
            assert b"No linking" not in page.content
    assert HERE not in sign_in(asking.researcher).get("/data-requests").content.decode()
    assert HERE in sign_in(asking.walks.curator).get("/data-requests").content.decode()


def test_who_manages_another_registry_reads_nothing_of_this_one(
    asking: Asking, sign_in: Any
) -> None:
    asking.approved()
    other = make_persona("Olga Curator", role=Hat.CURATOR)
    sign_in(other).post("/registry/new", {"title": "Naps"})
    page = sign_in(other).get(HERE)
    assert page.status_code == 200
    assert "No linking" not in page.content.decode()
    assert "Nothing was decided on these days." in page.content.decode()


def test_many_decisions_ask_the_database_no_more_often(asking: Asking) -> None:
    asking.approved()
    today, actor = timezone.localdate(), asking.votes[0].actor()

    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            lines = minutes_of(actor=actor, since=today, until=today).lines
        return len(lines), len(captured)

    one, few = asked()
    for _number in range(2):
        asking.approved()
    three, many = asked()
    assert (one, three) == (1, 3)
    assert few == many
    assert RequestStep.objects.filter(move=Move.APPROVE).count() == 3
