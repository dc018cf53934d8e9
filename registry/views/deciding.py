"""The steps of a request: screening, questions, votes, the decision, the contract."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from registry.actions.requests import cast_vote, decide_request, move_request, pass_on
from registry.forms.requests import DecisionForm, ScreeningForm, VoteForm, WordsForm
from registry.queries.requests import curates, request_of, seat_of, votes_now, voting_on
from registry.request_flow import Move, result
from registry.request_rules import may_decide, may_move, may_vote
from registry.request_shown import Shown
from registry.request_words import BUTTONS
from registry.views.requests import SIDES, WRITE

SILENT = (
    Move.SEND,
    Move.PROPOSE,
    Move.KEEP,
    Move.WITHDRAW,
    Move.ACCEPT_CONTRACT,
)  # steps that need no words


@only(*SIDES)
@require_http_methods(WRITE)
def step(request: HttpRequest, ref: UUID, move: str) -> HttpResponse:
    """One step, with the words it needs; asked once before it is done."""
    if move not in [one.value for one in BUTTONS]:
        raise Http404
    wanted, actor = Move(move), signed_in_actor(request)
    row = request_of(actor=actor, ref=ref)
    demand(may_move(actor, row, wanted, curates=curates(actor=actor, row=row)))
    if wanted is Move.PASS_ON:
        shown = Shown(row)
        named = [(name, shown.label(name)) for name in row.variables]
        form: WordsForm | ScreeningForm = ScreeningForm(sent(request), variables=named)
    else:
        form = WordsForm(sent(request))
        form.fields["words"].required = wanted not in SILENT

    def take() -> None:
        if wanted is Move.PASS_ON:
            pass_on(actor=actor, ref=ref, **form.cleaned_data)
        else:
            words = form.cleaned_data["words"]
            move_request(actor=actor, ref=ref, move=wanted, words=words)

    if request.method == "POST" and form.is_valid() and attempt(form, take):
        messages.success(request, _("Done."))
        return redirect("registry:data_request", ref)
    context = {
        "form": form,
        "row": row,
        "label": BUTTONS[wanted],
        "final": wanted in (Move.TURN_DOWN, Move.WITHDRAW, Move.KEEP),
    }
    return render(request, "registry/requests/step.html", context, status=status_of(form))


@only(Hat.COMMITTEE)
@require_http_methods(WRITE)
def vote(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One vote of the committee."""
    actor = signed_in_actor(request)
    row = request_of(actor=actor, ref=ref)
    demand(may_vote(actor, row, seat_of(actor), votes_now(row)))
    form = VoteForm(sent(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: cast_vote(actor=actor, ref=ref, **given)):
            messages.success(request, _("Your vote is written down."))
            return redirect("registry:data_request", ref)
    context = {"form": form, "row": row, "label": _("Vote"), "final": False}
    return render(request, "registry/requests/step.html", context, status=status_of(form))


@only(Hat.COMMITTEE)
@require_http_methods(WRITE)
def decide(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The decision the votes made, with its reasons."""
    actor = signed_in_actor(request)
    row = request_of(actor=actor, ref=ref)
    voting = voting_on(row)
    demand(may_decide(actor, row, voting.votes))
    form = DecisionForm(sent(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: decide_request(actor=actor, ref=ref, **given)):
            messages.success(request, _("The decision is written down. Whoever asked was told."))
            return redirect("registry:data_request", ref)
    said = result(voting.tally, voting.quorum, over=voting.over)
    label = _("Write down: approved") if said == "yes" else _("Write down: not approved")
    context = {"form": form, "row": row, "label": label, "final": True, "voting": voting}
    return render(request, "registry/requests/step.html", context, status=status_of(form))
