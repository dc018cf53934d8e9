"""A lost second factor: asked by one, confirmed by another, gone a day later unless somebody stops it."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from audit.actions import record
from members.lost_factor_rules import (
    FACTOR_DELAY,
    factor_is_due,
    may_ask_for_factor,
    may_confirm_factor,
    may_stop_factor,
)
from members.models import LostFactorRequest, OfficeReason, Person
from members.queries.lost_factor import open_requests
from notifications.actions import send_service_mail
from po_platform.access.actor import Actor, Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import demand
from po_platform.kit import spoken

from .cards import CARD_MADE
from .help_desk import ADDRESS_CHANGED
from .locking import locked_person
from .sessions import end_all_sessions


def ask_for_factor_removal(*, actor: Actor, person_id: int, reason: str) -> LostFactorRequest:
    """The first of two people; nothing happens before the second one. Raises PermissionDenied."""
    with transaction.atomic():
        person, account_id = locked_person(person_id)
        demand(
            may_ask_for_factor(
                actor,
                person,
                has_factor=Authenticator.objects.filter(user_id=account_id).exists(),
                open_already=open_requests().filter(account_id=account_id).exists(),
                address_changed_at=OfficeReason.objects.filter(
                    person=person, verb__in=(ADDRESS_CHANGED, CARD_MADE)
                )
                .order_by("-pk")
                .values_list("at", flat=True)
                .first(),
                now=timezone.now(),
            )
        )
        if not isinstance(actor, SignedIn):
            raise Http404
        row = LostFactorRequest.objects.create(
            account_id=account_id, asked_by=actor.account_id, reason=reason
        )
        record(actor=actor, verb="members.lost_factor.asked", thing=row, person=person.pk)
    return row


def confirm_factor_removal(*, actor: Actor, request_id: int) -> LostFactorRequest:
    """The second person. The member hears of it at once and has a day to say no."""
    with transaction.atomic():
        row = _request(request_id)
        demand(may_confirm_factor(actor, row))
        if not isinstance(actor, SignedIn):
            raise Http404
        row.confirmed_by, row.confirmed_at = actor.account_id, timezone.now()
        row.save(update_fields=["confirmed_by", "confirmed_at"])
        gone_at = row.confirmed_at + FACTOR_DELAY
        with override(row.account.language), timezone.override(row.account.time_zone):
            words = spoken.moment(gone_at)
        send_service_mail(
            to_account=row.account_id,
            template="members/mail/factor_going",
            context={"path": reverse("members:lost_factor"), "gone_at": words},
            expires_at=gone_at,
        )
        record(
            actor=actor,
            verb="members.lost_factor.confirmed",
            thing=row,
            person=_person_id(row),
        )
    return row


def stop_factor_removal(*, actor: Actor, request_id: int) -> LostFactorRequest:
    """The member, or anybody in the office. Stopping twice changes nothing."""
    with transaction.atomic():
        row = _request(request_id)
        demand(may_stop_factor(actor, row))
        if row.cancelled_at is not None:
            return row
        row.cancelled_at = timezone.now()
        row.save(update_fields=["cancelled_at"])
        record(actor=actor, verb="members.lost_factor.stopped", thing=row, person=_person_id(row))
    return row


def remove_due_factors() -> int:
    """The job on the tick: one transaction per request, so that a kill costs at most one; how many."""
    actor, done = System(Purpose.HELP), 0
    while True:
        with acting_as(actor):
            row = (
                open_requests()
                .filter(confirmed_at__lte=Now() - FACTOR_DELAY)
                .select_for_update(skip_locked=True)
                .order_by("pk")
                .first()
            )
            if row is None:
                return done
            _remove(actor, row)
        done += 1


def _remove(actor: System, row: LostFactorRequest) -> None:
    if not factor_is_due(row, timezone.now()):
        raise ValueError(f"Request {row.pk} is not due.")
    Authenticator.objects.filter(user_id=row.account_id).delete()
    LostFactorRequest.objects.filter(pk=row.pk).update(done_at=Now())
    end_all_sessions(account_id=row.account_id)
    send_service_mail(
        to_account=row.account_id, template="members/mail/factor_gone", context={"path": "/"}
    )
    record(actor=actor, verb="members.lost_factor.removed", thing=row, person=_person_id(row))


def _person_id(row: LostFactorRequest) -> int | None:
    return Person.objects.filter(account_id=row.account_id).values_list("pk", flat=True).first()


def _request(request_id: int) -> LostFactorRequest:
    row = LostFactorRequest.objects.select_for_update().filter(pk=request_id).first()
    if row is None:
        raise Http404
    return row
