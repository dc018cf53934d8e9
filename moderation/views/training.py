"""What moderators read before they decide: confirming it, and writing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from moderation.actions.training import confirm_training, write_training
from moderation.queries.lead import leads
from moderation.queries.training import asks_me, newest_training, shown
from moderation.rules import HANDLERS, may_look_after_team
from moderation.team_forms import TrainingForm
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.access.refusals import demand


@only(*HANDLERS)
@require_http_methods(["GET", "HEAD", "POST"])
def before_you_decide(request: HttpRequest) -> HttpResponse:
    """The text, and one button."""
    actor = signed_in_actor(request)
    if request.method == "POST":
        given = request.POST.get("number", "")
        number = int(given) if given.isascii() and given.isdecimal() and len(given) < 6 else 0
        if confirm_training(actor=actor, number=number):
            messages.success(request, _("Thank you. You can decide now."))
            return redirect("moderation:queue")
        messages.warning(request, _("The text changed meanwhile. Read it again first."))
    newest = newest_training()
    if newest is None:
        return redirect("moderation:queue")
    context = {"training": shown(newest), "asked": asks_me(actor=actor) is not None}
    return render(request, "moderation/before_you_decide.html", context)


@only(Hat.MODERATOR, Hat.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """A new version, beginning with the words of the last one."""
    actor = signed_in_actor(request)
    demand(may_look_after_team(actor, leads=leads(actor)))
    before = newest_training()
    first: dict[str, Any] = {"path": before.path if before else ""}
    first |= {f"text_{code}": text for code, text in (before.text if before else {}).items()}
    form = TrainingForm(sent(request), initial=first)
    if form.is_bound and form.is_valid():
        text, path = form.texts("text"), form.cleaned_data["path"]
        if attempt(form, lambda: write_training(actor=actor, text=text, path=path)):
            messages.success(request, _("Each moderator is asked before the next decision."))
            return redirect("moderation:team")
    return render(request, "moderation/training.html", {"form": form}, status=status_of(form))
