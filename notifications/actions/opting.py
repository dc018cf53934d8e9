"""What a person does not want to be written about; preferences leave no audit row."""

from __future__ import annotations

from collections.abc import Iterable

from notifications.models import MailOptOut, Outbox


def opt_out(*, person_id: int, groups: Iterable[str]) -> None:
    """No more e-mails of these groups; once more changes nothing."""
    MailOptOut.objects.bulk_create(
        [MailOptOut(person_id=person_id, group=group) for group in groups], ignore_conflicts=True
    )


def opt_in(*, person_id: int, groups: Iterable[str]) -> None:
    """E-mails of these groups again."""
    MailOptOut.objects.filter(person_id=person_id, group__in=list(groups)).delete()


def forget_person(*, person_id: int, account_id: int | None = None) -> dict[str, int]:
    """Erase: every row about this person and her account; how many of each table."""
    mails = Outbox.objects.filter(person_id=person_id).delete()[0]
    if account_id is not None:
        mails += Outbox.objects.filter(account_id=account_id).delete()[0]
    choices = MailOptOut.objects.filter(person_id=person_id).delete()[0]
    return {"notifications_outbox": mails, "notifications_mailoptout": choices}
