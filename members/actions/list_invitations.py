"""People of the association's list are invited in waves, each with a link of her own."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import cast

from django.db import transaction
from django.db.models import Count, F
from django.db.models.functions import Lower, Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from members.facts import record_person_read
from members.models import Account, JoinInvitation, ListedPerson, Person
from members.names import told_apart
from members.office_rules import may_run_the_office
from members.queries.identity import identity_of
from members.queries.member_list import to_be_invited
from members.queries.signing import same_address
from members.share_codes import code_from, in_groups
from notifications.actions import send_service_mail
from po_platform.access.actor import Actor, SignedIn, acting_as
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
        names = for_whom(actor, wave)
        for row in wave:
            _invite(actor, row, names.get(row.pk, ""))
        ListedPerson.objects.filter(pk__in=[row.pk for row in wave]).update(
            invited_at=Now(), times_invited=F("times_invited") + 1
        )
        if wave:
            record(actor=actor, verb="members.list.invited", count=len(wave))
    return len(wave)


def for_whom(actor: Actor, wave: Sequence[ListedPerson]) -> dict[int, str]:
    """Line → first name, where others read the mailbox too: each link is for one of them.

    Each such look at a name is on record.
    """
    lowered = [same_address(cast(Account, row.person.account).email) for row in wave]
    shared = set(
        Account.objects.annotate(lowered=Lower("email"))
        .filter(lowered__in=lowered)
        .values("lowered")
        .annotate(people=Count("pk"))
        .filter(people__gt=1)
        .values_list("lowered", flat=True)
    )
    if not isinstance(actor, SignedIn):
        return {}
    found: dict[int, str] = {}
    for address in shared:
        here = [row for row, one in zip(wave, lowered, strict=True) if one == address]
        names = told_apart([_name_of(actor, row) for row in here])
        found |= {row.pk: name for row, name in zip(here, names, strict=True)}
    return found


def _name_of(actor: SignedIn, row: ListedPerson) -> str:
    looking = replace(actor, looks_at=row.person_id)
    with acting_as(looking):
        record_person_read(row.person_id, _("To invite you"))
        return identity_of(actor=looking, person_id=row.person_id).real_name


def new_invitation(actor: Actor, person: Person, address: str, lasts: timedelta) -> str:
    """A code for one person of the list; the former one ends: only the newest leads anywhere."""
    JoinInvitation.objects.filter(person=person, used_at=None, expires_at__gt=Now()).update(
        expires_at=Now()
    )
    code = code_from(secrets.token_bytes(8))
    JoinInvitation.objects.create(
        secret_hash=secret_hash(code),
        email=address,
        person=person,
        invited_by=actor.account_id if isinstance(actor, SignedIn) else None,
        expires_at=timezone.now() + lasts,
    )
    return code


def _invite(actor: Actor, row: ListedPerson, called: str) -> None:
    account = cast(Account, row.person.account)
    code = new_invitation(actor, row.person, account.email, INVITATION_LASTS)
    send_service_mail(
        to_address=account.email,
        template="members/mail/invitation",
        context={
            "code": in_groups(code),
            "path": reverse("members:join_invited", args=[code]),
            "for_whom": called,
        },
        language=account.language,
        expires_at=timezone.now() + INVITATION_LASTS,
    )
