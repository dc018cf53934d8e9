"""Coming in by mail code or password, and going out."""

from __future__ import annotations

import time

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from audit.actions import record
from members.actions.signing import mail_sign_in_code, mailbox_answers
from members.arrival import WHO_KEY, come_in
from members.asking import actor_of
from members.forms.cards import CardSignInForm
from members.forms.second_factor import PasskeySignInForm
from members.forms.signing import AddressForm, PasswordSignInForm
from members.limits import count_try, patient
from members.mail_code import Asked, Purpose, ask, asked_by
from members.next_page import next_page
from members.passwords import account_with
from members.queries.mailboxes import is_shared
from members.queries.signing import accounts_at, same_address
from po_platform.access.actor import SignedIn
from po_platform.access.declare import public

from .mail_codes import Waiting, code_page

WAITING = Waiting(
    Purpose.SIGN_IN,
    _("Sign in"),
    again="members:sign_in_again",
    anew="members:sign_in",
    anew_label=_("Ask for a new code"),
)


@public
@never_cache
@patient
def sign_in(request: HttpRequest) -> HttpResponse:
    """Passkey, mail code or password; after the address always the same next page."""
    if isinstance(actor_of(request), SignedIn):
        return redirect(next_page(request) or resolve_url("members:start"))
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _send_code(request, form.cleaned_data["email"], next_page(request))
        return redirect("members:sign_in_code")
    return sign_in_page(request, mail_form=form)


def _send_code(request: HttpRequest, address: str, next_url: str) -> None:
    count_try(request, "request_login_code", same_address(address))
    code = ask(request, Purpose.SIGN_IN, address, {"next": next_url})
    mail_sign_in_code(
        actor=actor_of(request), address=address, code=code, language=get_language() or "en"
    )


def sign_in_page(
    request: HttpRequest,
    *,
    mail_form: AddressForm | None = None,
    password_form: PasswordSignInForm | None = None,
    passkey_form: PasskeySignInForm | None = None,
    card_form: CardSignInForm | None = None,
) -> HttpResponse:
    """All ways in on one page, with what has to be put right in one of them."""
    forms = (mail_form, password_form, passkey_form, card_form)
    wrong = next((form for form in forms if form is not None and form.errors), None)
    context = {
        "mail_form": mail_form or AddressForm(),
        "password_form": password_form or PasswordSignInForm(auto_id="password_%s"),
        "card_form": card_form or CardSignInForm(auto_id="card_%s"),
        "card_open": card_form is not None,
        "form": wrong,
        "password_open": password_form is not None,
        "next": next_page(request),
    }
    return render(request, "members/signing/sign_in.html", context, status=422 if wrong else 200)


@public
@never_cache
@patient
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Waits for the code; the link in the mail leads here and fills it in."""
    if isinstance(actor_of(request), SignedIn):
        return redirect("members:start")
    return code_page(request, WAITING, lambda asked: _mailbox_proved(request, asked))


def _mailbox_proved(request: HttpRequest, asked: Asked) -> HttpResponse:
    accounts = accounts_at(actor=actor_of(request), address=asked.address)
    mailbox_answers(accounts=accounts)
    if len(accounts) == 1 and not is_shared(accounts[0]):
        return come_in(request, accounts[0], method="code", next_url=asked.detail["next"])
    if not accounts:  # closed since the code was sent
        return redirect("members:sign_in")
    request.session[WHO_KEY] = {
        "address": asked.address,
        "at": int(time.time()),
        "next": asked.detail["next"],
    }
    return redirect("members:who")


@public
@require_POST
@patient
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """A new code for the same mailbox; the former one is of no use any more."""
    asked = asked_by(request, Purpose.SIGN_IN)
    if asked is None:
        return redirect("members:sign_in")
    _send_code(request, asked.address, asked.detail["next"])
    return redirect("members:sign_in_code")


@public
@never_cache
@patient
def sign_in_password(request: HttpRequest) -> HttpResponse:
    """Address and password; who is unknown and who mistyped hear the same."""
    if isinstance(actor_of(request), SignedIn):
        return redirect("members:start")
    form = PasswordSignInForm(request.POST or None, auto_id="password_%s")
    if request.method == "POST" and form.is_valid():
        address = same_address(form.cleaned_data["email"])
        count_try(request, "login")
        usage = count_try(request, "login_failed", f"password:{address}")
        accounts = accounts_at(actor=actor_of(request), address=address)
        account = account_with(form.cleaned_data["password"], accounts)
        if account is not None:
            usage.rollback()
            return come_in(request, account, method="password", next_url=next_page(request))
        form.add_error(
            "password",
            _("Address and password do not fit together. Try again, or ask for a code by e-mail"),
        )
    return sign_in_page(request, password_form=form)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends this session here and on the server, and asks the browser to forget our pages."""
    actor = actor_of(request)
    if isinstance(actor, SignedIn):
        record(actor=actor, verb="members.session.ended")
    logout(request)
    response = redirect("members:front")
    response["Clear-Site-Data"] = '"cache", "cookies"'
    return response
