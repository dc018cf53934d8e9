"""Help at the telephone: back in, a new address, and a lost second factor by two people and a day."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from audit.actions import record
from members.models import Account, LostFactorRequest, OfficeReason, Person
from members.office_rules import (
    FACTOR_DELAY,
    factor_is_due,
    may_ask_for_factor,
    may_change_address,
    may_confirm_factor,
    may_help_to_sign_in,
    may_run_the_office,
    may_stop_factor,
)
from notifications.actions import send_service_mail
from po_platform.access.actor import Actor, Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import demand
from po_platform.kit import spoken

from .office_reasons import keep_reason
from .sessions import end_all_sessions

ADDRESS_CHANGED = "members.address.changed"


def send_sign_in_help(*, actor: Actor, person_id: int, reason: str) -> None:
    """A mail to the address on file with the way to sign in. It carries no code and opens nothing."""
    with transaction.atomic():
        person, account_id = _locked(person_id)
        demand(may_help_to_sign_in(actor, person))
        Account.objects.filter(pk=account_id).update(mail_paused_at=None)
        send_service_mail(
            to_account=account_id,
            template="members/mail/sign_in_help",
            context={"path": reverse("members:sign_in")},
        )
        keep_reason(actor=actor, person=person, verb="members.sign_in.helped", reason=reason)
        record(actor=actor, verb="members.sign_in.helped", thing=person)


def change_address(*, actor: Actor, person_id: int, address: str, reason: str) -> None:
    """A new sign-in address; both get a notice, open sessions end. The same one changes nothing."""
    with transaction.atomic():
        person, account_id = _locked(person_id)
        factor_open = _open_requests().filter(account_id=account_id).exists()
        demand(may_change_address(actor, person, factor_open=factor_open))
        account = Account.objects.select_for_update().get(pk=account_id)
        before = account.email
        if before == address:
            return
        Account.objects.filter(pk=account.pk).update(email=address, mail_paused_at=None)
        end_all_sessions(account_id=account.pk)
        for to in filter(None, (before, address)):
            send_service_mail(
                to_address=to,
                language=account.language,
                template="members/mail/address_changed",
                context={"path": "/"},
            )
        keep_reason(actor=actor, person=person, verb=ADDRESS_CHANGED, reason=reason)
        record(actor=actor, verb=ADDRESS_CHANGED, thing=person)


def sign_out_everywhere(*, actor: Actor, person_id: int, reason: str) -> None:
    """Every open session of this person ends; a telephone was stolen, say."""
    with transaction.atomic():
        person, account_id = _locked(person_id)
        demand(may_help_to_sign_in(actor, person))
        end_all_sessions(account_id=account_id)
        keep_reason(actor=actor, person=person, verb="members.sessions.ended", reason=reason)
        record(actor=actor, verb="members.sessions.ended", thing=person)


def resume_mail(*, actor: Actor, person_id: int) -> None:
    """The mailbox that refused us is tried again."""
    with transaction.atomic():
        person, account_id = _locked(person_id)
        demand(may_run_the_office(actor))
        paused = Account.objects.filter(pk=account_id, mail_paused_at__isnull=False)
        if paused.update(mail_paused_at=None):
            record(actor=actor, verb="members.mail.resumed", thing=person)


# ---------- A lost second factor: asked, confirmed by somebody else, gone a day later ----------


def ask_for_factor_removal(*, actor: Actor, person_id: int, reason: str) -> LostFactorRequest:
    """The first of two people; nothing happens before the second one. Raises PermissionDenied."""
    with transaction.atomic():
        person, account_id = _locked(person_id)
        demand(
            may_ask_for_factor(
                actor,
                person,
                has_factor=Authenticator.objects.filter(user_id=account_id).exists(),
                open_already=_open_requests().filter(account_id=account_id).exists(),
                address_changed_at=OfficeReason.objects.filter(person=person, verb=ADDRESS_CHANGED)
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
                _open_requests()
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


def _open_requests() -> QuerySet[LostFactorRequest]:
    return LostFactorRequest.objects.filter(cancelled_at__isnull=True, done_at__isnull=True)


def _person_id(row: LostFactorRequest) -> int | None:
    return Person.objects.filter(account_id=row.account_id).values_list("pk", flat=True).first()


def _request(request_id: int) -> LostFactorRequest:
    row = LostFactorRequest.objects.select_for_update().filter(pk=request_id).first()
    if row is None:
        raise Http404
    return row


def _locked(person_id: int) -> tuple[Person, int]:
    """The person and her account's id, 0 for none: rules refuse who cannot sign in."""
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise Http404
    return person, person.account_id or 0
