"""Who can sign in with a mailbox, and what an account has for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models.functions import Lower

from members.facts import MAY_ACT
from members.models import Account
from members.queries.proxies import kept_from_mailbox
from members.queries.roles import living_holdings
from po_platform.access.actor import NEEDS_SECOND_FACTOR, Actor, Hat, SignedIn

MOST_SHARING = 12  # people behind one mailbox; beyond that the office helps


def same_address(typed: str) -> str:
    """One form of an address, as Postgres lowers it: case and gaps at the ends do not matter."""
    return typed.strip().lower()


def accounts_at(*, actor: Actor, address: str) -> list[Account]:
    """Accounts that may sign in by this mailbox, oldest first; anybody may ask, for a mail only."""
    found = (
        Account.objects.annotate(lowered=Lower("email"))
        .filter(
            lowered=same_address(address),
            is_active=True,
            person__state__in=MAY_ACT,
        )
        .select_related("person")
        .order_by("pk")
    )
    accounts = list(found[:MOST_SHARING]) if address.strip() else []
    # A young person's account never opens through the mailbox of whoever acts for her by law.
    closed = kept_from_mailbox([account.pk for account in accounts]) if len(accounts) > 1 else ()
    return [account for account in accounts if account.pk not in closed]


def account_of_person(*, actor: Actor, person_id: int) -> Account | None:
    """The account that may sign in behind a member number; anybody may ask, with a code in hand."""
    if person_id >= 2**63:
        return None
    return (
        Account.objects.select_related("person")
        .filter(person__pk=person_id, is_active=True, person__state__in=MAY_ACT)
        .first()
    )


def living_roles(account_id: int) -> frozenset[Hat]:
    """Roles an account holds now, whether or not its person is active."""
    rows = living_holdings().filter(account_id=account_id).values_list("role", flat=True)
    return frozenset(Hat(role) for role in rows)


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey as its owner sees it."""

    pk: int
    name: str
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class WaysIn:
    """What an account can show besides a mail code. `codes_left`: None when there are none at all.

    `must_step`: whoever signs in by mail or password is asked for a second step.
    """

    passkeys: tuple[Passkey, ...] = ()
    has_app: bool = False
    has_password: bool = False
    codes_left: int | None = None
    codes_seen: bool = False
    must_step: bool = False

    @property
    def has_factor(self) -> bool:
        return self.has_app or bool(self.passkeys)


def ways_in(account: Account, roles: frozenset[Hat] | None = None) -> WaysIn:
    """Of one account, for its owner and for the step at sign-in.

    A member's passkey is another way in, not a second lock: a lost telephone must not shut her
    out. Only the app she chose as a second step, or a role that sees others' data, asks for more.
    """
    rows = list(Authenticator.objects.filter(user=account).order_by("pk"))
    codes = next((row for row in rows if row.type == Authenticator.Type.RECOVERY_CODES), None)
    has_app = any(row.type == Authenticator.Type.TOTP for row in rows)
    passkeys = tuple(
        Passkey(row.pk, row.data["name"], row.created_at, row.last_used_at)
        for row in rows
        if row.type == Authenticator.Type.WEBAUTHN
    )
    held = living_roles(account.pk) if roles is None else roles
    return WaysIn(
        passkeys=passkeys,
        has_app=has_app,
        has_password=account.has_usable_password(),
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
        codes_seen=bool(codes and codes.wrap().did_view),
        must_step=has_app or bool(passkeys and held & NEEDS_SECOND_FACTOR),
    )


def my_ways_in(*, actor: Actor) -> WaysIn:
    """The acting person's own."""
    if not isinstance(actor, SignedIn):
        return WaysIn()
    return ways_in(Account.objects.get(pk=actor.account_id), actor.roles)
