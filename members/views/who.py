"""Several people behind one mailbox: the code showed whose mailbox it is, not who sits here."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from members.actions.cards import Answer
from members.arrival import WHO_KEY, come_in
from members.asking import actor_of
from members.card_tries import said, say_codes_left, try_code
from members.forms.cards import CardForm, OwnPasswordForm, PinForm, WhoForm
from members.limits import count_try, patient
from members.mail_code import LASTS
from members.models import Account
from members.names import told_apart
from members.passwords import account_with
from members.pins import pin_fits
from members.queries.signing import accounts_at, same_address
from po_platform.access.declare import public


@public
@never_cache
@patient
def who(request: HttpRequest) -> HttpResponse:
    """First names, shown only after the mail was opened; the next page asks for something of hers."""
    proved = _proved(request)
    if proved is None:
        return redirect("members:sign_in")
    form = WhoForm(_accounts(request, proved), request.POST or None)
    if request.method == "POST" and form.is_valid():
        request.session[WHO_KEY] = {**proved, "who": form.cleaned_data["who"]}
        return redirect("members:who_answer")
    return render(
        request, "members/signing/who.html", {"form": form}, status=422 if form.errors else 200
    )


@public
@never_cache
@patient
def answer(request: HttpRequest) -> HttpResponse:
    """Her PIN, the next code of her card or her password; a passkey says by itself who she is.

    The same fields for everybody: what somebody has stays her own affair.
    """
    proved = _proved(request)
    if proved is None:
        return redirect("members:sign_in")
    accounts = _accounts(request, proved)
    account = next((a for a in accounts if str(a.person.ref) == proved.get("who")), None)
    if account is None:
        return redirect("members:who")
    given: dict[str, forms.Form] = {name: form() for name, (form, _try) in WAYS.items()}
    wrong = None
    way = request.POST.get("way", "")
    if request.method == "POST" and way in WAYS:
        make, try_it = WAYS[way]
        given[way] = wrong = make(request.POST)
        if wrong.is_valid():
            usage = count_try(request, "try_who", same_address(proved["address"]))
            response = try_it(request, account, wrong, proved["next"])
            if response is not None:
                usage.rollback()
                return response
    names = told_apart([one.person.display_name for one in accounts])
    context = {
        "name": names[accounts.index(account)],
        "forms": given,
        "form": wrong if wrong is not None and wrong.errors else None,
        "next": proved["next"],
    }
    status = 422 if context["form"] else 200
    return render(request, "members/signing/who_answer.html", context, status=status)


def _proved(request: HttpRequest) -> dict[str, Any] | None:
    """Whose mailbox this browser proved, not longer ago than a code lasts."""
    proved = request.session.get(WHO_KEY) or {}
    return proved if 0 <= time.time() - proved.get("at", 0) <= LASTS else None


def _accounts(request: HttpRequest, proved: dict[str, Any]) -> list[Account]:
    return accounts_at(actor=actor_of(request), address=proved["address"])


def _by_pin(
    request: HttpRequest, account: Account, form: forms.Form, onward: str
) -> HttpResponse | None:
    usage = count_try(request, "try_pin", f"pin:{account.pk}")
    if not pin_fits(account.pk, form.cleaned_data["pin"], account.pin):
        form.add_error("pin", _("This PIN does not fit. Try again, or use your code card"))
        return None
    usage.rollback()
    return come_in(request, account, method="pin", next_url=onward)


def _by_card(
    request: HttpRequest, account: Account, form: forms.Form, onward: str
) -> HttpResponse | None:
    tried = try_code(
        request,
        person_id=account.person.pk,
        account_id=account.pk,
        code=form.cleaned_data["code"],
    )
    if tried.answer is not Answer.RIGHT:
        wrong = _("This code does not fit. Take the next one you have not crossed out")
        form.add_error("code", said(tried, wrong=wrong))
        return None
    say_codes_left(request, tried.left)
    return come_in(request, account, method="card", next_url=onward)


def _by_password(
    request: HttpRequest, account: Account, form: forms.Form, onward: str
) -> HttpResponse | None:
    usage = count_try(request, "login_failed", f"who:{account.person.ref}")
    if account_with(form.cleaned_data["password"], [account]) is None:
        form.add_error("password", _("This password does not fit. Try again"))
        return None
    usage.rollback()
    return come_in(request, account, method="password", next_url=onward)


Try = Callable[[HttpRequest, Account, forms.Form, str], HttpResponse | None]
WAYS: dict[str, tuple[type[forms.Form], Try]] = {
    "pin": (PinForm, _by_pin),
    "card": (CardForm, _by_card),
    "password": (OwnPasswordForm, _by_password),
}
