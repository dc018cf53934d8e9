"""Coming in with a passkey, and keeping passkeys: every ceremony begins and ends on this server."""

from __future__ import annotations

import json

from allauth.account.models import Login
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.webauthn.internal.auth import begin_authentication, begin_registration
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.actions.second_factor import add_passkey, remove_passkey
from members.asking import actor_of, signed_in_actor
from members.forms.second_factor import PasskeyForm, PasskeySignInForm
from members.limits import count_try, patient
from members.models import Account
from members.next_page import next_page, with_next
from members.queries.signing import my_ways_in
from members.sessions import new_key
from po_platform.access.actor import NEEDS_SECOND_FACTOR, SignedIn
from po_platform.access.declare import public, signed_in

from .signing import sign_in_page


@public
@require_POST
@patient
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser asks the device, when nobody knows yet who sits there."""
    count_try(request, "login")
    return JsonResponse(begin_authentication(user=None))


@public
@require_POST
@patient
def sign_in_passkey(request: HttpRequest) -> HttpResponse:
    """The device's answer says who; finger, face or number make it count as two factors."""
    if isinstance(actor_of(request), SignedIn):
        return redirect("members:start")
    count_try(request, "login")
    form = PasskeySignInForm(request.POST)
    if not form.is_valid():
        return sign_in_page(request, passkey_form=form)
    passkey = form.cleaned_data["credential"]
    login = Login(user=passkey.user, redirect_url=next_page(request) or None)
    response: HttpResponse = perform_passwordless_login(request, passkey, login)
    return response


@signed_in(fresh=True)
@never_cache
def passkey_add(request: HttpRequest) -> HttpResponse:
    """This device becomes a way in."""
    actor = signed_in_actor(request)
    if my_ways_in(actor=actor).must_step and not actor.strong:
        return redirect(with_next("members:second_factor", request.get_full_path()))
    account = Account.objects.select_related("person").get(pk=actor.account_id)
    form = PasskeyForm(request.POST or None, user=account)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        passkey = add_passkey(actor=actor, name=given["name"], credential=given["credential"])
        post_authentication(request, passkey, reauthenticated=True)
        new_key(request)
        if actor.roles & NEEDS_SECOND_FACTOR:
            return redirect(with_next("members:codes", next_page(request)))
        messages.success(request, _("You can sign in with this device now."))
        return redirect(next_page(request) or resolve_url("members:ways_in"))
    context = {
        "form": form,
        "options": json.dumps(begin_registration(account, passwordless=True)),
        "next": next_page(request),
    }
    return render(
        request, "members/signing/passkey.html", context, status=422 if form.errors else 200
    )


@signed_in(fresh=True)
@require_POST
def passkey_remove(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """A device that is lost, sold or given away."""
    remove_passkey(actor=signed_in_actor(request), passkey_id=passkey_id)
    messages.success(request, _("This passkey opens nothing any more."))
    return redirect("members:ways_in")
