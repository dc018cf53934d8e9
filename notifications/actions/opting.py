"""What a person does not want to be written about; preferences leave no audit row."""

from __future__ import annotations

from collections.abc import Iterable

from notifications.kinds import groups
from notifications.models import MailOptOut


def opt_out(*, person_id: int, groups: Iterable[str]) -> None:
    """No more e-mails of these groups; once more changes nothing."""
    MailOptOut.objects.bulk_create(
        [MailOptOut(person_id=person_id, group=group) for group in groups], ignore_conflicts=True
    )


def opt_in(*, person_id: int, groups: Iterable[str]) -> None:
    """E-mails of these groups again."""
    MailOptOut.objects.filter(person_id=person_id, group__in=list(groups)).delete()


def choose_mails(*, person_id: int, wanted: Iterable[str]) -> None:
    """E-mails of the groups in `wanted`, and of no other group one can stop."""
    keep = set(wanted)
    opt_in(person_id=person_id, groups=keep)
    opt_out(person_id=person_id, groups={group.name for group in groups()} - keep)
