"""Closing an account before it is erased: nothing of hers is written behind the eraser's back."""

from __future__ import annotations

import time
from datetime import datetime

from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from members.leaving import Ended, How, stop_everything
from members.models import Account, EraseRequest, Person
from members.office_rules import ENDED
from members.queries.roles import is_last_administrator, lock_administrators
from po_platform.access.actor import Purpose, System, acting_as
from po_platform.access.refusals import Denied, demand

from .sessions import end_all_sessions

WAIT_FOR_REQUESTS = 60.0  # seconds; longer than the web server lets a request live


class StillBusy(Exception):
    """A request that began before the account was closed has not ended: try again."""


def close_person(actor: System, person_id: int) -> bool:
    """From her next request on nobody acts as her; the wish stands, so that the tick can go on."""
    with acting_as(actor):
        lock_administrators()
        person = Person.objects.select_for_update().filter(pk=person_id).first()
        if person is None:
            return False
        if is_last_administrator(person.account_id):
            demand(
                Denied(
                    _(
                        "Nobody else can run the office. Give somebody the administrator’s role first."
                    )
                )
            )
        wish = EraseRequest.objects.filter(person=person, stopped_at__isnull=True)
        if not wish.exists():
            EraseRequest.objects.create(
                person=person, way=EraseRequest.Way.OFFICE, due_at=timezone.now()
            )
        wish.filter(due_at__gt=Now()).update(due_at=Now())
        if person.account_id is not None:
            Account.objects.filter(pk=person.account_id).update(is_active=False)
            end_all_sessions(account_id=person.account_id)
        if person.state not in ENDED:
            Person.objects.filter(pk=person.pk).update(state=Person.State.LEFT, state_since=Now())
            ended = Ended(person.pk, person.account_id or 0, How.LEFT, timezone.now())
            with acting_as(System(Purpose.END, None, person.pk)):
                stop_everything(ended)
        record(actor=actor, verb="members.erase.begun", thing=person)
    return True


def wait_for_open_requests() -> None:
    """Whatever began while she could still act ends first. Raises StillBusy."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        (closed_at,) = cursor.fetchone() or (None,)
        give_up = time.monotonic() + WAIT_FOR_REQUESTS
        while _older_transactions(closed_at):
            if time.monotonic() > give_up:
                raise StillBusy
            time.sleep(0.1)


def _older_transactions(than: datetime | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity where datname = current_database()"
            " and usename = current_user and pid <> pg_backend_pid() and xact_start < %s",
            [than],
        )
        (count,) = cursor.fetchone() or (0,)
    return int(count)
