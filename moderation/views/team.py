"""For whoever looks after the team: themes somebody may want to be spared, and where there are gaps."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from moderation.actions import team as actions
from moderation.queries.avoided import gaps, themes
from moderation.queries.exposure import care as care_now
from moderation.queries.first_looks import first_looks
from moderation.queries.lead import leads
from moderation.queries.training import training_state
from moderation.rules import HANDLERS, may_look_after_team, may_see_first_looks
from moderation.team_forms import CareForm, ThemeForm
from moderation.theme_words import lines_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.access.refusals import demand

LARGEST = 2**62


@only(Hat.MODERATOR, Hat.ADMINISTRATOR, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest) -> HttpResponse:
    """What there is, and a new theme."""
    actor = signed_in_actor(request)
    is_lead = leads(actor)
    demand(may_look_after_team(actor, leads=is_lead))
    form = ThemeForm(sent(request))
    if form.is_bound and form.is_valid():
        title, words = form.texts("title"), lines_of(form.cleaned_data["words"])
        if attempt(form, lambda: actions.add_theme(actor=actor, title=title, words=words)):
            messages.success(request, _("Moderators can choose it from now on."))
            return redirect("moderation:team")
    context = {
        "form": form,
        "themes": themes(),
        "gaps": gaps(actor=actor),
        "care": care_now(),
        "looks": first_looks(actor=actor) if may_see_first_looks(actor, leads=is_lead) else None,
        "training": training_state(actor=actor),
    }
    return render(request, "moderation/team.html", context, status=status_of(form))


@only(Hat.MODERATOR, Hat.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def care(request: HttpRequest) -> HttpResponse:
    """Whom a moderator can talk to, and when she is asked to rest."""
    actor = signed_in_actor(request)
    demand(may_look_after_team(actor, leads=leads(actor)))
    row = care_now()
    names = ("talk_to", "phone", "hard_cases", "refresh_months")
    form = CareForm(sent(request), initial={name: getattr(row, name) for name in names})
    if form.is_bound and form.is_valid():
        actions.say_care(actor=actor, **form.cleaned_data)
        messages.success(request, _("Saved. Moderators read it after a hard case."))
        return redirect("moderation:team")
    return render(request, "moderation/care.html", {"form": form}, status=status_of(form))


@only(Hat.MODERATOR, Hat.ADMINISTRATOR)
@require_POST
def put_theme_away(request: HttpRequest, number: int) -> HttpResponse:
    """Nobody chooses it any more."""
    actions.put_theme_away(actor=signed_in_actor(request), number=min(number, LARGEST))
    messages.success(request, _("Put away. Add the same words again to bring it back."))
    return redirect("moderation:team")


@only(*HANDLERS, health=True)
@require_POST
def say_themes(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What a case is about."""
    sent_ones = {one for one in request.POST.getlist("themes") if one.isascii() and one.isdecimal()}
    numbers = [int(one) for one in sent_ones if len(one) < 18]
    try:
        with transaction.atomic():
            actions.say_themes(actor=signed_in_actor(request), ref=ref, themes=numbers)
        messages.success(request, _("Saved. Whoever would rather not be given it is spared it."))
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
    return redirect("moderation:case", ref)
