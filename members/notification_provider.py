"""Tells notifications who its recipients are, at the moment of sending and by ids only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db.models.functions import Now

from audit.actions import record
from members.models import Account, Person
from members.names import told_apart
from members.queries.mailboxes import names_at_mailbox
from members.queries.organisation import current_organisation
from notifications.directory import Frequency, Recipient, Sender, Way
from po_platform.access.actor import Purpose, System
from po_platform.kit.any_of import any_of

_ACCOUNT = (
    "email",
    "language",
    "time_zone",
    "quiet_from",
    "quiet_until",
    "digest_hour",
    "digest_weekday",
    "no_mail_until",
    "mail_frequency",
    "mail_paused_at",
    "is_active",
)


def _recipient(
    person_id: int | None,
    account_id: int | None,
    name: str | None,
    state: str | None,
    reached_by: str | None,
    email: str | None,
    language: str | None,
    time_zone: str | None,
    quiet_from: time | None,
    quiet_until: time | None,
    digest_hour: int | None,
    digest_weekday: int | None,
    no_mail_until: date | None,
    frequency: str | None,
    paused_at: datetime | None,
    is_active: bool | None,
    others: list[str] | None = None,
) -> Recipient:
    stopped = "" if state == Person.State.ACTIVE else (state or "")
    if account_id is not None and not is_active:
        stopped = stopped or "closed"
    zone = _zone(time_zone or settings.TIME_ZONE)
    return Recipient(
        person_id=person_id,
        account_id=account_id,
        name=name or "",
        address=email or "",
        language=language or settings.LANGUAGE_CODE,
        zone=zone,
        quiet_from=quiet_from,
        quiet_until=quiet_until,
        digest_at=time(8 if digest_hour is None else digest_hour),
        digest_on=digest_weekday or 0,
        no_mail_until=datetime.combine(no_mail_until, time(0), zone) if no_mail_until else None,
        frequency=Frequency(frequency or Frequency.AT_ONCE),
        bounced=paused_at is not None,
        stopped=stopped,
        died=state == Person.State.DECEASED,
        called=told_apart([name, *others])[0] if name and others else "",
        way=Way(reached_by) if reached_by else Way.EMAIL if email else Way.LETTER,
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)


class Members:
    """The directory of everybody; answers one query a batch."""

    def people(self, person_ids: Collection[int]) -> Sequence[Recipient]:
        """Recipients by person id; who has no account has no address."""
        rows = Person.objects.filter(any_of("pk", person_ids)).values_list(
            "id",
            "account_id",
            "display_name",
            "state",
            "reached_by",
            *(f"account__{name}" for name in _ACCOUNT),
            names_at_mailbox("account__"),
        )
        return [_recipient(*row) for row in rows]

    def accounts(self, account_ids: Collection[int]) -> Sequence[Recipient]:
        """Recipients by account id; an account may stand without a person."""
        rows = Account.objects.filter(any_of("pk", account_ids)).values_list(
            "person__id",
            "id",
            "person__display_name",
            "person__state",
            "person__reached_by",
            *_ACCOUNT,
            names_at_mailbox(),
        )
        return [_recipient(*row) for row in rows]

    def sender(self, language: str) -> Sender:
        """The organisation as it signs."""
        organisation = current_organisation(language)
        return Sender(organisation.name, organisation.phone, organisation.hours)

    def mailbox_refused(self, account_id: int) -> None:
        """Pauses this account's mail until a person has looked; the address may serve others."""
        account = Account.objects.filter(pk=account_id, mail_paused_at__isnull=True).first()
        if account is None:
            return
        Account.objects.filter(pk=account_id).update(mail_paused_at=Now())
        record(actor=System(Purpose.DELIVER), verb="members.mail.paused", thing=account)
