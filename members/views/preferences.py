"""How pages look, for everybody; language, time zone and mail, for those with an account."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from members.actions.mailbox import try_mailbox_again
from members.actions.post import choose_way
from members.actions.preferences import LOOK, PREFERENCES, save_preferences
from members.asking import actor_of, sent, signed_in_actor
from members.forms.me import LookForm, PreferencesForm
from members.limits import TooOften, count_try
from members.member_number import member_number
from members.queries.letters import reached_by
from members.queries.mailbox import mail_refused_since
from notifications.actions import choose_mails
from notifications.queries import wanted_mails
from po_platform.access.actor import SignedIn
from po_platform.access.declare import public, signed_in

A_YEAR = 365 * 24 * 3600


@signed_in()
def preferences(request: HttpRequest) -> HttpResponse:
    """Everything a person prefers, on one page."""
    actor = signed_in_actor(request)
    first = {name: getattr(request.user, name) for name in PREFERENCES}
    rest_until = first["no_mail_until"]
    if rest_until is not None and rest_until <= timezone.localdate():
        first["no_mail_until"] = None  # that rest is over
    first["mails"] = wanted_mails(person_id=actor.person_id)
    first["reached_by"] = reached_by(actor=actor)
    form = PreferencesForm(sent(request), initial=first)
    if request.method == "POST" and form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in PREFERENCES}
        save_preferences(actor=actor, **chosen)
        choose_way(actor=actor, way=form.cleaned_data["reached_by"])
        choose_mails(person_id=actor.person_id, wanted=form.cleaned_data["mails"])
        with override(chosen["language"]):
            messages.success(request, _("Saved. The pages look like this from now on."))
        return _with_look(redirect("members:preferences"), chosen)
    context = {
        "form": form,
        "number": member_number(actor.person_id),
        "refused_since": mail_refused_since(actor=actor),
    }
    return render(request, "members/me/preferences.html", context)


@signed_in()
@require_POST
def try_mailbox(request: HttpRequest) -> HttpResponse:
    """The mailbox that refused us is tried again, as its owner wants; once a day."""
    actor = signed_in_actor(request)
    if mail_refused_since(actor=actor) is None:
        return redirect("members:preferences")
    try:
        count_try(request, "try_mailbox", str(actor.account_id))
    except TooOften:
        messages.warning(request, _("We tried today. Call us."))
        return redirect("members:preferences")
    if try_mailbox_again(actor=actor):
        words = _("We sent you an e-mail just now. If it does not come, call us.")
        messages.success(request, words)
    return redirect("members:preferences")


@public
def display(request: HttpRequest) -> HttpResponse:
    """Larger text, contrast, light or dark: for this browser, and for the account if there is one."""
    actor = actor_of(request)
    account = request.user if isinstance(actor, SignedIn) else None
    first = {name: getattr(account, name, "") or request.COOKIES.get(name, "") for name in LOOK}
    form = LookForm(sent(request), initial=first)
    if request.method == "POST" and form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in LOOK}
        if account is not None:
            save_preferences(actor=actor, **chosen)
        messages.success(request, _("Saved. The pages look like this from now on."))
        return _with_look(redirect("members:display"), chosen)
    return render(request, "members/me/display.html", {"form": form})


def _with_look(response: HttpResponse, chosen: dict[str, Any]) -> HttpResponse:
    """Kept in this browser too, so that the sign-in page looks the same."""
    for name in LOOK:
        if chosen[name]:
            response.set_cookie(
                name,
                "1" if chosen[name] is True else chosen[name],
                max_age=A_YEAR,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        else:
            response.delete_cookie(name, samesite="Lax")
    return response
