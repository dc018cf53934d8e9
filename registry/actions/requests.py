"""A request for data from its first words to the signed contract; each step stays on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from po_platform.access.actor import SignedIn
from po_platform.access.refusals import Denied, demand
from registry import request_notices as notices
from registry.cohort import may_leave
from registry.models import DataRequest, Dataset, RequestPaper, RequestStep, Vote
from registry.queries.datasets import version_in_use
from registry.queries.releases import release_out
from registry.queries.requests import curates, request_of, seat_of, votes_now, voting_on
from registry.release_end import extend_use, give_up_unfinished
from registry.request_change import begin_change, end_change, stood_at, what_differs
from registry.request_flow import Move, State, after, result
from registry.request_rules import (
    may_ask,
    may_change,
    may_choose,
    may_decide,
    may_go_out,
    may_move,
    may_vote,
)
from registry.request_shown import Shown

WORDS = (
    "asker", "institution", "title", "question", "gain", "purpose", "commercial", "funding",
    "ethics", "months", "cohort_words", "invitation",
)  # fmt: skip


FROZEN = frozenset({"variables", "cohort_id", "kept_apart", "dates"})  # as they are in the files


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as it was sent: name to show, type found in the content, bytes."""

    name: str
    content_type: str
    content: bytes


def begin_request(*, actor: SignedIn, dataset: Dataset, words: Mapping[str, Any]) -> DataRequest:
    """A draft only its researcher sees."""
    with transaction.atomic():
        demand(may_ask(actor))
        if version_in_use(dataset) is None:
            demand(Denied(_("Nothing of it is in use yet. Its questions are being written.")))
        row = DataRequest.objects.create(
            dataset=dataset,
            asked_by=actor.account_id,
            **{name: words[name] for name in WORDS if name in words},
        )
        record(actor=actor, verb="registry.request.begun", thing=row)
    return row


def change_request(*, actor: SignedIn, ref: UUID, values: Mapping[str, Any]) -> DataRequest:
    """Words, variables or cohort, while it is a draft or a question is open."""
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        demand(may_change(actor, row))
        if not set(values) <= {*WORDS, "variables"}:
            demand(Denied(_("Only the words of a request and its questions change like this.")))
        if "variables" in values:
            demand(may_go_out(values["variables"], may_leave(Shown(row).layout)))
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=[*values])
        record(actor=actor, verb="registry.request.changed", thing=row, what=sorted(values))
    return row


def keep_paper(*, actor: SignedIn, ref: UUID, kind: str, paper: Paper) -> None:
    """The ethics paper while it is written; the signed contract sends itself on."""
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        signing = kind == RequestPaper.Kind.CONTRACT
        demand(
            may_move(actor, row, Move.SIGN, curates=False) if signing else may_change(actor, row)
        )
        RequestPaper.objects.create(
            request=row, kind=kind, name=paper.name, content_type=paper.content_type,
            content=paper.content, by_account=actor.account_id,
        )  # fmt: skip
        record(actor=actor, verb="registry.request.paper_kept", thing=row, kind=kind)
        if signing:
            _move(actor, row, Move.SIGN)


def move_request(*, actor: SignedIn, ref: UUID, move: Move, words: str = "") -> DataRequest:
    """A step of the asker or of a curator. Raises PermissionDenied."""
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        demand(may_move(actor, row, move, curates=curates(actor=actor, row=row)))
        if move in (Move.SEND, Move.ANSWER, Move.PROPOSE):
            _demand_complete(row)
            demand(may_choose(Shown(row).chosen_by_told()))
        if move is Move.PROPOSE:
            _demand_change(row)
        if move is Move.WITHDRAW and release_out(row) is not None:
            demand(Denied(_("The data went out already. End the use instead.")))
        if move in (Move.SIGN, Move.PASS_ON, Move.HAND_OUT):
            demand(Denied(_("This step comes with something else.")))
        if move is Move.ASK_BACK and row.state == State.REVIEW:
            row.round += 1  # what they voted on may change; those votes stay on record
        if move in (Move.WITHDRAW, Move.AMEND):
            give_up_unfinished(row)
        if move is Move.AMEND:
            begin_change(row, words)
        if move is Move.TURN_DOWN:
            row.screened_by, row.reason = actor.account_id, words
            row.decided_by, row.decided_at = actor.account_id, timezone.now()
        if move is Move.ACCEPT_CONTRACT:
            row.contract_seen_by = actor.account_id
        _move(actor, row, move, words)
    return row


def pass_on(
    *, actor: SignedIn, ref: UUID, kept_apart: Sequence[str], dates: str, words: str
) -> DataRequest:
    """To the committee, with what a curator settled: marks people are known by, and dates."""
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        demand(may_move(actor, row, Move.PASS_ON, curates=curates(actor=actor, row=row)))
        if not set(kept_apart) <= set(row.variables) or dates not in DataRequest.Dates.values:
            demand(Denied(_("Choose among the questions of this request.")))
        row.screened_by, row.review_at = actor.account_id, timezone.now()
        if release_out(row) is None:
            row.kept_apart, row.dates = [*kept_apart], dates
        _move(actor, row, Move.PASS_ON, words)
    return row


def cast_vote(*, actor: SignedIn, ref: UUID, answer: str, words: str) -> Vote:
    """One vote, once; who is not neutral or away says so, and a deputy votes."""
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        seat, votes = seat_of(actor), votes_now(row)
        demand(may_vote(actor, row, seat, votes))
        vote = Vote.objects.create(
            request=row, account=actor.account_id, name=actor.display_name,
            instead_of=seat.deputy_for if seat else None, answer=answer, words=words,
            round=row.round,
        )  # fmt: skip
        record(actor=actor, verb="registry.request.voted", thing=row)
        if answer in (Vote.Answer.CONFLICT, Vote.Answer.AWAY):
            notices.tell_deputies(row, actor.account_id)
    return vote


def decide_request(*, actor: SignedIn, ref: UUID, reason: str, conditions: str) -> DataRequest:
    """What the votes say, with its reasons; the mail says only that there is news."""
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        voting = voting_on(row)
        demand(may_decide(actor, row, voting.votes))
        said = result(voting.tally, voting.quorum, over=voting.over)
        if said == "open":
            demand(Denied(_("The vote is still open, or too few have voted.")))
        row.reason, row.conditions = reason, conditions
        row.decided_by, row.decided_at = actor.account_id, timezone.now()
        _move(actor, row, Move.APPROVE if said == "yes" else Move.REFUSE, reason)
    return row


def take_step(*, actor: SignedIn, row: DataRequest, move: Move, words: str = "") -> None:
    """A step another action takes; `row` is locked and the rule was asked."""
    _move(actor, row, move, words)


def _move(actor: SignedIn, row: DataRequest, move: Move, words: str = "") -> None:
    released = release_out(row)
    state = after(row.state, move, stood_at(row), out=released is not None)
    if state is None:
        demand(Denied(_("Meanwhile this request is somewhere else. Look at it again.")))
        return
    end_change(row, move)
    if released is not None and move is Move.ACCEPT_CONTRACT:
        extend_use(released, row.months)
    row.state, row.state_at = state, Now()
    row.save()
    RequestStep.objects.create(
        request=row, move=move, state=state, words=words, by_account=actor.account_id,
        by_name=actor.display_name,
    )  # fmt: skip
    record(actor=actor, verb=f"registry.request.{move.value}", thing=row)
    notices.tell_of_step(row, move)


def _demand_change(row: DataRequest) -> None:
    differs = what_differs(row)
    if not differs:
        demand(Denied(_("Nothing is different from what was approved.")))
    if release_out(row) is not None and FROZEN & set(differs):
        words = _(
            "The data went out as they were approved: questions, people and dates stay. For other"
            " data make a new request."
        )
        demand(Denied(words))


def _demand_complete(row: DataRequest) -> None:
    lacks = []
    if not row.variables:
        lacks.append(_("which questions you need"))
    if row.cohort is None:
        lacks.append(_("which people you mean"))
    if not row.papers.filter(kind=RequestPaper.Kind.ETHICS).exists():
        lacks.append(_("the paper of your ethics committee"))
    if lacks:
        words = _("Before you can send it, this is missing: %(what)s.")
        demand(Denied(words % {"what": ", ".join(lacks)}))
