"""Coming in with member number and code card, and ordering a card."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.actions.cards import Answer, cancel_card, order_card
from members.arrival import come_in
from members.asking import actor_of, signed_in_actor
from members.card_tries import said, say_codes_left, try_code
from members.forms.cards import CardSignInForm
from members.limits import count_try, patient
from members.next_page import next_page
from members.queries.signing import account_of_person
from po_platform.access.actor import SignedIn
from po_platform.access.declare import public, signed_in

from .signing import sign_in_page


@public
@never_cache
@patient
def sign_in_card(request: HttpRequest) -> HttpResponse:
    """Member number and next code; a number nobody has and a wrong code hear the same."""
    if isinstance(actor_of(request), SignedIn):
        return redirect("members:start")
    form = CardSignInForm(request.POST or None, auto_id="card_%s")
    if request.method == "POST" and form.is_valid():
        count_try(request, "login")
        number = form.cleaned_data["number"]
        account = account_of_person(actor=actor_of(request), person_id=number)
        tried = try_code(
            request,
            person_id=number,
            account_id=account.pk if account else None,
            code=form.cleaned_data["code"],
        )
        if account is not None and tried.answer is Answer.RIGHT:
            say_codes_left(request, tried.left)
            return come_in(request, account, method="card", next_url=next_page(request))
        wrong = _(
            "Number and code do not fit together. Take the next code you have not crossed out, or"
            " call us"
        )
        form.add_error("code", said(tried, wrong=wrong))
    return sign_in_page(request, card_form=form)


@signed_in()
@require_POST
def order(request: HttpRequest) -> HttpResponse:
    """A wish for a new card, or the wish taken back; the office makes it and sends it."""
    actor = signed_in_actor(request)
    if "cancel" in request.POST:
        cancel_card(actor=actor)
        messages.success(request, _("Your order is taken back."))
    else:
        order_card(actor=actor)
        messages.success(request, _("Ordered. The office sends you a new card by post."))
    return redirect(next_page(request) or "members:ways_in")
