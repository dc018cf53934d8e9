"""A change of what was approved: the committee decides on the difference, and without a yes all stays."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from po_platform.access.actor import acting_as
from registry.actions.cohorts import change_cohort
from registry.actions.releases import build_release
from registry.actions.requests import change_request, decide_request, pass_on
from registry.cohort import Criterion
from registry.models import Amendment, DataRequest, Release
from registry.queries.requests import decision_due
from registry.request_flow import Move, State
from tests.personas import World
from tests.registry.asking import Asking, make_asking

pytestmark = pytest.mark.django_db
WHY = "We need the pace as well."
SHORT = Criterion("visit", "minutes", "most", ("60",))


@pytest.fixture
def asking(world: World) -> Asking:
    return make_asking(world, people=0)


def change(asking: Asking, row: DataRequest, **values: Any) -> None:
    with acting_as(asking.researcher.actor()) as actor:
        change_request(actor=actor, ref=row.ref, values=values)  # type: ignore[arg-type]


def begun(asking: Asking) -> DataRequest:
    """Ready for its release, and then another question and two years are asked for."""
    row = asking.ready()
    asking.move(row, asking.researcher, Move.AMEND, WHY)
    change(asking, row, variables=["sex", "minutes", "pace"], months=24)
    return row


def proposed(asking: Asking) -> DataRequest:
    """With the committee again."""
    row = begun(asking)
    asking.move(row, asking.researcher, Move.PROPOSE)
    with acting_as(asking.walks.curator.actor()) as actor:
        pass_on(actor=actor, ref=row.ref, kept_apart=[], dates="year", words="Fine")  # type: ignore[arg-type]
    return row


def decided(asking: Asking, row: DataRequest, answer: str) -> DataRequest:
    for who in asking.votes:
        asking.vote(row, who, answer)
    with acting_as(asking.votes[0].actor()) as actor:
        decide_request(actor=actor, ref=row.ref, reason="As said", conditions="Two readers")  # type: ignore[arg-type]
    row.refresh_from_db()
    return row


def test_a_yes_holds_from_then_on_with_a_new_contract(asking: Asking) -> None:
    row = decided(asking, proposed(asking), "yes")
    assert (row.state, row.months, row.dates) == (State.AGREEMENT, 24, "year")
    assert (row.reason, row.conditions) == ("As said", "Two readers")
    kept = Amendment.objects.get()
    assert kept.after is not None
    assert (kept.outcome, kept.before["months"], kept.after["months"]) == ("approved", 12, 24)
    assert sorted(row.votes.values_list("round", flat=True)) == [1, 1, 2, 2]


def test_without_a_yes_everything_is_as_it_was_approved(asking: Asking) -> None:
    row = decided(asking, proposed(asking), "no")
    assert (row.state, row.months, row.dates, row.kept_apart) == (
        State.READY, 12, "shifted", ["sex"],
    )  # fmt: skip
    assert (row.reason, row.conditions) == ("Useful", "No linking")
    assert row.variables == ["sex", "born", "minutes", "with_whom", "metres"]
    kept = Amendment.objects.get()
    assert kept.after is not None
    assert (kept.outcome, kept.after["months"], kept.after["reason"]) == ("refused", 24, "As said")


def test_curators_can_ask_back_and_turn_down_only_the_change(asking: Asking) -> None:
    row = begun(asking)
    asking.move(row, asking.researcher, Move.PROPOSE)
    asking.move(row, asking.walks.curator, Move.ASK_BACK, "Why two years?")
    row.refresh_from_db()
    assert row.state == State.AMENDING
    change(asking, row, months=18)
    asking.move(row, asking.researcher, Move.PROPOSE, "Because of the winter.")
    asking.move(row, asking.walks.curator, Move.TURN_DOWN, "One year is enough.")
    row.refresh_from_db()
    assert (row.state, row.months, row.reason) == (State.READY, 12, "Useful")


def test_she_leaves_it_as_it_was_and_can_begin_again(asking: Asking) -> None:
    row = begun(asking)
    with acting_as(asking.researcher.actor()) as actor:
        change_cohort(actor=actor, ref=row.ref, criteria=[SHORT])  # type: ignore[arg-type]
    asking.move(row, asking.researcher, Move.KEEP)
    row.refresh_from_db()
    assert (row.state, row.months) == (State.READY, 12)
    asking.move(row, asking.researcher, Move.AMEND, WHY)
    with acting_as(asking.researcher.actor()) as actor:
        made = change_cohort(actor=actor, ref=row.ref, criteria=[SHORT])  # type: ignore[arg-type]
    assert made.number == 3
    outcomes = list(Amendment.objects.order_by("pk").values_list("outcome", flat=True))
    assert outcomes == ["dropped", "open"]
    asking.move(row, asking.researcher, Move.WITHDRAW)
    row.refresh_from_db()
    assert row.state == State.WITHDRAWN
    assert not Amendment.objects.filter(outcome="open").exists()


def test_what_cannot_be_changed_like_this(asking: Asking) -> None:
    row = asking.in_review()
    with pytest.raises(PermissionDenied):
        asking.move(row, asking.researcher, Move.AMEND, WHY)
    for who in asking.votes:
        asking.vote(row, who)
    decided_row = _decide(asking, row)
    for who in (asking.walks.curator, asking.votes[0]):
        with pytest.raises(PermissionDenied):
            asking.move(decided_row, who, Move.AMEND, WHY)
    asking.move(decided_row, asking.researcher, Move.AMEND, WHY)
    with pytest.raises(PermissionDenied, match="Nothing is different"):
        asking.move(decided_row, asking.researcher, Move.PROPOSE)
    asking.move(decided_row, asking.researcher, Move.KEEP)
    with pytest.raises(DatabaseError), transaction.atomic():
        Amendment.objects.update(outcome="open")
    with pytest.raises(DatabaseError), transaction.atomic():
        Amendment.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Amendment.objects.update(before={})


def _decide(asking: Asking, row: DataRequest) -> DataRequest:
    with acting_as(asking.votes[0].actor()) as actor:
        return decide_request(actor=actor, ref=row.ref, reason="Useful", conditions="")  # type: ignore[arg-type]


def test_a_release_that_was_not_set_free_goes_and_the_clock_begins_anew(world: World) -> None:
    asking = make_asking(world, people=12)
    row = asking.ready()
    with acting_as(asking.walks.curator.actor()) as actor:
        build_release(actor=actor, ref=row.ref)  # type: ignore[arg-type]
    asking.move(row, asking.researcher, Move.AMEND, WHY)
    assert Release.objects.get().state == Release.State.FAILED
    with pytest.raises(PermissionDenied), acting_as(asking.walks.curator.actor()) as actor:
        build_release(actor=actor, ref=row.ref)  # type: ignore[arg-type]
    row.refresh_from_db()
    assert decision_due(row) is None
    change(asking, row, months=24)
    asking.move(row, asking.researcher, Move.PROPOSE)
    row.refresh_from_db()
    assert decision_due(row) is not None


def test_the_committee_reads_the_difference_and_the_votes_before(
    asking: Asking, sign_in: Any
) -> None:
    row = proposed(asking)
    here = f"/data-requests/{row.ref}"
    asking.vote(row, asking.votes[0], "no")
    page = sign_in(asking.votes[1]).get(here).content.decode()
    for words in (WHY, "12 months", "24 months", "Pace", "Votes of round 1", "Only the year"):
        assert words in page
    pack = PdfReader(BytesIO(sign_in(asking.votes[1]).get(f"{here}/pack.pdf").content))
    told = " ".join(" ".join(one.extract_text() for one in pack.pages).split())
    for words in (WHY, "24 months", "Votes of round 1"):
        assert words in told
    hers = sign_in(asking.researcher).get(here).content.decode()
    assert "24 months" in hers
    assert "Votes of round 1" not in hers
