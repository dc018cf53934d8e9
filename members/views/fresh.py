"""Before download, erase or wider sharing: a new code from her own mailbox, or from her card.

A mailbox that somebody else reads too proves nothing: there only the card counts.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from audit.actions import record
from members.actions.cards import Answer
from members.actions.signing import mail_fresh_code
from members.asking import signed_in_actor
from members.card_tries import said, say_codes_left, try_code
from members.forms.cards import CardForm
from members.limits import count_try, patient
from members.mail_code import Purpose, ask, asked_by
from members.models import Account
from members.next_page import next_page
from members.proofs import mark_fresh
from members.queries.cards import my_card
from members.queries.mailboxes import mail_proves
from members.sessions import new_key
from po_platform.access.actor import SignedIn
from po_platform.access.declare import signed_in
from po_platform.access.typed import is_kept_for

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
    by_mail = mail_proves(account)
    detail: dict[str, Any] = {
        "next": next_page(request),
        "sent": bool(request.GET.get("sent")),
    }
    by_card = "code" in request.POST
    form = CardForm(request.POST if by_card else None)
    if by_card and form.is_valid() and (done := _by_card(request, actor, form, detail)):
        return done
    if request.method == "POST" and not by_card and by_mail:
        _send_code(request, actor, account.email, detail)
        return redirect("members:fresh_code")
    if actor.fresh and detail["next"] and not by_card:
        return _go_on(request, detail["next"], was_sent=detail["sent"])
    context = {
        "account": account,
        "by_mail": by_mail,
        "card": my_card(actor=actor),
        "form": form,
        "kept": is_kept_for(request, detail["next"], actor.account_id),
        **detail,
    }
    return render(
        request, "members/signing/fresh.html", context, status=422 if form.errors else 200
    )


def _by_card(
    request: HttpRequest, actor: SignedIn, form: CardForm, detail: dict[str, Any]
) -> HttpResponse | None:
    """The next code of her own card; None when it is another one, with the reason at the form."""
    tried = try_code(
        request,
        person_id=actor.person_id,
        account_id=actor.account_id,
        code=form.cleaned_data["code"],
    )
    if tried.answer is not Answer.RIGHT:
        wrong = gettext("This code does not fit. Take the next one you have not crossed out")
        form.add_error("code", said(tried, wrong=wrong))
        return None
    say_codes_left(request, tried.left)
    return _proved(request, actor, detail, way="card")


def _proved(
    request: HttpRequest, actor: SignedIn, detail: dict[str, Any], *, way: str
) -> HttpResponse:
    mark_fresh(request)
    new_key(request)
    record(actor=actor, verb="members.session.freshened", way=way)
    return _go_on(request, detail["next"], was_sent=detail["sent"])


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
    if not mail_proves(Account.objects.get(pk=actor.account_id)):  # shared since it was asked for
        return redirect("members:fresh_proof")
    return code_page(
        request, WAITING, lambda asked: _proved(request, actor, asked.detail, way="code")
    )


@signed_in()
@require_POST
@patient
def fresh_again(request: HttpRequest) -> HttpResponse:
    """A new code; the former one is of no use any more."""
    actor = signed_in_actor(request)
    asked = asked_by(request, Purpose.FRESH)
    if asked is None or not mail_proves(Account.objects.get(pk=actor.account_id)):
        return redirect("members:fresh_proof")
    _send_code(request, actor, asked.address, asked.detail)
    return redirect("members:fresh_code")


def _go_on(request: HttpRequest, onward: str, *, was_sent: bool) -> HttpResponse:
    """Straight on to a page, where the door gives back what was typed; what it could not keep has
    to be sent once more by hand."""
    kept = is_kept_for(request, onward, signed_in_actor(request).account_id)
    if not onward or (was_sent and not kept):
        return render(request, "members/signing/fresh_done.html", {"next": onward})
    return redirect(onward)
