"""A clinic's list of visits: looked at first, then written down; of strangers nothing is kept."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from audit.actions import Looked, record_reads
from members.asking import sent, signed_in_actor
from members.models import Clinic
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only
from proms import looks
from proms.actions.day_list import note_day_list
from proms.day_list import read_list
from proms.day_list_seal import NotTheirs, opened_again, sealed
from proms.queries.arrangement import clinic_of
from proms.queries.day_list import proposal
from proms.visit_forms import FURTHEST, DayListForm

SHOWN = 20  # lines that cannot be read, at once


@only(Hat.CLINICIAN, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def day_list(request: HttpRequest, clinic_id: int) -> HttpResponse:
    """The file is read in memory; what goes on is signed, and names only people who share."""
    actor = signed_in_actor(request)
    clinic = clinic_of(actor=actor, clinic_id=clinic_id)
    if "looked_at" in request.POST:
        return _written(request, actor, clinic)
    form = DayListForm(sent(request), request.FILES or None)
    context = {"form": form, "clinic": clinic}
    if not form.is_valid():
        return render(request, "proms/arranging/day_list.html", context)
    today = timezone.localdate()
    read = read_list(
        form.table, on=form.cleaned_data["on"] or today, today=today, last=today + FURTHEST
    )
    if not read.listed:
        form.add_error("file", read.flaws[0] if read.flaws else _("There is no line in this list"))
        return render(request, "proms/arranging/day_list.html", context)
    found = proposal(actor=actor, clinic=clinic, listed=read.listed)
    looked = {one.subject: Looked(one.subject, one.grant_id) for one in found.visits}
    record_reads(actor=actor, what=looks.DAY_LIST, looked=list(looked.values()))
    context |= {
        "found": found,
        "flaws": read.flaws[:SHOWN],
        "more": max(0, len(read.flaws) - SHOWN),
        "looked_at": sealed(actor, clinic, found.visits),
        "changes": sum(one.state != "there" for one in found.visits),
    }
    return render(request, "proms/arranging/day_list_look.html", context)


def _written(request: HttpRequest, actor: SignedIn, clinic: Clinic) -> HttpResponse:
    try:
        arranged = opened_again(actor, clinic, request.POST["looked_at"])
    except NotTheirs:
        messages.warning(request, _("Read the list in again: an hour has passed since."))
        return redirect("proms:day_list", clinic.pk)
    changed = note_day_list(actor=actor, clinic_id=clinic.pk, arranged=arranged)
    words = ngettext("%(n)s visit is written down.", "%(n)s visits are written down.", changed)
    messages.success(request, words % {"n": changed})
    return redirect("proms:my_clinics")
