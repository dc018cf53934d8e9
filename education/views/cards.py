"""A clinician's cards: made in a minute, printed, counted, taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from education.actions.cards import make_card, take_back_card
from education.card_codes import code_of
from education.forms.cards import CardForm
from education.models import ProgrammeCard
from education.programme_rules import knows_enough
from education.queries import programmes as queries
from education.queries.card_course import course_done
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.share_codes import in_groups
from notifications.letters import absolute
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.kit.qr import picture_of

PAGE = 50


@only(Hat.CLINICIAN)
@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """Those she made, newest first."""
    after = request.GET.get("after", "")
    is_number = after.isascii() and after.isdecimal() and len(after) < 18
    found = queries.my_cards(
        actor=signed_in_actor(request), after=int(after) if is_number else 0, size=PAGE + 1
    )
    lines = [(one, queries.is_good(one)) for one in found[:PAGE]]
    context = {"lines": lines, "more": found[PAGE - 1].pk if len(found) > PAGE else 0}
    return render(request, "education/cards/all.html", context)


@only(Hat.CLINICIAN)
@require_http_methods(["GET", "HEAD", "POST"])
def new_card(request: HttpRequest) -> HttpResponse:
    """Four answers and a sheet to print."""
    actor = signed_in_actor(request)
    programmes = queries.published(get_language() or "en")
    known = {"days": "182", "printed_name": actor.display_name}
    if programmes:
        known["programme"] = str(programmes[0].ref)
    form = CardForm(sent(request), programmes=programmes, initial=known)
    if form.is_valid():
        values = {**form.cleaned_data, "days": int(form.cleaned_data["days"])}
        made: list[ProgrammeCard] = []
        if attempt(form, lambda: made.append(make_card(actor=actor, **values))):
            return redirect("education:card_sheet", made[0].ref)
    asking = [one for one in programmes if one.course_needed]
    to_read = asking if asking and course_done(actor=actor) is None else []
    context = {"form": form, "programmes": programmes, "to_read": to_read}
    return render(request, "education/cards/new.html", context, status=status_of(form))


@only(Hat.CLINICIAN)
@require_safe
def card_sheet(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One sheet for patients, in the language of the programme: what it is, the code, a picture."""
    actor = signed_in_actor(request)
    found = queries.own_card(actor=actor, ref=ref)
    if not knows_enough(found.programme, course_read=course_done(actor=actor) is not None):
        messages.info(request, _("Ten minutes first: then you can print the sheet."))
        return redirect("education:card_course")
    context = sheet_of(found, (reverse("education:cards"), _("Cards for patients")))
    with override(found.programme.language):
        return render(request, "education/cards/sheet.html", context)


def sheet_of(found: ProgrammeCard, back: tuple[str, str]) -> dict[str, Any]:
    """What the sheet of a code is printed from. `back`: (address, words) of the way out."""
    code = code_of(str(found.ref))
    width, path = picture_of(absolute(f"{reverse('education:card')}?code={code}"))
    return {
        "card": found,
        "good": queries.is_good(found),
        "code": in_groups(code),
        "address": absolute(reverse("education:card")),
        "width": width,
        "path": path,
        "back": back,
    }


@only(Hat.CLINICIAN)
@require_POST
def take_back(request: HttpRequest, ref: UUID) -> HttpResponse:
    """It counts no more as a card."""
    take_back_card(actor=signed_in_actor(request), ref=ref)
    messages.success(request, _("Taken back. Whoever has the sheet can still begin without it."))
    return redirect("education:cards")
