"""The code for a sitting on a tablet: made by its person or her clinician, shown once, to print."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from members.asking import signed_in_actor
from po_platform.access.actor import Hat
from po_platform.access.declare import only, signed_in
from proms import looks
from proms.actions.room_codes import make_room_code, make_room_code_for
from proms.answer_flow import Flow
from proms.opened import ground, opened_person
from proms.queries.assignments import open_of
from proms.room_codes import in_groups
from proms.views.answering import closed


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, ref: UUID) -> HttpResponse:
    """For a tablet at the clinic, with nothing of hers on it but these questions."""
    flow = Flow.of(request, ref)
    gone = closed(request, flow)
    if gone:
        return gone
    code = ""
    if request.method == "POST":
        actor = signed_in_actor(request)
        code = make_room_code(actor=actor, ref=ref, language=get_language() or "en")
    context = {
        "assignment": flow.assignment,
        "title": flow.form.texts.title or flow.assignment.instrument.name,
        "code": in_groups(code),
    }
    return render(request, "proms/room/my_code.html", context)


@only(Hat.CLINICIAN, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def of_patient(request: HttpRequest, subject: UUID) -> HttpResponse:
    """What waits on somebody's list, and a code for one of it."""
    actor = signed_in_actor(request)
    ground(actor=actor, subject=subject)
    code = ""
    if request.method == "POST":
        try:
            ref = UUID(request.POST.get("ref", ""))
        except ValueError as error:
            raise Http404 from error
        code = make_room_code_for(actor=actor, subject=subject, ref=ref)
    person = opened_person(actor=actor, subject=subject, what=looks.ROOM)
    context = {
        "person": person,
        "subject": subject,
        "rows": open_of(actor=actor, subject=subject),
        "code": in_groups(code),
    }
    return render(request, "proms/room/code.html", context)
