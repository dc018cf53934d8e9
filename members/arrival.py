"""The moment somebody comes in: which hat, what she proved, one more session, one audit row."""

from __future__ import annotations

import time

from allauth.account.internal.flows.login import (
    get_authentication_records,
    perform_login,
    record_authentication,
)
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse

from audit.actions import record
from po_platform.access.actor import NEEDS_SECOND_FACTOR, Anonymous, SignedIn, acting_as
from po_platform.access.typed import hand_over

from .facts import MAY_ACT, begin_account
from .hats import first_hat
from .models import Account
from .proofs import FRESH_FOR, is_fresh, is_strong, mark_fresh
from .queries.signing import ways_in
from .sessions import note_sign_in

WHO_KEY = "who"  # a mailbox was proved, and several people share it
JOINING_KEY = "joining"  # a mailbox was proved, and a name is still to be found
PROOFS = ("code", "card")  # a code from her own mailbox or her own card
# What a browser keeps on the way in is of no use afterwards.
ON_THE_WAY = (WHO_KEY, JOINING_KEY, "invitation", "mail_code.sign_in", "mail_code.join")


def may_come_in(account: Account) -> bool:
    """Whether this account may act at all; who left or died does not come in."""
    person = getattr(account, "person", None)
    return account.is_active and person is not None and person.state in MAY_ACT


def account_as_actor(account_id: int, *, strong: bool, fresh: bool) -> SignedIn | Anonymous:
    """The account as the next request will know it; the running request acts on as before."""
    with acting_as(Anonymous()):
        return begin_account(account_id, hat="", strong=strong, fresh=fresh)


def arrive(request: HttpRequest, account: Account) -> None:
    """To be called right after the session has become this account's."""
    for key in ON_THE_WAY:
        request.session.pop(key, None)
    hand_over(request, account.pk)
    records = get_authentication_records(request, account)
    _carry_over_proof(request, records)
    actor = account_as_actor(account.pk, strong=is_strong(request), fresh=is_fresh(request))
    if isinstance(actor, SignedIn):
        request.session["hat"] = first_hat(actor.roles).value
    note_sign_in(request, account.pk)
    request.actor = actor  # type: ignore[attr-defined]  # our request attribute
    way = records[0]["method"] if records else "code"
    record(actor=actor, verb="members.session.begun", thing=account, way=way)


def _carry_over_proof(request: HttpRequest, records: list[dict[str, object]]) -> None:
    """A code this account entered a moment ago is fresh proof; one of another account is not."""
    now = time.time()
    for row in records:
        at = row.get("at")
        if row.get("method") in PROOFS and isinstance(at, float) and now - at <= FRESH_FOR:
            mark_fresh(request)


def owes_a_factor(account: Account, actor: SignedIn) -> bool:
    """Whether a role of hers asks for a second factor and she has none to show yet."""
    if actor.strong or not actor.roles & NEEDS_SECOND_FACTOR:
        return False
    return not ways_in(account, actor.roles).has_factor


def come_in(request: HttpRequest, account: Account, *, method: str, next_url: str) -> HttpResponse:
    """Hands over to allauth's sign-in, which asks for the second step where there is one."""
    record_authentication(request, account, method=method)
    response: HttpResponse = perform_login(
        request, Login(user=account, redirect_url=next_url or None)
    )
    return response
