"""People of the association's list are invited in waves, each with a link of her own."""

from __future__ import annotations

import secrets
from typing import cast

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from audit.actions import record
from members.models import Account, JoinInvitation, ListedPerson
from members.office_rules import may_run_the_office
from members.queries.member_list import to_be_invited
from members.share_codes import code_from, in_groups
from notifications.actions import send_service_mail
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand
from po_platform.kit.crypto import secret_hash

from .joining import INVITATION_LASTS

MOST_AT_ONCE = 200


def invite_wave(*, actor: Actor, most: int) -> int:
    """Invites the next `most` people who have a mailbox; how many were written to.

    Two presses at once invite nobody twice.
    """
    with transaction.atomic():
        demand(may_run_the_office(actor))
        wave = list(
            to_be_invited(actor=actor)
            .select_related("person__account")
            .select_for_update(of=("self",), skip_locked=True)[: min(most, MOST_AT_ONCE)]
        )
        for row in wave:
            _invite(actor, row)
        ListedPerson.objects.filter(pk__in=[row.pk for row in wave]).update(
            invited_at=Now(), times_invited=F("times_invited") + 1
        )
        if wave:
            record(actor=actor, verb="members.list.invited", count=len(wave))
    return len(wave)


def _invite(actor: Actor, row: ListedPerson) -> None:
    """The former link ends: only the newest letter in a mailbox leads anywhere."""
    person = row.person
    account = cast(Account, person.account)
    JoinInvitation.objects.filter(person=person, used_at=None, expires_at__gt=Now()).update(
        expires_at=Now()
    )
    code = code_from(secrets.token_bytes(8))
    expires_at = timezone.now() + INVITATION_LASTS
    JoinInvitation.objects.create(
        secret_hash=secret_hash(code),
        email=account.email,
        person=person,
        invited_by=actor.account_id if isinstance(actor, SignedIn) else None,
        expires_at=expires_at,
    )
    send_service_mail(
        to_address=account.email,
        template="members/mail/invitation",
        context={"code": in_groups(code), "path": reverse("members:join_invited", args=[code])},
        language=account.language,
        expires_at=expires_at,
    )
