"""Who a command acts as: the account named with --as and one of its roles, or the operator."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import CommandError

from members.facts import begin_account
from members.models import Account
from po_platform.access.actor import Actor, Anonymous, Hat, Purpose, SignedIn, System, acting_as


def add_as(parser: ArgumentParser) -> None:
    """The argument; a command finds what was given in `options["account"]`."""
    parser.add_argument(
        "--as", dest="account", default="", help="e-mail of who does it (default: the operator)"
    )


def who_acts(email: str, hat: Hat) -> Actor:
    """The account with this address in this role, the operator without one; else CommandError."""
    actor = account_acting(email, hat)
    if email and not (isinstance(actor, SignedIn) and actor.holds(hat)):
        raise CommandError(f"{email} does not have the role of {hat.value}.")
    return actor


def account_acting(email: str, hat: Hat) -> Actor:
    """The same where the action itself says whether this account may."""
    if not email:
        return System(Purpose.OPERATE)
    accounts = list(Account.objects.filter(email__iexact=email)[:2])
    if len(accounts) != 1:
        raise CommandError(f"There is not exactly one account with the address {email}.")
    with acting_as(Anonymous()):
        return begin_account(accounts[0].pk, hat=hat, strong=True, fresh=False)
