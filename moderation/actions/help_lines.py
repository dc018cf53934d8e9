"""Where one can turn to is written down, checked and taken away; who looks after it is reminded."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from members.models import RoleHolding
from moderation.help_age import ASK_AGAIN, CHECK_AFTER, is_to_be_asked
from moderation.models import HelpLine
from moderation.notices import ask_to_check
from moderation.rules import may_write_rules
from po_platform.access.actor import Actor, Hat, SignedIn
from po_platform.access.refusals import demand

FIELDS = (
    "kind", "audience", "name", "about", "language", "country", "region", "hours", "phone", "link",
)  # fmt: skip
AT_ONCE = 50


def save_line(*, actor: Actor, number: int | None, version: int, given: dict[str, Any]) -> HelpLine:
    """A new one (`number` None) or a change; whoever saves it has checked it today.

    `version`: the one that was read. Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        me = _keeper(actor)
        row = _locked(number) if number is not None else HelpLine(owner=me)
        if number is not None and row.version != version:
            raise PermissionDenied(
                _("Somebody changed it since you opened it. Open it again and look.")
            )
        for name in FIELDS:
            setattr(row, name, given[name])
        row.checked_on = timezone.localdate()
        row.owner = row.owner or me
        row.version += 1
        row.save()
        record(actor=actor, verb="moderation.help_line.saved", thing=row)
    return row


def check_line(*, actor: Actor, number: int) -> None:
    """It is right today. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        _keeper(actor)
        row = _locked(number)
        row.checked_on = timezone.localdate()
        row.save(update_fields=["checked_on"])
        record(actor=actor, verb="moderation.help_line.checked", thing=row)


def take_over_line(*, actor: Actor, number: int) -> None:
    """This person looks after it from now on. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        me = _keeper(actor)
        row = _locked(number)
        row.owner, row.asked_on = me, None
        row.save(update_fields=["owner", "asked_on"])
        record(actor=actor, verb="moderation.help_line.taken_over", thing=row)


def take_line_away(*, actor: Actor, number: int) -> None:
    """Nobody finds it any more. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        _keeper(actor)
        row = _locked(number)
        record(actor=actor, verb="moderation.help_line.taken_away", thing=row)
        row.delete()


def ask_owners() -> int:
    """For the tick: a check that is due is asked for, one mail to each person a time; how many."""
    with transaction.atomic():
        today = timezone.localdate()
        silent = HelpLine.objects.filter(checked_on__lte=today - CHECK_AFTER).exclude(
            asked_on__gt=today - ASK_AGAIN
        )
        rows = list(silent.order_by("pk").select_for_update(skip_locked=True)[:AT_ONCE])
        due = [row for row in rows if is_to_be_asked(row.checked_on, row.asked_on, today)]
        keepers = _keepers()
        owners = {row.owner for row in due if row.owner in keepers}
        if any(row.owner not in keepers for row in due):
            owners |= keepers
        for owner in owners:
            ask_to_check(owner or 0, today)
        HelpLine.objects.filter(pk__in=[row.pk for row in due]).update(asked_on=today)
    return len(due)


def _keepers() -> set[int]:
    """Who moderates, and the office: where an owner is gone, all of them are asked."""
    held = RoleHolding.objects.filter(
        role__in=(Hat.MODERATOR, Hat.ADMINISTRATOR),
        ends_at__isnull=True,
        account__person__isnull=False,
    )
    return {int(one) for one in held.values_list("account__person", flat=True)}


def _keeper(actor: Actor) -> int:
    demand(may_write_rules(actor))
    return cast("SignedIn", actor).person_id


def _locked(number: int) -> HelpLine:
    row = HelpLine.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise Http404
    return row
