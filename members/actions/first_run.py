"""The first administrator, and the code that shows a stranger is not the one who set up the server."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from audit.actions import record
from members.facts import link_person
from members.models import Account, Organisation, Person, RoleHolding, SetupCode
from members.office_rules import may_make_administrators
from members.queries.roles import living_administrators
from members.share_codes import as_typed, code_from, in_groups
from po_platform.access.actor import Actor, Hat, Purpose, System
from po_platform.access.refusals import demand
from po_platform.kit.crypto import secret_hash

from .joining import invite_to_join
from .organisation import set_up_organisation

CODE_LASTS = timedelta(days=7)


class AdministratorExists(Exception):
    """There is one already; a second one has to be asked for."""


class AddressIsShared(Exception):
    """Several people use this address; only the office can say which of them is meant."""


class CodeUnknown(Exception):
    """No such setup code, or used, or older than CODE_LASTS."""


def make_administrator(*, actor: Actor, email: str, name: str, another: bool = False) -> Account:
    """An account that holds the role: the one with this address, else a new one.

    Raises AdministratorExists without `another`, and AddressIsShared.
    """
    with transaction.atomic():
        demand(may_make_administrators(actor))
        if not another and living_administrators().exists():
            raise AdministratorExists
        known = list(Account.objects.select_for_update().filter(email__iexact=email)[:2])
        if len(known) > 1:
            raise AddressIsShared
        account = known[0] if known else _new_account(email, name)
        if not living_administrators().filter(account=account).exists():
            RoleHolding.objects.create(
                account=account, role=Hat.ADMINISTRATOR, reason="create_administrator"
            )
        record(actor=actor, verb="members.administrator.made", thing=account)
    return account


def make_setup_code(*, actor: Actor, account: Account) -> str:
    """A new code for the first run, "K7QM 2XWD 9TRB"; former ones stop working."""
    code = code_from(secrets.token_bytes(8))
    with transaction.atomic():
        demand(may_make_administrators(actor))
        SetupCode.objects.filter(account=account, used_at__isnull=True).update(expires_at=Now())
        row = SetupCode.objects.create(
            account=account,
            secret_hash=secret_hash(code),
            expires_at=timezone.now() + CODE_LASTS,
        )
        record(actor=actor, verb="members.setup_code.made", thing=row)
    return in_groups(code)


def use_setup_code(*, actor: Actor, typed: str) -> Account:
    """Whose code this is, once and only while nothing is set up; raises CodeUnknown."""
    code = as_typed(typed)
    with transaction.atomic():
        found = (
            SetupCode.objects.select_for_update()
            .filter(secret_hash=secret_hash(code or ""), used_at__isnull=True, expires_at__gt=Now())
            .first()
        )
        if found is None or Organisation.objects.exists():
            raise CodeUnknown
        SetupCode.objects.filter(pk=found.pk).update(used_at=Now())
        record(actor=actor, verb="members.setup_code.used", thing=found)
    return found.account


def open_portal(
    *,
    actor: Actor,
    name: str,
    phone: str,
    hours: dict[str, str],
    joining: str,
    minimum_age: int,
    first_invitation: str = "",
) -> Organisation:
    """The first run, saved: the organisation, and an invitation to one address if given."""
    with transaction.atomic():
        row = set_up_organisation(
            actor=actor,
            name=name,
            phone=phone,
            hours=hours,
            joining=joining,
            minimum_age=minimum_age,
        )
        if first_invitation:
            # She has no second factor yet; the code from the host stands in for it, this once.
            invite_to_join(actor=System(Purpose.OPERATE), email=first_invitation)
    return row


def _new_account(email: str, name: str) -> Account:
    account = Account.objects.create_user(email=email)
    person = Person.objects.create(account=account, display_name=name)
    link_person(person.pk)
    RoleHolding.objects.create(account=account, role=Hat.MEMBER, reason="create_administrator")
    return account
