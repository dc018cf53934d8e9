"""What a member gives others to read from her steps: given, listed, taken back; and more of others."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from education.actions.examples import give_example, take_example_back
from education.example_rules import OTHERS_NEEDED, may_give_example
from education.forms.examples import GiveForm
from education.private_words import private_in
from education.queries import examples as queries
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from moderation.queries.help_lines import box_lines_here
from po_platform.access.declare import signed_in
from po_platform.access.refusals import demand
from po_platform.kit.seen import mark_of

from .desk import WRITE


@signed_in(health=True, keeps_typed=True)
@require_http_methods(WRITE)
def give(request: HttpRequest, ref: UUID, step_id: str) -> HttpResponse:
    """Her answer to a step for others; what looks private is asked about first."""
    actor = signed_in_actor(request)
    walk, step = queries.step_to_give(actor=actor, ref=ref, step_id=step_id)
    demand(may_give_example(actor, step, done=step_id in walk.way.done))
    state = walk.states.get(step_id)
    form = GiveForm(sent(request), initial={"words": state.words if state else ""})
    private, mark = [], ""
    if form.is_valid():
        words = form.cleaned_data["words"]
        mark = mark_of(words)
        private = [] if request.POST.get("share") == mark else private_in(words)
        if not private and attempt(
            form, lambda: give_example(actor=actor, ref=ref, step_id=step_id, words=words)
        ):
            messages.success(
                request,
                _("Thank you. Somebody of the team reads it first, without knowing who you are."),
            )
            return redirect("education:my_examples")
    context = {
        "walk": walk,
        "step": step,
        "form": form,
        "private": private,
        "share": mark,
        "others": OTHERS_NEEDED,
        "turn_to": box_lines_here(actor=actor) if form.in_danger else (),
    }
    status = 422 if private else status_of(form)
    return render(request, "education/programmes/give_example.html", context, status=status)


@signed_in(health=True)
@require_safe
def more(request: HttpRequest, ref: UUID, step_id: str) -> HttpResponse:
    """All that others gave on one step."""
    walk, step, words = queries.more_examples(
        actor=signed_in_actor(request), ref=ref, step_id=step_id
    )
    context = {"walk": walk, "step": step, "words": words}
    return render(request, "education/programmes/more_examples.html", context)


@signed_in(health=True)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What she gave, where it stands, and a button to take each back."""
    found = queries.my_examples(actor=signed_in_actor(request))
    return render(request, "education/programmes/my_examples.html", {"examples": found})


@signed_in(health=True)
@require_POST
def take_back(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Nobody reads it any more."""
    take_example_back(actor=signed_in_actor(request), ref=ref)
    messages.success(request, _("Taken back. Nobody reads it any more."))
    return redirect("education:my_examples")
