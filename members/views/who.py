"""Several people behind one mailbox: the code showed whose mailbox it is, not who sits here."""

from __future__ import annotations

import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from members.arrival import WHO_KEY, come_in
from members.asking import actor_of
from members.forms.signing import WhoForm
from members.limits import count_try, patient
from members.mail_code import LASTS
from members.models import Account
from members.passwords import account_with
from members.queries.signing import accounts_at
from po_platform.access.declare import public


@public
@never_cache
@patient
def who(request: HttpRequest) -> HttpResponse:
    """First names, shown only after the mail was opened; each needs something of her own besides."""
    proved = request.session.get(WHO_KEY) or {}
    if not 0 <= time.time() - proved.get("at", 0) <= LASTS:
        return redirect("members:sign_in")
    accounts = accounts_at(actor=actor_of(request), address=proved["address"])
    form = WhoForm(accounts, request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = _by_password(request, accounts, form)
        if account is not None:
            return come_in(request, account, method="password", next_url=proved["next"])
        form.add_error("password", _("Name and password do not fit together. Try again"))
    return render(
        request,
        "members/signing/who.html",
        {"form": form, "next": proved["next"]},
        status=422 if form.errors else 200,
    )


def _by_password(request: HttpRequest, accounts: list[Account], form: WhoForm) -> Account | None:
    chosen = [a for a in accounts if str(a.person.ref) == form.cleaned_data["who"]]
    usage = count_try(request, "login_failed", f"who:{form.cleaned_data['who']}")
    account = account_with(form.cleaned_data["password"], chosen)
    if account is not None:
        usage.rollback()
    return account
