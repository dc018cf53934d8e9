"""Reads of the notifications app; none of them tells what a mail was about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, Hat, SignedIn

from .kinds import Group, groups
from .models import KeptMail, MailOptOut, Outbox


@dataclass(frozen=True, slots=True)
class Choice:
    """A group of e-mails and whether the person gets them."""

    group: Group
    wanted: bool


def mail_choices(*, person_id: int) -> list[Choice]:
    """Every group one can stop; for the page of preferences and for the stop link."""
    stopped = set(MailOptOut.objects.filter(person_id=person_id).values_list("group", flat=True))
    return [Choice(group, group.name not in stopped) for group in groups()]


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


def rows_about(*, person_id: int, account_id: int | None = None) -> list[Mapping[str, Any]]:
    """For my data: when which kind of mail was made and sent, and the groups she stopped."""
    mine = Q(person_id=person_id)
    if account_id is not None:
        mine |= Q(account_id=account_id)
    mails = Outbox.objects.filter(mine).order_by("-id").values("kind", "made_at", "done_at")
    choices = MailOptOut.objects.filter(person_id=person_id).values("group", "at")
    return [*mails, *choices]


def kept_mails() -> QuerySet[KeptMail]:
    """The demo's sent mails, newest first."""
    return KeptMail.objects.order_by("-id")
