"""Reads of the notifications app; none of them tells what a mail was about."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Min, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, Hat, SignedIn

from .kinds import groups
from .models import DueJob, KeptMail, MailOptOut, Outbox


def wanted_mails(*, person_id: int) -> list[str]:
    """The groups of e-mails somebody gets, of those one can stop; for the page of preferences."""
    stopped = set(MailOptOut.objects.filter(person_id=person_id).values_list("group", flat=True))
    return [group.name for group in groups() if group.name not in stopped]


def stopped_by(*, group: str, person_ids: Collection[int]) -> set[int]:
    """Those of these people who want no e-mails of this group; one query."""
    rows = MailOptOut.objects.filter(group=group, person_id__in=person_ids)
    return set(rows.values_list("person_id", flat=True))


@dataclass(frozen=True, slots=True)
class PostOffice:
    """How sending goes, in numbers of mails."""

    waiting: int
    oldest_due_at: datetime | None
    failed: int


def post_office(*, actor: Actor) -> PostOffice:
    """For the administrator's page; `failed` within the last 7 days."""
    if not (isinstance(actor, SignedIn) and actor.holds(Hat.ADMINISTRATOR)):
        raise PermissionDenied(_("This page belongs to a task you do not hold."))
    waiting = Outbox.objects.filter(state=Outbox.State.WAITING, due_at__lte=Now())
    failed = Outbox.objects.filter(state=Outbox.State.FAILED, done_at__gt=Now() - timedelta(days=7))
    found = waiting.aggregate(waiting=Count("id"), oldest_due_at=Min("due_at"))
    return PostOffice(**found, failed=failed.count())


def kept_mails() -> QuerySet[KeptMail]:
    """The demo's sent mails, newest first."""
    return KeptMail.objects.order_by("-id")


def last_run() -> datetime | None:
    """When the worker last ended one of its jobs well; None when it never did."""
    last: datetime | None = DueJob.objects.aggregate(last=Max("last_ok_at"))["last"]
    return last
