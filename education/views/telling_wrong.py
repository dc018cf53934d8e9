"""Something is wrong with what a guide wrote: a member says so; who looks after guides learns of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from education.actions.telling_wrong import tell_of_message
from education.forms.guiding import WrongForm
from education.queries.guiding import message_of_guide
from education.queries.guiding import told_of_guides as told
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.limits import count_try, patient
from po_platform.access.actor import Hat
from po_platform.access.declare import only, signed_in

WRITE = ("GET", "HEAD", "POST")


@signed_in(health=True)
@patient
@require_http_methods(WRITE)
def guide_wrong(request: HttpRequest, ref: UUID, message: UUID) -> HttpResponse:
    """The message, what is wrong with it, and who reads that."""
    actor = signed_in_actor(request)
    row = message_of_guide(actor=actor, ref=ref, message=message)
    form = WrongForm(sent(request))
    if form.is_valid():
        count_try(request, "tell_us")
        values = form.told()
        if attempt(form, lambda: tell_of_message(actor=actor, ref=ref, message=message, **values)):
            messages.success(
                request,
                _("Thank you for telling us. The moderators look at it."),
            )
            return redirect("education:my_guide", ref)
    context = {"form": form, "message": row}
    return render(request, "education/programmes/guide_wrong.html", context, status=status_of(form))


@only(Hat.GUIDE, Hat.ADMINISTRATOR, health=True)
@require_safe
def told_of_guides(request: HttpRequest) -> HttpResponse:
    """About which guides members told the moderation something: when, and whether it is settled."""
    actor = signed_in_actor(request)
    context = {"told": told(actor=actor), "office": actor.holds(Hat.ADMINISTRATOR)}
    return render(request, "education/guides/told.html", context)
