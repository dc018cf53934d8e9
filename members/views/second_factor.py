"""The second step: at sign-in, on the way to a page that asks for it, and setting it up."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

from allauth.account.stages import LoginStageController
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from audit.actions import record
from members.actions.second_factor import add_app, remove_app
from members.allauth_glue import SecondStep
from members.asking import actor_of, signed_in_actor
from members.forms.second_factor import AppForm, PasskeyStepForm, StepForm
from members.limits import count_try, patient
from members.models import Account
from members.next_page import next_page, with_next
from members.queries.signing import my_ways_in, ways_in
from members.sessions import new_key
from po_platform.access.actor import SignedIn
from po_platform.access.declare import public, signed_in


@public
@never_cache
@patient
def second_step(request: HttpRequest) -> HttpResponse:
    """At sign-in, after the code or the password, of those who must."""
    if isinstance(actor_of(request), SignedIn):
        return redirect("members:start")
    stage = LoginStageController.enter(request, SecondStep.key)
    if stage is None:
        return redirect("members:sign_in")
    return _challenge(request, stage.login.user, stage.exit)


@signed_in()
@never_cache
@patient
def second_factor(request: HttpRequest) -> HttpResponse:
    """Where the door sends somebody whose role asks for it: show it, or set it up."""
    actor = signed_in_actor(request)
    onward = next_page(request) or resolve_url("members:start")
    if actor.strong:
        return redirect(onward)
    account = Account.objects.get(pk=actor.account_id)
    if not ways_in(account, actor.roles).has_factor:
        return render(request, "members/signing/choose_factor.html", {"next": onward})

    def done() -> HttpResponse:
        new_key(request)
        record(actor=actor, verb="members.session.strengthened")
        return redirect(onward)

    return _challenge(request, account, done)


def _challenge(
    request: HttpRequest, account: Account, done: Callable[[], HttpResponse]
) -> HttpResponse:
    """Asks for a code or a passkey; allauth's forms count, check and remember."""
    if request.method == "POST":
        count_try(request, "login_failed", f"mfa-auth-user-{account.pk}", only_look=True)
    by_passkey = "credential" in request.POST
    code_form = StepForm(None if by_passkey else request.POST or None, user=account)
    passkey_form = PasskeyStepForm(request.POST if by_passkey else None, user=account)
    form = passkey_form if by_passkey else code_form
    if request.method == "POST" and form.is_valid():
        form.save()
        return done()
    ways = ways_in(account)
    context = {
        "form": form,
        "code_form": code_form,
        "ways": ways,
        "options": json.dumps(begin_authentication(account)) if ways.passkeys else "",
        "next": next_page(request),
    }
    return render(
        request, "members/signing/second_step.html", context, status=422 if form.errors else 200
    )


@signed_in(fresh=True)
@never_cache
@patient
def app_add(request: HttpRequest) -> HttpResponse:
    """The secret for an authenticator app, as a picture and in letters, until its code fits."""
    actor = signed_in_actor(request)
    ways = my_ways_in(actor=actor)
    if ways.has_app:
        return redirect("members:ways_in")
    if ways.must_step and not actor.strong:
        return redirect(with_next("members:second_factor", request.get_full_path()))
    account = Account.objects.select_related("person").get(pk=actor.account_id)
    if request.method == "POST":
        count_try(request, "login_failed", f"mfa-auth-user-{account.pk}", only_look=True)
    form = AppForm(request.POST or None, user=account)
    if request.method == "POST" and form.is_valid():
        app = add_app(actor=actor, secret=form.secret, code=form.cleaned_data["code"])
        post_authentication(request, app, reauthenticated=True)
        new_key(request)
        return redirect(with_next("members:codes", next_page(request)))
    return _show_secret(request, account, form)


def _show_secret(request: HttpRequest, account: Account, form: AppForm) -> HttpResponse:
    url = get_adapter().build_totp_url(account, form.secret)
    picture = base64.b64encode(get_adapter().build_totp_svg(url).encode()).decode()
    secret = form.secret.rstrip("=")
    context = {
        "form": form,
        "url": url,
        "picture": f"data:image/svg+xml;base64,{picture}",
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "next": next_page(request),
    }
    return render(request, "members/signing/app.html", context, status=422 if form.errors else 200)


@signed_in(fresh=True)
@require_POST
def app_remove(request: HttpRequest) -> HttpResponse:
    """No second step by app any more."""
    remove_app(actor=signed_in_actor(request))
    messages.success(request, _("We do not ask for codes from your app any more."))
    return redirect("members:ways_in")
