"""Cards without an account: one page for a practice, one task for the office."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from education.actions import card_orders as actions
from education.forms.card_orders import OrderForm
from education.queries import card_orders as queries
from education.queries.programmes import published
from members.asking import actor_of, sent, signed_in_actor
from members.attempts import attempt, status_of
from members.limits import count_try, patient
from notifications.letters import absolute
from po_platform.access.actor import Hat
from po_platform.access.declare import only, public

from .card_course import course_read
from .cards import sheet_of

WRITE = ("GET", "HEAD", "POST")


@public
@patient
@require_http_methods(WRITE)
def order_cards(request: HttpRequest) -> HttpResponse:
    """One page, four answers; nothing about patients, and no account."""
    programmes = published(get_language() or "en")
    form = OrderForm(sent(request), programmes=programmes)
    if form.is_valid():
        count_try(request, "order_cards")
        count_try(request, "order_cards_all", key="all")
        ordered = actions.Ordered(**form.cleaned_data, course_version=course_read(request))
        if attempt(form, lambda: actions.order_cards(actor=actor_of(request), ordered=ordered)):
            return render(request, "education/cards/ordered.html")
    asking = [one for one in programmes if one.course_needed]
    to_read = asking if course_read(request) is None else []
    context = {"form": form, "programmes": programmes, "to_read": to_read}
    return render(request, "education/cards/order.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR)
@require_safe
def card_orders(request: HttpRequest) -> HttpResponse:
    """What waits to be posted, then what was."""
    context = {
        "orders": queries.orders(actor=signed_in_actor(request)),
        "address": absolute(reverse("education:order_cards")),
    }
    return render(request, "education/cards/orders.html", context)


@only(Hat.ADMINISTRATOR)
@require_http_methods(WRITE)
def card_order(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One order: make its sheet, post it, say so."""
    actor = signed_in_actor(request)
    found = queries.order(actor=actor, ref=ref)
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do == "make":
            actions.make_ordered_card(actor=actor, ref=ref, practice=found.practice)
            return redirect("education:ordered_sheet", ref)
        if do not in actions.State.values:
            raise Http404
        actions.close_order(actor=actor, ref=ref, state=do)
        messages.success(request, _("Noted."))
        return redirect("education:card_orders")
    return render(request, "education/cards/one_order.html", {"order": found})


@only(Hat.ADMINISTRATOR)
@require_safe
def ordered_sheet(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The sheet to copy and post."""
    found = queries.order(actor=signed_in_actor(request), ref=ref)
    if found.card is None:
        return redirect("education:card_order", ref)
    back = (reverse("education:card_order", args=[ref]), _("Back to the order"))
    context = sheet_of(found.card, back)
    with override(found.card.programme.language):
        return render(request, "education/cards/sheet.html", context)
