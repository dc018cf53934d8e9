"""A guide invites: one code for one person, who decides everything else herself."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from education.actions.cards import invite, take_back_card
from education.forms.cards import InviteForm
from education.queries import programmes as queries
from education.queries.guiding import own_guide_page
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only

from .cards import sheet_of

WRITE = ("GET", "HEAD", "POST")


@only(Hat.GUIDE)
@require_http_methods(WRITE)
def invitations(request: HttpRequest) -> HttpResponse:
    """Those she made, and a new one. Who used one, nobody learns here."""
    actor = signed_in_actor(request)
    own = own_guide_page(actor=actor)
    if own is None:
        messages.info(request, _("Say first how you work. Then you can invite somebody."))
        return redirect("education:guide_page")
    programmes = [one for one in queries.published(get_language() or "en") if one.guided]
    form = InviteForm(sent(request), programmes=programmes)
    if form.is_valid() and attempt(form, lambda: invite(actor=actor, **form.cleaned_data)):
        newest = queries.my_cards(actor=actor, by_guide=True, size=1)[0]
        return redirect("education:invitation", newest.ref)
    found = queries.my_cards(actor=actor, by_guide=True)
    context = {
        "form": form,
        "programmes": programmes,
        "lines": [(one, queries.is_good(one)) for one in found],
    }
    return render(request, "education/guides/invitations.html", context, status=status_of(form))


@only(Hat.GUIDE)
@require_safe
def invitation(request: HttpRequest, ref: UUID) -> HttpResponse:
    """To print, or to read out."""
    found = queries.own_card(actor=signed_in_actor(request), ref=ref)
    back = (reverse("education:invitations"), _("Invitations"))
    context = sheet_of(found, back)
    with override(found.programme.language):
        return render(request, "education/guides/invitation.html", context)


@only(Hat.GUIDE)
@require_POST
def take_back_invitation(request: HttpRequest, ref: UUID) -> HttpResponse:
    """It counts no more; whoever has it can still begin by herself."""
    take_back_card(actor=signed_in_actor(request), ref=ref)
    messages.success(request, _("Taken back. Whoever has it can still begin without it."))
    return redirect("education:invitations")
