"""A request for data: who may take which step, and who never may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
from members.models import RoleHolding
from notifications.models import Outbox
from po_platform.access.actor import Hat, Purpose, System, acting_as
from registry.actions.requests import (
    begin_request,
    cast_vote,
    change_request,
    decide_request,
    pass_on,
)
from registry.export_requests import request_parts
from registry.models import DataRequest, Dataset, Deputy, Right, Vote
from registry.queries.requests import request_of, requests_for, voting_on
from registry.request_flow import Move, State
from tests.personas import Persona, World, make_persona
from tests.registry.asking import WORDS, Asking, make_asking

pytestmark = pytest.mark.django_db


@pytest.fixture
def asking(world: World) -> Asking:
    return make_asking(world, people=0)


def state_of(row: DataRequest) -> str:
    return DataRequest.objects.values_list("state", flat=True).get(pk=row.pk)


def kinds_to(persona: Persona) -> list[str]:
    sent = Outbox.objects.filter(person_id=persona.person.pk).order_by("pk")
    return list(sent.values_list("kind", flat=True))


def test_a_request_goes_from_a_draft_to_a_contract(asking: Asking) -> None:
    row = asking.ready()
    assert state_of(row) == State.READY
    moves = list(row.steps.order_by("pk").values_list("move", flat=True))
    assert moves == ["send", "pass_on", "approve", "sign", "accept_contract"]
    assert kinds_to(asking.researcher).count("registry.request_news") == 3
    assert "registry.request_work" in kinds_to(asking.walks.curator)
    assert "registry.request_work" in kinds_to(asking.world.committee)
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"registry.request.send", "registry.request.voted", "registry.request.approve"} <= verbs


def test_only_an_invited_researcher_with_a_second_factor_asks(asking: Asking) -> None:
    for who in (asking.world.ruth, asking.walks.curator, asking.world.committee):
        with pytest.raises(PermissionDenied), acting_as(who.actor()) as actor:
            begin_request(actor=actor, dataset=asking.walks.dataset, words=WORDS)  # type: ignore[arg-type]
    weak = Persona("weak", asking.researcher.account, asking.researcher.person, Hat.RESEARCHER)
    with pytest.raises(PermissionDenied), acting_as(weak.actor()) as actor:
        begin_request(actor=actor, dataset=asking.walks.dataset, words=WORDS)  # type: ignore[arg-type]


def test_what_is_not_hers_is_not_there(asking: Asking) -> None:
    row = asking.draft()
    other = make_persona("Other Researcher", role=Hat.RESEARCHER)
    stranger = make_persona("Olga Curator", role=Hat.CURATOR)
    reader = make_persona("Rita Curator", role=Hat.CURATOR)
    Right.objects.create(registry=asking.walks.registry, account=reader.account)
    asking.move(row, asking.researcher, Move.SEND)
    for who in (other, stranger, reader, asking.world.committee, asking.world.ruth):
        with pytest.raises(Http404):
            request_of(actor=who.actor(), ref=row.ref)
    assert requests_for(actor=asking.walks.curator.actor()).get() == row
    assert list(requests_for(actor=asking.researcher.actor())) == [row]


def test_a_draft_that_lacks_something_is_not_sent(asking: Asking) -> None:
    with acting_as(asking.researcher.actor()) as actor:
        row = begin_request(actor=actor, dataset=asking.walks.dataset, words=WORDS)  # type: ignore[arg-type]
    with pytest.raises(PermissionDenied, match="which people you mean"):
        asking.move(row, asking.researcher, Move.SEND)
    assert state_of(row) == State.DRAFT


def test_nobody_takes_the_step_of_another(asking: Asking) -> None:
    row = asking.draft()
    asking.move(row, asking.researcher, Move.SEND)
    wrong = [
        (asking.researcher, Move.TURN_DOWN),
        (asking.researcher, Move.ASK_BACK),
        (asking.walks.curator, Move.WITHDRAW),
        (asking.walks.curator, Move.APPROVE),
        (asking.walks.curator, Move.ACCEPT_CONTRACT),
        (asking.researcher, Move.SIGN),
    ]
    for who, move in wrong:
        with pytest.raises(PermissionDenied):
            asking.move(row, who, move, "x")
    assert state_of(row) == State.SCREENING


def test_a_question_back_opens_the_words_again_and_another_round_of_votes(asking: Asking) -> None:
    row = asking.in_review()
    asking.vote(row, asking.votes[0], "no")
    asking.move(row, asking.votes[1], Move.ASK_BACK, "How do you store it?")
    assert state_of(row) == State.QUESTION
    asking.move(row, asking.researcher, Move.ANSWER, "Encrypted.")
    assert state_of(row) == State.SCREENING
    with acting_as(asking.walks.curator.actor()) as actor:
        pass_on(actor=actor, ref=row.ref, kept_apart=[], dates="year", words="Again")  # type: ignore[arg-type]
    row.refresh_from_db()
    assert list(voting_on(row).votes) == []
    asking.vote(row, asking.votes[0])
    assert voting_on(row).tally.yes == 1
    kept = Vote.objects.order_by("pk").values_list("round", "answer")
    assert list(kept) == [(1, "no"), (2, "yes")]


def test_only_what_may_leave_can_be_asked_for(asking: Asking) -> None:
    row = asking.draft()
    wrong: list[dict[str, Any]] = [
        {"variables": ["minutes", "name"]},
        {"variables": ["nothing"]},
        {"state": "ready"},
        {"kept_apart": []},
    ]
    for values in wrong:
        with pytest.raises(PermissionDenied), acting_as(asking.researcher.actor()) as actor:
            change_request(actor=actor, ref=row.ref, values=values)  # type: ignore[arg-type]
    row.refresh_from_db()
    assert (row.state, row.variables[-1]) == ("draft", "metres")
    asking.move(row, asking.researcher, Move.SEND)
    for kept_apart, dates in ((["name"], "year"), (["sex"], "never")):
        with pytest.raises(PermissionDenied), acting_as(asking.walks.curator.actor()) as actor:
            pass_on(actor=actor, ref=row.ref, kept_apart=kept_apart, dates=dates, words="")  # type: ignore[arg-type]
    assert state_of(row) == State.SCREENING


def test_whoever_asked_or_screened_neither_votes_nor_decides(asking: Asking) -> None:
    row = asking.in_review()
    for account in (asking.researcher.account, asking.walks.curator.account):
        RoleHolding.objects.create(account=account, role=Hat.COMMITTEE, reason="test")
    for who in (asking.researcher, asking.walks.curator, asking.world.ruth, asking.second):
        with pytest.raises(PermissionDenied), acting_as(who.actor()) as actor:
            cast_vote(actor=actor, ref=_seen(row, who), answer="yes", words="")  # type: ignore[arg-type]
    with pytest.raises(IntegrityError), transaction.atomic():
        DataRequest.objects.filter(pk=row.pk).update(decided_by=row.asked_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        DataRequest.objects.filter(pk=row.pk).update(screened_by=row.asked_by)


def _seen(row: DataRequest, who: Persona) -> Any:
    """Its ref, or a refusal for those who do not even see it."""
    if who.hat not in (Hat.RESEARCHER, Hat.CURATOR):
        raise PermissionDenied
    return row.ref


def test_one_vote_each_and_no_decision_before_all_have_voted(asking: Asking) -> None:
    row = asking.in_review()
    asking.vote(row, asking.votes[0])
    with pytest.raises(PermissionDenied, match="voted already"):
        asking.vote(row, asking.votes[0], "no")
    with (
        pytest.raises(PermissionDenied, match="still open"),
        acting_as(asking.votes[0].actor()) as actor,
    ):
        decide_request(actor=actor, ref=row.ref, reason="x", conditions="")  # type: ignore[arg-type]
    asking.vote(row, asking.votes[1], "no")
    assert (voting_on(row).tally.yes, voting_on(row).tally.no) == (1, 1)
    with acting_as(asking.votes[1].actor()) as actor:
        decide_request(actor=actor, ref=row.ref, reason="Too close", conditions="")  # type: ignore[arg-type]
    assert state_of(row) == State.REFUSED
    with pytest.raises(PermissionDenied):
        asking.move(row, asking.researcher, Move.ANSWER, "again")


def test_a_deputy_votes_only_where_the_other_cannot(asking: Asking) -> None:
    row = asking.in_review()
    deputy = make_persona("Dora Deputy", role=Hat.COMMITTEE)
    away = asking.votes[1]
    Deputy.objects.create(account=deputy.account, stands_in_for=away.account)
    with pytest.raises(PermissionDenied, match="stand in for"):
        asking.vote(row, deputy)
    asking.vote(row, away, Vote.Answer.CONFLICT)
    assert "registry.request_work" in kinds_to(deputy)
    assert voting_on(row).tally.waiting == 2
    asking.vote(row, deputy)
    asking.vote(row, asking.votes[0])
    tally = voting_on(row).tally
    assert (tally.yes, tally.waiting, tally.aside) == (2, 0, 0)
    with (
        pytest.raises(PermissionDenied, match="has voted"),
        acting_as(away.actor()) as actor,
    ):
        decide_request(actor=actor, ref=row.ref, reason="x", conditions="")  # type: ignore[arg-type]


def test_no_quorum_no_decision_even_when_the_days_are_over(asking: Asking) -> None:
    row = asking.in_review()
    asking.vote(row, asking.votes[0])
    asking.vote(row, asking.votes[1], Vote.Answer.AWAY)
    DataRequest.objects.filter(pk=row.pk).update(review_at=timezone.now() - timedelta(days=90))
    with pytest.raises(PermissionDenied), acting_as(asking.votes[0].actor()) as actor:
        decide_request(actor=actor, ref=row.ref, reason="x", conditions="")  # type: ignore[arg-type]


def test_who_the_decision_is_about_reads_its_reasons_and_no_votes(
    asking: Asking, sign_in: Any
) -> None:
    row = asking.approved()
    page = sign_in(asking.researcher).get(f"/data-requests/{row.ref}").content.decode()
    assert "Useful" in page
    assert "No linking" in page
    assert "Cleo Committee" not in page.split("What happened")[0]
    assert "The vote" not in page
    mails = Outbox.objects.filter(kind__startswith="registry.request")
    assert not any("Useful" in str(mail.sealed) for mail in mails)
    page = sign_in(asking.world.committee).get(f"/data-requests/{row.ref}").content.decode()
    assert "Cleo Committee" in page


def test_a_request_on_pages(asking: Asking, sign_in: Any) -> None:
    client = sign_in(asking.researcher)
    assert "No request" in client.get("/data-requests").content.decode()
    sent = {**WORDS, "dataset": asking.walks.dataset.pk}
    assert client.post("/data-requests/new", {**sent, "question": ""}).status_code == 422
    begun = client.post("/data-requests/new", sent)
    here = begun["Location"].removesuffix("/questions")
    page = client.get(f"{here}/questions").content.decode()
    assert "Metres" in page
    assert 'value="name"' not in page  # what tells names is not offered
    assert client.post(f"{here}/questions", {}).status_code == 422
    client.post(f"{here}/questions", {"form:visit": ["minutes"]})
    client.post(f"{here}/people", {"everybody": "1"})
    page = client.get(f"{here}/people").content.decode()
    assert "No number" in page
    add = f"{here}/people?question=visit|minutes"
    assert client.post(add, {"op": "least", "bound": "ten"}).status_code == 422
    client.post(add, {"op": "least", "bound": "10"})
    assert "Minutes: 10 or more" in client.get(here).content.decode()
    wrong = SimpleUploadedFile("vote.pdf", b"no pdf")
    assert client.post(f"{here}/papers/ethics", {"paper": wrong}).status_code == 422
    right = SimpleUploadedFile("vote.pdf", b"%PDF-1.7 vote")
    client.post(f"{here}/papers/ethics", {"paper": right})
    assert client.post(f"{here}/steps/send").status_code == 302
    assert client.post(f"{here}/steps/send").status_code == 403
    curator = sign_in(asking.walks.curator)
    assert "Walking and stiffness" in curator.get("/data-requests").content.decode()
    passing = {"dates": "year", "kept_apart": ["minutes"]}
    assert curator.post(f"{here}/steps/pass_on", passing).status_code == 302
    for persona in asking.votes:
        voted = sign_in(persona).post(f"{here}/vote", {"answer": "yes"})
        assert voted.status_code == 302
    decided = sign_in(asking.votes[0]).post(f"{here}/decision", {"reason": "Fine"})
    assert decided.status_code == 302
    assert "Bring the signed contract" in client.get(here).content.decode()
    paper = DataRequest.objects.get().papers.get()
    assert client.get(f"{here}/paper/{paper.ref}").content == b"%PDF-1.7 vote"
    assert sign_in(asking.world.ruth).get(here).status_code == 403


def test_longer_lists_ask_no_more_questions(asking: Asking, sign_in: Any) -> None:
    client = sign_in(asking.researcher)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/data-requests").status_code == 200
        return len(seen)

    asking.draft()
    queries()  # what is remembered between pages is read once
    one = queries()
    asking.draft()
    asking.draft()
    assert queries() == one


def own_file(who: Persona) -> dict[str, list[Any]]:
    """Part → rows, as her file of requests holds them."""
    system = System(Purpose.EXPORT, subject_id=who.subject, person_id=who.person.pk)
    with acting_as(system):
        return {part.name: list(part.rows) for part in request_parts(system)}


def test_whoever_works_on_requests_finds_that_in_her_own_file(asking: Asking) -> None:
    row = asking.in_review()
    who = asking.votes[0]
    asking.vote(row, who)
    parts = own_file(who)
    [vote] = parts["registry_votes"]
    assert (vote["request"], vote["answer"], vote["name"]) == (row.title, "yes", vote["name"])
    assert vote["name"] == Vote.objects.get().name
    assert parts["registry_steps"] == []
    curator = asking.walks.curator
    parts = own_file(curator)
    assert [one["step"] for one in parts["registry_steps"]] == ["pass_on"]


def test_a_dataset_that_is_only_being_written_is_offered_to_nobody(
    asking: Asking, sign_in: Any
) -> None:
    begun = {"title": "Unripe", "form": "First", "language": "en"}
    sign_in(asking.walks.curator).post("/registry/walks/new-dataset/begin", begun)
    unripe = Dataset.objects.get(slug="unripe")
    client = sign_in(asking.researcher)
    page = client.get("/data-requests/new").content.decode()
    assert "Walk" in page and "Unripe" not in page
    sent = {**WORDS, "dataset": unripe.pk}
    assert client.post("/data-requests/new", sent).status_code == 422
    with acting_as(asking.researcher.actor()) as actor, pytest.raises(PermissionDenied):
        begin_request(actor=actor, dataset=unripe, words=WORDS)  # type: ignore[arg-type]
    assert not DataRequest.objects.exists()
