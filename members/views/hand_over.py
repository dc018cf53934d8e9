"""The office changes hands: one page to read and print, the same as a PDF."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.actions.hand_over import hand_over_pdf
from members.actions.set_up import write_hand_over
from members.asking import sent, signed_in_actor
from members.attempts import status_of
from members.forms.set_up import HandOverForm
from members.hand_over import HOST, STEPS, where_things_are
from members.queries.hand_over import pack
from members.queries.set_up import hand_over_note
from members.views.window_letters import as_pdf
from po_platform.access.actor import Hat
from po_platform.access.declare import only


@only(Hat.ADMINISTRATOR)
@require_safe
def hand_over(request: HttpRequest) -> HttpResponse:
    """Who holds which duty, where things are, what the host keeps."""
    held = pack(actor=signed_in_actor(request))
    context = {
        "pack": held,
        "open": [point for point in held.points if not point.done],
        "steps": STEPS,
        "where": list(where_things_are(settings.BASE_URL)),
        "host": HOST,
    }
    return render(request, "members/office/set_up/hand_over.html", context)


@only(Hat.ADMINISTRATOR)
def words(request: HttpRequest) -> HttpResponse:
    """What stands in no table."""
    actor = signed_in_actor(request)
    note = hand_over_note(actor=actor)
    form = HandOverForm(sent(request), initial={"host": note.host, "elsewhere": note.elsewhere})
    if request.method == "POST" and form.is_valid():
        write_hand_over(actor=actor, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("members:hand_over")
    context = {"form": form}
    return render(
        request, "members/office/set_up/hand_over_words.html", context, status=status_of(form)
    )


@only(Hat.ADMINISTRATOR)
@require_POST
def file(request: HttpRequest) -> HttpResponse:
    """The PDF, to be saved and printed."""
    return as_pdf(hand_over_pdf(actor=signed_in_actor(request)), _("hand-over.pdf"))
