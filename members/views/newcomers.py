"""The last step of joining: the mailbox is proved, the name is free or another one is found."""

from __future__ import annotations

import time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from members.actions.newcomers import (
    NameTaken,
    Newcomer,
    NoLongerOpen,
    SeveralListed,
    become_member,
)
from members.arrival import JOINING_KEY, come_in
from members.asking import actor_of, signed_in_actor
from members.forms.joining import NameForm
from members.limits import count_try, patient
from members.mail_code import LASTS, Asked
from members.models import Person
from members.queries.joining import Rules
from members.queries.mailboxes import is_shared
from members.queries.signing import same_address
from po_platform.access.declare import public, signed_in


def mailbox_proved(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The right code: what was written before it is carried over, and she is in if she can be."""
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
        at_least=kept.get("at_least", 0),
        of_age=kept.get("of_age", ""),
        words=kept["words"],
        invitation_id=kept["invitation"],
    )
    try:
        account = become_member(actor=actor_of(request), newcomer=newcomer)
    except NameTaken:
        return None
    except SeveralListed:
        request.session.pop(JOINING_KEY, None)
        messages.warning(
            request,
            _(
                "Two people of our list share this mailbox, and we cannot see which of them you"
                " are. Each of you has an invitation of your own: open yours, or type in its code"
                " here. No invitation has come? Call us."
            ),
        )
        return redirect("members:invitation")
    except NoLongerOpen:
        request.session.pop(JOINING_KEY, None)
        messages.warning(request, _("This was used already. Sign in, or begin once more."))
        return redirect("members:join")
    # Next time this mailbox alone does not show who she is: now is the moment for a PIN.
    onward = resolve_url("members:pin") if is_shared(account) else ""
    return come_in(request, account, method="code", next_url=onward)


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
