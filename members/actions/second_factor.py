"""Passkeys, the authenticator app and the printed codes: added, used up, taken away."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.internal.flows import delete_dangling_recovery_codes
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from audit.actions import record
from members.models import Account
from members.queries.signing import WaysIn, ways_in
from members.signing_rules import may_change_ways_in, may_remove_factor
from po_platform.access.actor import SignedIn
from po_platform.access.refusals import Denied, demand

from .signing import tell_about_change


class CodesSeen(Exception):
    """The printed codes were shown already; new ones can be made."""


def add_app(*, actor: SignedIn, secret: str, code: str) -> Authenticator:
    """The app whose `code` was just right; printed codes come with the first factor."""
    with transaction.atomic():
        account, ways = _locked(actor)
        demand(may_change_ways_in(actor, ways))
        if ways.has_app:
            demand(Denied(_("You have an authenticator app already. Take it away first.")))
        app = TOTP.activate(account, secret)
        app.validate_code(code)  # marks it used: it must not open the next sign-in too
        RecoveryCodes.activate(account)
        _note(actor, app.instance, "app_added")
    return app.instance


def add_passkey(*, actor: SignedIn, name: str, credential: dict[str, Any]) -> Authenticator:
    """A passkey whose first answer was just checked."""
    with transaction.atomic():
        account, ways = _locked(actor)
        demand(may_change_ways_in(actor, ways))
        passkey = WebAuthn.add(account, name, credential)
        RecoveryCodes.activate(account)
        _note(actor, passkey.instance, "passkey_added")
    return passkey.instance


def remove_app(*, actor: SignedIn) -> None:
    """From the next sign-in on nobody asks for its codes; raises Http404 without one."""
    _remove(actor, "app_removed", type=Authenticator.Type.TOTP)


def remove_passkey(*, actor: SignedIn, passkey_id: int) -> None:
    """One of her own passkeys; Http404 for any other."""
    _remove(actor, "passkey_removed", type=Authenticator.Type.WEBAUTHN, pk=passkey_id)


def show_codes(*, actor: SignedIn) -> list[str]:
    """The printed codes, once; raises CodesSeen afterwards and Http404 when there are none."""
    with transaction.atomic():
        account, ways = _locked(actor)
        demand(may_change_ways_in(actor, ways))
        if ways.codes_left is None:
            raise Http404
        if ways.codes_seen:
            raise CodesSeen
        codes = _codes_of(account)
        codes.mark_as_viewed()
        record(actor=actor, verb="members.codes.shown", thing=codes.instance)
    return list(codes.get_unused_codes())


def make_codes(*, actor: SignedIn) -> list[str]:
    """Ten new printed codes; the former ones open nothing any more."""
    with transaction.atomic():
        account, ways = _locked(actor)
        demand(may_change_ways_in(actor, ways))
        if not ways.has_factor:
            raise Http404
        Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).delete()
        codes = RecoveryCodes.activate(account)
        codes.mark_as_viewed()
        _note(actor, codes.instance, "codes_made")
    return list(codes.get_unused_codes())


def _locked(actor: SignedIn) -> tuple[Account, WaysIn]:
    """The account's row is the lock of all its ways in."""
    account = Account.objects.select_for_update().get(pk=actor.account_id)
    return account, ways_in(account, actor.roles)


def _codes_of(account: Account) -> RecoveryCodes:
    return RecoveryCodes(
        Authenticator.objects.get(user=account, type=Authenticator.Type.RECOVERY_CODES)
    )


def _remove(actor: SignedIn, what: str, **which: Any) -> None:
    with transaction.atomic():
        account, ways = _locked(actor)
        row = Authenticator.objects.filter(user=account, **which).first()
        if row is None:
            raise Http404
        demand(may_remove_factor(actor, ways))
        _note(actor, row, what)
        row.delete()
        delete_dangling_recovery_codes(account)


def _note(actor: SignedIn, row: Authenticator, what: str) -> None:
    thing, _unused, verb = what.partition("_")
    record(actor=actor, verb=f"members.{thing}.{verb}", thing=row)
    tell_about_change(account_id=actor.account_id, what=what)
