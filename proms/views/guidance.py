"""A clinic's own guidance: its list, one more, changing one, taking one away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.asking import sent, signed_in_actor
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from proms.actions.guidance import add_guidance, change_guidance, take_guidance_away
from proms.guidance_forms import GuidanceForm
from proms.queries.arrangement import Choosable, clinic_of, scales_in_use
from proms.queries.guidance import guidance_of
from proms.rules import may_add_guidance


def _scales() -> list[Choosable]:
    return scales_in_use(language=get_language() or "en")


@only(Hat.CLINICIAN, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, clinic_id: int) -> HttpResponse:
    """What the clinic keeps, and the form for one more while there is room."""
    actor = signed_in_actor(request)
    clinic, scales = clinic_of(actor=actor, clinic_id=clinic_id), _scales()
    form = GuidanceForm(sent(request), scales=scales)
    if form.is_valid():
        add_guidance(actor=actor, clinic_id=clinic.pk, written=form.written())
        messages.success(request, _("Saved. It stands below the numbers it is about."))
        return redirect("proms:clinic_guidance", clinic.pk)
    kept = guidance_of(clinic_id=clinic.pk)
    named = {one.key: f"{one.label} ({one.measure})" for one in scales}
    named |= {one.key.split(".", 1)[0]: one.measure for one in scales}
    context = {
        "clinic": clinic,
        "rows": [(one, named.get(one.about, one.about)) for one in kept],
        "form": form if may_add_guidance(len(kept)) else None,
    }
    return render(request, "proms/arranging/guidance.html", context)


@only(Hat.CLINICIAN, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, clinic_id: int, ref: UUID) -> HttpResponse:
    """Change one, or take it away."""
    actor = signed_in_actor(request)
    clinic = clinic_of(actor=actor, clinic_id=clinic_id)
    found = next((row for row in guidance_of(clinic_id=clinic.pk) if row.ref == ref), None)
    if found is None:
        raise Http404
    if "away" in request.POST:
        take_guidance_away(actor=actor, clinic_id=clinic.pk, ref=ref)
        messages.success(request, _("It stands in no summary any more."))
        return redirect("proms:clinic_guidance", clinic.pk)
    before = {
        name: getattr(found, name) for name in ("title", "url", "about", "version", "responsible")
    }
    form = GuidanceForm(sent(request), scales=_scales(), initial=before)
    if form.is_valid():
        change_guidance(actor=actor, clinic_id=clinic.pk, ref=ref, written=form.written())
        messages.success(request, _("Saved."))
        return redirect("proms:clinic_guidance", clinic.pk)
    context = {"clinic": clinic, "row": found, "form": form}
    return render(request, "proms/arranging/guidance_one.html", context)
