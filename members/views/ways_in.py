"""How somebody signs in: her passkeys, her app, her printed codes, her password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.actions.second_factor import CodesSeen, make_codes, show_codes
from members.actions.signing import set_password
from members.asking import signed_in_actor
from members.forms.signing import NewPasswordForm
from members.member_number import member_number
from members.models import Account
from members.next_page import next_page, with_next
from members.queries.cards import my_card
from members.queries.mailboxes import is_shared
from members.queries.signing import my_ways_in
from members.sessions import note_sign_in
from po_platform.access.declare import signed_in


@signed_in()
@never_cache
def ways_in(request: HttpRequest) -> HttpResponse:
    """Everything she can show to come in, and what to add or take away."""
    actor = signed_in_actor(request)
    account = Account.objects.get(pk=actor.account_id)
    context = {
        "ways": my_ways_in(actor=actor),
        "account": account,
        "others": is_shared(account),
        "card": my_card(actor=actor),
        "number": member_number(actor.person_id),
    }
    return render(request, "members/signing/ways_in.html", context)


@signed_in(fresh=True)
@never_cache
def codes(request: HttpRequest) -> HttpResponse:
    """The printed codes: shown by a press, once; or new ones instead."""
    actor = signed_in_actor(request)
    ways = my_ways_in(actor=actor)
    onward = next_page(request) or resolve_url("members:ways_in")
    if ways.must_step and not actor.strong:
        return redirect(with_next("members:second_factor", request.get_full_path()))
    shown: list[str] = []
    if request.method == "POST":
        try:
            new = request.POST.get("do") == "new"
            shown = make_codes(actor=actor) if new else show_codes(actor=actor)
        except CodesSeen:
            messages.warning(request, _("We showed these codes before. Make new ones instead."))
            return redirect(with_next("members:codes", next_page(request)))
    context = {
        "ways": ways,
        "codes": [{"code": f"{code[:4]} {code[4:]}"} for code in shown],
        "next": onward,
    }
    return render(request, "members/signing/codes.html", context)


@signed_in(fresh=True)
@never_cache
def password(request: HttpRequest) -> HttpResponse:
    """A password of one's own. The old one is not asked for: the new mail code proved more."""
    actor = signed_in_actor(request)
    ways = my_ways_in(actor=actor)
    if ways.must_step and not actor.strong:
        return redirect(with_next("members:second_factor", request.get_full_path()))
    form = NewPasswordForm(Account.objects.get(pk=actor.account_id), request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = set_password(actor=actor, password=form.cleaned_data["password"])
        _stay_signed_in(request, account)
        messages.success(request, _("Your password is saved. All other devices are signed out."))
        return redirect("members:ways_in")
    return render(
        request,
        "members/signing/password.html",
        {"form": form, "ways": ways},
        status=422 if form.errors else 200,
    )


@signed_in(fresh=True)
@require_POST
def password_remove(request: HttpRequest) -> HttpResponse:
    """Without a password: by passkey or mail code only."""
    account = set_password(actor=signed_in_actor(request), password="")
    _stay_signed_in(request, account)
    messages.success(request, _("Your password is gone. All other devices are signed out."))
    return redirect("members:ways_in")


def _stay_signed_in(request: HttpRequest, account: Account) -> None:
    update_session_auth_hash(request, account)
    note_sign_in(request, account.pk)
