"""Roles: given with a reason and perhaps a last day, ended, never deleted; they count at once."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404

from audit.actions import record
from members.models import ClinicMembership, Person, RoleHolding
from members.office_rules import may_end_role, may_give_role
from members.queries.roles import is_last_administrator, living_holdings, lock_administrators
from notifications.actions import send_service_mail
from po_platform.access.actor import Actor, Hat, SignedIn
from po_platform.access.refusals import demand

from .locking import locked_person
from .office_reasons import keep_reason


def give_role(
    *,
    actor: Actor,
    person_id: int,
    role: Hat,
    reason: str,
    last_day: date | None = None,
    with_boards: bool = False,
) -> RoleHolding:
    """Counts from the person's next request on, to the end of `last_day`. `with_boards`: the caller
    names the boards it is for. Raises PermissionDenied.
    """
    with transaction.atomic():
        person, account_id = locked_person(person_id)
        held = living_holdings(role).filter(account_id=account_id).exists()
        demand(may_give_role(actor, person, role, held=held, with_boards=with_boards))
        row = RoleHolding.objects.create(
            account_id=account_id,
            role=role,
            reason=reason,
            ends_at=end_of(last_day) if last_day else None,
            given_by=actor.account_id if isinstance(actor, SignedIn) else None,
        )
        record(actor=actor, verb="members.role.given", thing=row, role=role.value, person=person.pk)
        _tell(row.account_id)
    return row


def end_role(*, actor: Actor, holding_id: int, reason: str) -> RoleHolding:
    """From the next request on. Raises PermissionDenied for the last administrator."""
    with transaction.atomic():
        lock_administrators()
        row = RoleHolding.objects.select_for_update().filter(pk=holding_id).first()
        if row is None:
            raise Http404
        living = living_holdings().filter(pk=row.pk).exists()
        last = row.role == Hat.ADMINISTRATOR and is_last_administrator(row.account_id)
        demand(may_end_role(actor, living=living, last_administrator=last))
        RoleHolding.objects.filter(pk=row.pk).update(ends_at=Now())
        if row.role == Hat.CLINICIAN:
            ClinicMembership.objects.filter(account_id=row.account_id, left_at=None).update(
                left_at=Now()
            )
        person = Person.objects.get(account_id=row.account_id)
        keep_reason(actor=actor, person=person, verb="members.role.ended", reason=reason)
        record(actor=actor, verb="members.role.ended", thing=row, role=row.role, person=person.pk)
        _tell(row.account_id)
    return row


def end_of(day: date) -> datetime:
    """The midnight after this day where the organisation is."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(settings.TIME_ZONE))


def _tell(account_id: int) -> None:
    send_service_mail(
        to_account=account_id, template="members/mail/roles_changed", context={"path": "/start"}
    )
