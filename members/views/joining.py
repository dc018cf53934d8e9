"""Joining: one calm page, a code to the mailbox, and only then an account and a person."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.actions.newcomers import mail_join_code
from members.asking import actor_of
from members.forms.joining import InvitationForm, JoinForm
from members.joining_rules import may_join
from members.limits import count_try, patient
from members.mail_code import Purpose, ask, asked_by
from members.models import Organisation
from members.queries.joining import came_by_post, living_invitation, rules_in
from members.queries.organisation import current_organisation
from members.queries.signing import same_address
from po_platform.access.actor import SignedIn
from po_platform.access.declare import public

from .invited import INVITATION_KEY, needs_invitation
from .mail_codes import Waiting, code_page
from .newcomers import mailbox_proved

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
    if request.method == "GET" and "mail" not in request.GET and came_by_post(invitation):
        return redirect("members:join_by_letter")
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
            "at_least": given["at_least"],
            "of_age": given.get("of_age", ""),
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
    return code_page(request, WAITING, lambda asked: mailbox_proved(request, asked))


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
