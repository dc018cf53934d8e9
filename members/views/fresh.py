"""Before download, erase or wider sharing: a new code from the mailbox, asked for by a press."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from audit.actions import record
from members.actions.signing import mail_fresh_code
from members.asking import signed_in_actor
from members.limits import count_try, patient
from members.mail_code import Asked, Purpose, ask, asked_by
from members.models import Account
from members.next_page import next_page
from members.proofs import mark_fresh
from members.sessions import new_key
from po_platform.access.actor import SignedIn
from po_platform.access.declare import signed_in

from .mail_codes import Waiting, code_page

WAITING = Waiting(
    Purpose.FRESH,
    _("Confirm"),
    again="members:fresh_again",
    anew="members:fresh_proof",
    anew_label=_("Ask for a new code"),
)


@signed_in()
@never_cache
@patient
def fresh_proof(request: HttpRequest) -> HttpResponse:
    """Says why, and mails nothing before the press."""
    actor = signed_in_actor(request)
    account = Account.objects.get(pk=actor.account_id)
    detail: dict[str, Any] = {
        "next": next_page(request),
        "sent": bool(request.GET.get("sent")),
    }
    if request.method == "POST" and account.email:
        _send_code(request, actor, account.email, detail)
        return redirect("members:fresh_code")
    if actor.fresh and detail["next"]:
        return _go_on(request, detail["next"], was_sent=detail["sent"])
    context = {"account": account, "next": detail["next"], "sent": detail["sent"]}
    return render(request, "members/signing/fresh.html", context)


def _send_code(request: HttpRequest, actor: SignedIn, address: str, detail: dict[str, Any]) -> None:
    count_try(request, "request_login_code", f"fresh:{actor.account_id}")
    code = ask(request, Purpose.FRESH, address, detail)
    mail_fresh_code(actor=actor, code=code)


@signed_in()
@never_cache
@patient
def fresh_code(request: HttpRequest) -> HttpResponse:
    """Waits for the code of this account, in this session."""
    actor = signed_in_actor(request)

    def proved(asked: Asked) -> HttpResponse:
        mark_fresh(request)
        new_key(request)
        record(actor=actor, verb="members.session.freshened")
        return _go_on(request, asked.detail["next"], was_sent=asked.detail["sent"])

    return code_page(request, WAITING, proved)


@signed_in()
@require_POST
@patient
def fresh_again(request: HttpRequest) -> HttpResponse:
    """A new code; the former one is of no use any more."""
    actor = signed_in_actor(request)
    asked = asked_by(request, Purpose.FRESH)
    if asked is None:
        return redirect("members:fresh_proof")
    _send_code(request, actor, asked.address, asked.detail)
    return redirect("members:fresh_code")


def _go_on(request: HttpRequest, onward: str, *, was_sent: bool) -> HttpResponse:
    """Straight on to a page; what was sent and stopped here has to be sent once more by hand."""
    if was_sent or not onward:
        return render(request, "members/signing/fresh_done.html", {"next": onward})
    return redirect(onward)
