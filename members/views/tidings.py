"""A death the office was told of from a record: it asks, then writes it down or says it was a mistake."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.actions import record_read
from members.actions.told import settle_as_alive, settle_as_known
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.forms.office import ReasonForm
from members.models import Person
from members.office_rules import MOVES
from members.queries.tidings import tidings_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only

LOOK = "members.death_told"


@only(Hat.ADMINISTRATOR, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def tidings(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Who told, when and from whom; on to writing the death down, settled as a mistake or as known."""
    actor = signed_in_actor(request)
    shown = tidings_of(actor=actor, ref=ref)
    if shown is None or shown.subject_id is None:
        raise Http404
    record_read(actor=actor, subject=shown.subject_id, what=LOOK, ref=shown.ref)
    is_known = shown.person.state == Person.State.DECEASED
    if is_known and request.method == "POST":
        settle_as_known(actor=actor, ref=ref)
        messages.success(request, _("Written down. Whoever told us can read it at the record."))
        return redirect("members:person", shown.person.ref)
    form = ReasonForm(sent(request))
    if form.is_valid() and attempt(
        form, lambda: settle_as_alive(actor=actor, ref=ref, reason=form.cleaned_data["reason"])
    ):
        messages.success(request, _("Written down. Whoever told us can read it at the record."))
        return redirect("members:person", shown.person.ref)
    may_write = Person.State.DECEASED in MOVES[shown.person.state]
    context = {"shown": shown, "form": form, "may_write": may_write, "is_known": is_known}
    return render(request, "members/office/told.html", context, status=status_of(form))
