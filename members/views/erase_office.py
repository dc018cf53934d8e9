"""The office has somebody erased: prepared by one, confirmed by another, with a letter for paper."""

from __future__ import annotations

import logging
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from members.actions.erase_letter import erasing_letter
from members.actions.erase_office import confirm_erasure, prepare_erasure, withdraw_erasure
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.erasing_rules import may_confirm_erasure, may_prepare_erasure
from members.forms.erasing import ErasingForm
from members.models import OfficeErasure, Person, RightsRequest
from members.queries import people_office as people
from members.queries.care import account_names
from members.queries.erase import backups_stay, open_wish, reference_for
from members.queries.erase_office import erasing_ref, prepared_of, standing_of, why_prepared
from members.queries.letters import letter_head
from notifications.typesetting import NotTypeset
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.access.refusals import Denied

log = logging.getLogger(__name__)


@only(Hat.ADMINISTRATOR, fresh=True, health=True)
@never_cache
def erasing(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Prepares it, or shows what was prepared: a second person confirms, either takes it back."""
    actor = signed_in_actor(request)
    who = people.person_by_ref(actor=actor, ref=ref)
    prepared = prepared_of(who.pk)
    if prepared is not None:
        return _confirm(request, who, prepared)
    about = standing_of(actor=actor, person=who)
    verdict = may_prepare_erasure(
        actor, about, shown=RightsRequest.Shown.CALLED_BACK, prepared=None
    )
    form = ErasingForm(sent(request), died=about.died)
    if form.is_valid() and attempt(
        form, lambda: prepare_erasure(actor=actor, person_id=who.pk, **form.given())
    ):
        messages.success(request, _("Written down. Now somebody else of the office confirms it."))
        return redirect("members:person_erasing", who.ref)
    context = {
        "who": who,
        "form": form,
        "why_not": verdict.reason if isinstance(verdict, Denied) else "",
        "wish": open_wish(person_id=who.pk),
        "asked": erasing_ref(actor=actor, person=who),
        "backups": backups_stay(),
    }
    return render(request, "members/office/erasing.html", context, status=status_of(form))


def _confirm(request: HttpRequest, who: Person, prepared: OfficeErasure) -> HttpResponse:
    actor = signed_in_actor(request)
    form = forms.Form(sent(request))
    proof = reference_for(who)
    if request.method == "POST" and "withdraw" in request.POST:
        withdraw_erasure(actor=actor, person_id=who.pk)
        messages.success(request, _("Taken back. Nothing is erased."))
        return redirect("members:person", who.ref)
    if form.is_valid() and attempt(form, lambda: confirm_erasure(actor=actor, person_id=who.pk)):
        said = _("Confirmed. Everything is erased on its day. Number of the proof: %(number)s.")
        messages.success(request, said % {"number": proof})
        return redirect("members:office")
    about = standing_of(actor=actor, person=who)
    verdict = may_confirm_erasure(actor, about, prepared)
    context = {
        "who": who,
        "form": form,
        "prepared": prepared,
        "prepared_by": account_names({prepared.prepared_by}).get(prepared.prepared_by, ""),
        "reason": why_prepared(actor=actor, person=who),
        "died": about.died,
        "why_not": verdict.reason if isinstance(verdict, Denied) else "",
        "proof": proof,
        "head": letter_head(),
    }
    return render(request, "members/office/erasing_confirm.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR, fresh=True, health=True)
@never_cache
@require_safe
def letter(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The proof for somebody who reads no e-mail, printed while her address is still known."""
    actor = signed_in_actor(request)
    who = people.person_by_ref(actor=actor, ref=ref)
    try:
        pdf = erasing_letter(actor=actor, person=who)
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
    except NotTypeset:
        log.exception("letter about an erasing")
        messages.warning(request, _("The letters could not be put on paper."))
    else:
        made = HttpResponse(pdf, content_type="application/pdf")
        made.headers["Content-Disposition"] = f'attachment; filename="erased-{who.pk}.pdf"'
        return made
    return redirect("members:person_erasing", ref)
