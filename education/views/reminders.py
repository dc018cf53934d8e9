"""Reminders of a programme, as she sets them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from education.actions.reminders import set_reminders
from education.forms.reminders import RemindersForm
from education.queries.ways import my_walk
from members.asking import sent, signed_in_actor
from members.attempts import status_of
from po_platform.access.declare import signed_in


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A day of the week and how often; taken away with one press."""
    actor = signed_in_actor(request)
    walk = my_walk(actor=actor, ref=ref)
    if request.method == "POST" and request.POST.get("do") == "stop":
        set_reminders(actor=actor, ref=ref, weekday=None)
        messages.success(request, _("No reminders on a day of the week any more."))
        return redirect("education:way", ref)
    row = walk.enrolment
    known = {"weekday": row.remind_weekday or "", "every": row.remind_every}
    form = RemindersForm(sent(request), initial=known)
    if form.is_valid():
        set_reminders(actor=actor, ref=ref, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("education:way", ref)
    context = {"walk": walk, "form": form}
    return render(request, "education/programmes/reminders.html", context, status=status_of(form))
