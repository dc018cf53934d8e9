"""One request on one page: what is asked, where it stands, what happened, and the next step."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from po_platform.access.actor import Hat, SignedIn
from registry.counted_words import as_told
from registry.models import DataRequest
from registry.queries.counts import last_count
from registry.queries.releases import release_out
from registry.queries.requests import (
    curates,
    decision_due,
    earlier_votes,
    rules_of,
    seat_of,
    voting_on,
)
from registry.request_change import in_full
from registry.request_flow import Move, State, moves_from, result
from registry.request_rules import (
    STUDY_STATES,
    may_be_counted,
    may_change,
    may_decide,
    may_move,
    may_report,
    may_vote,
)
from registry.request_shown import Shown
from registry.request_words import BUTTONS, STATES, STEPS
from registry.uses import limits_of

BESIDE = (Move.AMEND, Move.KEEP, Move.WITHDRAW)  # never what comes next


def one_request(request: HttpRequest, actor: SignedIn, row: DataRequest) -> HttpResponse:
    """The same page for all sides; what a side may not do is not on it."""
    mine, managing = row.asked_by == actor.account_id, curates(actor=actor, row=row)
    voting = voting_on(row) if row.review_at and not mine else None
    shown = Shown(row)
    context: dict[str, Any] = {
        "row": row,
        "shown": shown,
        "changing": row.amendments.filter(outcome="open").exists(),
        "changes": [(one, in_full(one, shown)) for one in row.amendments.order_by("-pk")],
        "state": STATES[row.state],
        "mine": mine,
        "may_change": bool(may_change(actor, row)),
        "papers": list(row.papers.order_by("pk").defer("content")),
        "steps": [(step, STEPS[step.move]) for step in row.steps.order_by("pk")],
        "due": decision_due(row),
        "next": _next(actor, row, managing=managing),
        "may_sign": bool(may_move(actor, row, Move.SIGN, curates=managing)),
        "voting": voting,
        "may_report": bool(may_report(actor, row)),
        "counted": _counted(row, shown) if not mine else "",
        "managing": managing,
        "limits": limits_of(row),
        "study_states": (*STUDY_STATES, State.CLOSED),
    }
    if voting is not None:
        said = result(voting.tally, voting.quorum, over=voting.over)
        context["may_vote"] = bool(may_vote(actor, row, seat_of(actor), voting.votes))
        context["may_decide"] = said != "open" and bool(may_decide(actor, row, voting.votes))
        context["earlier"] = earlier_votes(row)
        context["in_committee"] = actor.holds(Hat.COMMITTEE)
    return render(request, "registry/requests/one.html", context)


def _counted(row: DataRequest, shown: Shown) -> str:
    """How many people it is about, as it was told last; nothing once it is decided."""
    if not may_be_counted(row):
        return ""
    run = last_count(row, shown)
    if run is None:
        return _("Not counted yet.")
    return as_told(run, rules_of(row.dataset.registry_id).threshold)


def _next(actor: SignedIn, row: DataRequest, *, managing: bool) -> list[dict[str, Any]]:
    """Steps with a page of their own: word and address, the main one first."""
    sides = ["asker"] if row.asked_by == actor.account_id else ["curator"]
    if row.state == State.REVIEW:
        sides = ["curator"]
    found = [
        move
        for side in sides
        for move in moves_from(row.state, side)  # type: ignore[arg-type]  # one of Who
        if move in BUTTONS and may_move(actor, row, move, curates=managing)
    ]
    if release_out(row) is not None:
        found = [move for move in found if move is not Move.WITHDRAW]
    elif row.asked_by == actor.account_id and Move.WITHDRAW not in found:
        found += [Move.WITHDRAW] if may_move(actor, row, Move.WITHDRAW, curates=False) else []
    return [
        {
            "move": move.value,
            "label": BUTTONS[move],
            "main": move not in BESIDE,
            "url": reverse("registry:request_step", args=[row.ref, move.value]),
        }
        for move in found
    ]
