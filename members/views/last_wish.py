"""What becomes of my data when I have died: said once, changed at any time, or put away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from members.actions.last_wish import put_question_away, say_last_wish
from members.asking import signed_in_actor
from members.attempts import status_of
from members.forms.ending import LastWishForm
from members.queries.last_wish import last_wish_of
from po_platform.access.declare import signed_in


@signed_in(health=True)
def last_wish(request: HttpRequest) -> HttpResponse:
    """Three questions, each of which may stay empty; or never to be asked again."""
    actor = signed_in_actor(request)
    if "away" in request.POST:
        put_question_away(actor=actor)
        messages.success(request, _("We do not ask again. You find it under My data."))
        return redirect("members:start")
    said = last_wish_of(actor=actor, person_id=actor.person_id)
    first = (
        {"after": said.after, "reporters": said.reporters, "copy_to": said.copy_to} if said else {}
    )
    form = LastWishForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        say_last_wish(actor=actor, wished=form.wished())
        messages.success(request, _("Saved. You can change it at any time."))
        return redirect("members:me")
    context = {"form": form, "asked_first": said is None}
    return render(request, "members/me/last_wish.html", context, status=status_of(form))
