"""A code card or an invitation as a letter for a window envelope: one press, nothing is kept."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.actions.composing import NoAddress
from members.actions.window_letters import card_letter, invitation_letter
from members.asking import signed_in_actor
from members.attempts import attempt, status_of
from members.carried import Gone, carried, carry
from members.forms.letters import InvitationLetterForm
from members.queries import people_office
from members.queries.letters import letter_head
from members.views.taking_in import CARD, print_card
from po_platform.access.actor import Hat
from po_platform.access.declare import only

INVITATION = "invitation"


@only(Hat.ADMINISTRATOR, fresh=True, health=True)
@never_cache
@require_POST
def card(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The card that was made a moment ago, with its address."""
    actor = signed_in_actor(request)
    who = people_office.person_by_ref(actor=actor, ref=ref)
    try:
        codes = carried(actor, f"{CARD} {who.pk}", request.POST.get("carried", ""))
        pdf = card_letter(actor=actor, person=who, codes=codes)
    except Gone:
        messages.info(request, _("The codes of this card are not shown any more."))
        return redirect("members:person", who.ref)
    except NoAddress:
        problem = _("We have no postal address. Print this page, and write the envelope by hand.")
        return print_card(request, who, codes, problem=problem)
    return as_pdf(pdf, _("code-card.pdf"))


@only(Hat.ADMINISTRATOR)
@never_cache
@require_POST
def invitation(request: HttpRequest) -> HttpResponse:
    """The invitation that was made a moment ago, to a name and address kept nowhere."""
    actor, form = signed_in_actor(request), InvitationLetterForm(request.POST)
    try:
        code = carried(actor, INVITATION, request.POST.get("carried", ""))
    except Gone:
        messages.info(request, _("The code of this invitation is not shown any more."))
        return redirect("members:invite")
    made: list[bytes] = []
    if form.is_valid() and attempt(
        form,
        lambda: made.append(invitation_letter(actor=actor, code=code, **form.cleaned_data)),
    ):
        return as_pdf(made[0], _("invitation.pdf"))
    return invited_page(request, code, form)


def invited_page(
    request: HttpRequest, code: str, form: InvitationLetterForm | None = None
) -> HttpResponse:
    """The code, shown this once, and a letter for it."""
    context = {
        "code": code,
        "by_post": letter_head() is not None,
        "form": form or InvitationLetterForm(),
        "carried": carry(signed_in_actor(request), INVITATION, code),
    }
    status = status_of(form) if form else 200
    return render(request, "members/office/invited.html", context, status=status)


def as_pdf(pdf: bytes, name: str) -> HttpResponse:
    """A file to be saved."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
