"""Joining: one calm page, a code to the mailbox, and only then an account and a person."""

from __future__ import annotations

import time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.actions.newcomers import (
    NameTaken,
    Newcomer,
    NoLongerOpen,
    become_member,
    mail_join_code,
)
from members.arrival import JOINING_KEY, come_in
from members.asking import actor_of, signed_in_actor
from members.forms.joining import InvitationForm, JoinForm, NameForm
from members.joining_rules import may_join
from members.limits import count_try, patient
from members.mail_code import LASTS, Asked, Purpose, ask, asked_by
from members.models import Organisation, Person
from members.queries.joining import Rules, living_invitation, rules_in
from members.queries.organisation import current_organisation
from members.queries.signing import same_address
from po_platform.access.actor import SignedIn
from po_platform.access.declare import public, signed_in

from .invited import INVITATION_KEY, needs_invitation
from .mail_codes import Waiting, code_page

WAITING = Waiting(
    Purpose.JOIN,
    gettext_lazy("Join"),
    again="members:join_again",
    anew="members:join",
    anew_label=gettext_lazy("Begin once more"),
)


@public
@never_cache
@patient
def join(request: HttpRequest) -> HttpResponse:
    """What we need to know; the same next page whether or not the address is known."""
    if isinstance(actor_of(request), SignedIn):
        return redirect("members:start")
    organisation = current_organisation(get_language() or "en")
    invitation = living_invitation(request.session.get(INVITATION_KEY))
    if not organisation.exists:
        return redirect("members:front")
    if not may_join(organisation.joining, invited=invitation is not None):
        return needs_invitation(request, InvitationForm())
    here = get_language() or "en"
    rules = rules_in(here)
    form = JoinForm(
        request.POST or None,
        minimum_age=organisation.minimum_age,
        rules_mark=rules.mark,
        asks_words=invitation is None and organisation.joining == Organisation.Joining.APPROVED,
        initial={"language": here, "email": invitation.email if invitation else ""},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        detail = {
            "display_name": given["display_name"],
            "language": given["language"],
            "words": given.get("words", ""),
            "rules": {"text": rules.text, "language": rules.language},
            "invitation": invitation.pk if invitation else None,
        }
        _send_code(request, given["email"], detail)
        return redirect("members:join_code")
    context = {"form": form, "rules": rules, "invitation": invitation}
    return render(request, "members/joining/join.html", context, status=422 if form.errors else 200)


def _send_code(request: HttpRequest, address: str, detail: dict[str, Any]) -> None:
    count_try(request, "signup")
    count_try(request, "request_login_code", same_address(address))
    mail_join_code(
        actor=actor_of(request),
        address=address,
        code=ask(request, Purpose.JOIN, address, detail),
        language=detail["language"],
        invited=detail["invitation"] is not None,
    )


@public
@never_cache
@patient
def join_code(request: HttpRequest) -> HttpResponse:
    """Waits for the code that shows the mailbox is hers."""
    if isinstance(actor_of(request), SignedIn):
        return redirect("members:start")
    return code_page(request, WAITING, lambda asked: _mailbox_proved(request, asked))


@public
@require_POST
@patient
def join_again(request: HttpRequest) -> HttpResponse:
    """A new code; the former one is of no use any more."""
    asked = asked_by(request, Purpose.JOIN)
    if asked is None:
        return redirect("members:join")
    _send_code(request, asked.address, asked.detail)
    return redirect("members:join_code")


def _mailbox_proved(request: HttpRequest, asked: Asked) -> HttpResponse:
    kept = {**asked.detail, "address": asked.address, "proof": asked.ref, "at": int(time.time())}
    request.session[JOINING_KEY] = kept
    return _come_to_join(request, kept) or redirect("members:join_name")


def _come_to_join(request: HttpRequest, kept: dict[str, Any]) -> HttpResponse | None:
    """The next page for a new member; None when the name is taken."""
    count_try(request, "try_name", same_address(kept["address"]))
    newcomer = Newcomer(
        address=kept["address"],
        proof=kept["proof"],
        display_name=kept["display_name"],
        language=kept["language"],
        rules=Rules(**kept["rules"]),
        words=kept["words"],
        invitation_id=kept["invitation"],
    )
    try:
        account = become_member(actor=actor_of(request), newcomer=newcomer)
    except NameTaken:
        return None
    except NoLongerOpen:
        request.session.pop(JOINING_KEY, None)
        messages.warning(request, _("This was used already. Sign in, or begin once more."))
        return redirect("members:join")
    return come_in(request, account, method="code", next_url="")


@public
@never_cache
@patient
def join_name(request: HttpRequest) -> HttpResponse:
    """Somebody has this name. Told only here, after the mailbox was proved, and few times a day."""
    kept = request.session.get(JOINING_KEY) or {}
    if not 0 <= time.time() - kept.get("at", 0) <= 2 * LASTS:
        return redirect("members:join")
    form = NameForm(request.POST or None, initial={"display_name": kept["display_name"]})
    taken = kept["display_name"]
    if request.method == "POST" and form.is_valid():
        kept["display_name"] = form.cleaned_data["display_name"]
        request.session[JOINING_KEY] = kept
        if response := _come_to_join(request, kept):
            return response
        taken = kept["display_name"]
        form.add_error("display_name", _("This name is taken too. Choose another one"))
    return render(
        request,
        "members/joining/name.html",
        {"form": form, "taken": taken},
        status=422 if form.errors else 200,
    )


@signed_in()
def waiting(request: HttpRequest) -> HttpResponse:
    """A person decides; what that means and how long it takes."""
    person = Person.objects.get(pk=signed_in_actor(request).person_id)
    if person.state != Person.State.APPLIED:
        return redirect("members:start")
    return render(request, "members/joining/waiting.html", {"person": person})
