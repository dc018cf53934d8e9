"""The consent page: the exact words, a yes, and the sheet with the code to hand over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from members.actions.consent import child_of
from members.actions.consent_texts import ensure_texts
from members.actions.sharing import invite_clinician
from members.asking import sent, signed_in_actor
from members.forms.sharing import OfferForm
from members.models import ConsentText, Grant, Ticket
from members.purposes import CARE
from members.queries.consent import NoText, text_in
from members.queries.sharing import grantee_name
from members.share_codes import in_groups
from members.wording import Rendered, shortening
from members.wording import render as render_words
from po_platform.access.actor import SignedIn
from po_platform.access.declare import by_law_too, signed_in


def _text(purpose: str, language: str) -> ConsentText:
    """The published words; on a new installation ours are published when first needed."""
    try:
        return text_in(purpose, language)
    except NoText:
        ensure_texts()
        return text_in(purpose, language)


def offered_words(form: OfferForm, language: str, child: str = "") -> Rendered:
    """The text of an invitation with this form's choices in it; `child`: decided by law for her."""
    offer = form.offer()
    return render_words(
        _text(f"{CARE.slug}.by_law" if child else CARE.slug, language),
        who=offer.meant_for,
        what=CARE.chosen_labels(offer.scope),
        clinic=offer.for_clinics,
        until=offer.length,
        child=child,
    )


def changed_words(
    grant: Grant, ends_at: datetime | None, language: str, *, wider: bool
) -> Rendered:
    """The text of sharing longer, or the sentence of sharing for a shorter time."""
    who, what = grantee_name(grant), CARE.chosen_labels(grant.scope)
    if not wider:
        return shortening(who, what=what, ends_at=ends_at, language=language)
    return render_words(
        _text(f"{CARE.slug}.longer", language),
        who=who,
        what=what,
        clinic=grant.grantee_kind == Grant.Grantee.CLINIC,
        until=ends_at,
    )


def show_consent(
    request: HttpRequest, form: OfferForm, words: Rendered, attempt: UUID
) -> HttpResponse:
    """Asks for the yes; the choices ride along, and so does the mark of exactly these words."""
    context = {"given": form.data, "words": words, "attempt": attempt}
    return render(request, "members/consent/confirm.html", context)


@by_law_too
@signed_in(health=True)
def confirm(request: HttpRequest) -> HttpResponse:
    """The yes to the words shown: makes the code. Sent twice, it shows the same sheet again."""
    form = OfferForm(sent(request))
    if request.method != "POST" or not form.is_valid():
        return redirect("members:invite_clinician")
    actor = signed_in_actor(request)
    words = offered_words(form, get_language() or "en", child_of(actor))
    attempt = _uuid(request.POST.get("attempt", ""))
    if attempt is None or request.POST.get("shown") != words.sha256:
        messages.warning(request, _("The words are new. Read them again before you agree."))
        return show_consent(request, form, words, attempt or uuid4())
    code, ticket = invite_clinician(
        actor=actor, offer=form.offer(), rendered=words, attempt=attempt
    )
    if ticket.used_at or ticket.withdrawn_at:
        return redirect("members:sharing")
    return _sheet(request, actor, code, ticket)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _sheet(request: HttpRequest, actor: SignedIn, code: str, ticket: Ticket) -> HttpResponse:
    address = settings.BASE_URL.rstrip("/") + reverse("members:accept_sharing")
    context = {
        "code": in_groups(code),
        "ticket": ticket,
        "address": address,
        "link": f"{address}?code={code}",
        "giver": child_of(actor) or actor.display_name,
    }
    return render(request, "members/sharing/sheet.html", context)
