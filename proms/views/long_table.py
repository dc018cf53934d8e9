"""Answers and numbers as one table, long or wide: one's own, a patient's, a page of one's patients."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from members.asking import signed_in_actor
from members.queries.clinic import people_who_share
from po_platform.access.actor import Hat
from po_platform.access.declare import only, signed_in
from proms import looks
from proms.opened import opened
from proms.views.table_of import FORMS, LONG, opened_page, table_of

MEANING = (
    (
        "person",
        _(
            "A random mark. It also stands in the address of that person’s summary. No name is in"
            " the file, except where somebody wrote one into an answer."
        ),
    ),
    ("questionnaire, version, id", _("What they mean stands in the codebook.")),
    ("window, opens_at, due_at, closes_at", _("When it was asked, and until when.")),
    ("sent_at, came_at", _("Of which moment the answers speak, and when they came to us.")),
    (
        "mode, given_by",
        _("On this website, on paper or by telephone; and who filled it in."),
    ),
    ("part", _("scale: a number. item: a question. window: nothing came back.")),
    (
        "state",
        _(
            "Of a number, whether enough was answered; of a question, answered, left open, or the"
            " reason for no answer."
        ),
    ),
    (
        "waiting, overdue, not_returned, taken_off, being_checked",
        _("What became of what was asked and brought no answer so far."),
    ),
    ("spec_version, spec_sha256", _("By which rule the number was computed.")),
    (
        "weekly.q1, weekly.q1.state, weekly.q7[2], weekly.q9=a",
        _(
            "Only in the wide table: the questionnaire and its question, as in the codebook; its"
            " state; the second time of several; 1 where an answer of several was chosen, else 0."
            " A cell is empty where a question did not show."
        ),
    ),
)


@signed_in(health=True)
@require_safe
def mine(request: HttpRequest, form: str = LONG) -> HttpResponseBase:
    """Everything one sent, and what one did not return."""
    actor = signed_in_actor(request)
    if actor.subject_id is None:
        raise Http404
    return table_of(actor, [actor.subject_id], form)


@only(Hat.CLINICIAN, health=True)
@require_safe
def of_patient(request: HttpRequest, subject: UUID, form: str = LONG) -> HttpResponseBase:
    """The same of somebody who shares with me; the look is recorded."""
    actor = signed_in_actor(request)
    opened(actor=actor, subject=subject, what=looks.ALL_FILES)
    return table_of(actor, [subject], form)


@only(Hat.CLINICIAN, health=True)
@require_safe
def of_patients(request: HttpRequest) -> HttpResponse:
    """What the file holds, and a button for each fifty people; nobody is named here."""
    page = people_who_share(actor=signed_in_actor(request))
    pages = range(1, page.pages + 1)
    context = {"people": page.people, "pages": pages, "columns": MEANING, "forms": FORMS}
    return render(request, "proms/long_table.html", context)


@only(Hat.CLINICIAN, health=True)
@require_POST
def fetch(request: HttpRequest) -> HttpResponseBase:
    """The file of one page of people, by name; a look at each is recorded."""
    form = request.POST.get("form", LONG)
    return opened_page(signed_in_actor(request), request.POST.get("page", ""), form)
