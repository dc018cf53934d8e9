"""For moderators: a topic to remember a member who died."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forums.actions.remembering import begin_remembering
from forums.arranging_forms import RememberForm
from forums.models import Topic
from forums.queries.remembering import boards_to_remember_on, who_died
from forums.sight import sight_of
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from moderation.rules import HANDLERS
from po_platform.access.declare import only


@only(*HANDLERS, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def remember(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Where, with which words, for how long; or the way to the one that is there."""
    actor = signed_in_actor(request)
    sight = sight_of(actor)
    person, there = who_died(sight=sight, ref=ref)
    if there is not None:
        return redirect("forums:topic", there.ref)
    first = {"title": _("In memory of %(name)s") % {"name": person.display_name}, "days": 45}
    form = RememberForm(sent(request), initial=first, places=boards_to_remember_on(sight=sight))
    if form.is_bound and form.is_valid():
        made: list[Topic] = []
        given = form.cleaned_data
        if attempt(form, lambda: made.append(begin_remembering(actor=actor, person=ref, **given))):
            messages.success(request, _("It stands there. Each answer waits for a moderator."))
            return redirect("forums:topic", made[0].ref)
    context = {"form": form, "person": person}
    return render(request, "forums/remember.html", context, status=status_of(form))
