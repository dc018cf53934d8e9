"""One click to be somebody: only where settings.DEMO says so."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from members.arrival import arrive
from members.hats import HAT_LABELS
from members.models import Account
from po_platform.access.actor import NEEDS_SECOND_FACTOR
from po_platform.access.declare import public

from .people import FIGURES


def _demo_only() -> None:
    if not settings.DEMO:
        raise Http404


@public
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Everybody one can be here, with a sentence."""
    _demo_only()
    german = (get_language() or "en").startswith("de")
    people = [
        {
            "key": figure.key,
            "name": figure.name,
            "hats": [HAT_LABELS[hat] for hat in figure.hats],
            "sentence": figure.sentence[german],
        }
        for figure in FIGURES
    ]
    return render(request, "demo/figures.html", {"people": people})


@public
@require_POST
def become(request: HttpRequest, key: str) -> HttpResponse:
    """Signs in as this figure, second factor shown where the role needs one."""
    _demo_only()
    figure = next((one for one in FIGURES if one.key == key), None)
    account = Account.objects.filter(email=f"{key}@demo.invalid").first()
    if figure is None or account is None:
        raise Http404
    request.session.flush()
    login(request, account, backend="allauth.account.auth_backends.AuthenticationBackend")
    record_authentication(request, account, method="code")
    if NEEDS_SECOND_FACTOR & set(figure.hats):
        record_authentication(request, account, method="mfa", type="totp")
    arrive(request, account)
    request.session["hat"] = figure.hats[0].value
    return redirect("members:start")
