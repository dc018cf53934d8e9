"""Whoever looks after an event writes, changes and cancels it; a member says that she comes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import F
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from members.event_rules import TOLD, may_come, may_keep_event, over_at
from members.models import Attendance, Event, Group
from members.queries.events import event_page, kept_event
from members.queries.group_people import led_group
from members.queries.own import own_rows
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand

SHUT = "shut"


def write_event(*, actor: Actor, group: Group | None, **values: Any) -> Event:
    """A new one, of a group or of everybody; in the list at once.

    `values`: title, text, language, starts_at, ends_at, place, link, phone, readers, signup,
    places, named. Raises PermissionDenied, and Http404 for a group somebody else leads.
    """
    with transaction.atomic():
        if group is not None and isinstance(actor, SignedIn):
            led_group(actor=actor, ref=group.ref)
        demand(may_keep_event(actor, of_group=group is not None, leads=True))
        row = Event.objects.create(
            group=group, over_at=over_at(values["starts_at"], values["ends_at"]), **values
        )
        record(actor=actor, verb="members.event.written", thing=row)
    return row


def change_event(*, actor: Actor, ref: UUID, **values: Any) -> Event:
    """What differs is written. Another time or place is told to those who said that they come.

    Whoever said so unseen stays unseen, also when names are shown from now on.
    """
    with transaction.atomic():
        row = _locked(actor, ref)
        changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
        if changed:
            for name in changed:
                setattr(row, name, values[name])
            row.over_at = over_at(row.starts_at, row.ends_at)
            _tell(row, bool(set(changed).intersection(TOLD)))
            row.save(update_fields=[*changed, "over_at", "version", "to_tell"])
            record(actor=actor, verb="members.event.changed", thing=row, fields=changed)
    return row


def cancel_event(*, actor: Actor, ref: UUID, cancelled: bool, why: str = "") -> Event:
    """It stays in the list and says so, with the reason; False: it takes place after all."""
    with transaction.atomic():
        row = _locked(actor, ref)
        if (row.cancelled_at is not None) != cancelled:
            row.cancelled_at = timezone.now() if cancelled else None
            row.cancelled_why = " ".join(why.split())[:300] if cancelled else ""
            _tell(row, True)
            row.save(update_fields=["cancelled_at", "cancelled_why", "version", "to_tell"])
            verb = "members.event.cancelled" if cancelled else "members.event.resumed"
            record(actor=actor, verb=verb, thing=row)
    return row


def take_off_event(*, actor: Actor, ref: UUID, off: bool) -> Event:
    """Out of all lists at once; False puts it back. The office may do it with what all can read."""
    with transaction.atomic():
        shown = event_page(actor=actor, ref=ref)
        if not shown.takes_off:
            raise Http404
        row = Event.objects.select_for_update().get(pk=shown.row.pk)
        if (row.taken_off_at is not None) != off:
            row.taken_off_at = timezone.now() if off else None
            _tell(row, row.cancelled_at is None)
            row.save(update_fields=["taken_off_at", "version", "to_tell"])
            verb = "members.event.taken_off" if off else "members.event.put_back"
            record(actor=actor, verb=verb, thing=row)
    return row


def come_to_event(*, actor: Actor, ref: UUID, reminds: bool, was_told: bool = False) -> None:
    """She comes. Twice is once; the second time changes whether she is reminded.

    `was_told`: the page said that her name is seen; whoever was not told so comes unseen. Raises PermissionDenied when it is full or closed by now, and Http404.
    """
    with transaction.atomic():
        row = event_page(actor=actor, ref=ref).row
        demand(may_come(actor, row, now=timezone.now()))
        with connection.cursor() as cursor:
            cursor.execute("select come_to_event(%s, %s, %s)", [row.pk, reminds, was_told])
            (answer,) = cursor.fetchone()
        if answer == "full":
            raise PermissionDenied(_("All places are taken. Look again later, or call us."))
        if answer == SHUT:
            raise PermissionDenied(_("Only who is in the group can come."))
        _recorded(actor, "members.attendance.begun")


def stay_away(*, actor: Actor, ref: UUID) -> None:
    """She takes it back. Twice changes nothing. Raises Http404 for where she never came."""
    with transaction.atomic():
        said = own_rows(Attendance, actor).filter(event__ref=ref).first()
        if said is None:
            raise Http404
        with connection.cursor() as cursor:
            cursor.execute("select stay_away(%s)", [said.event_id])
            (found,) = cursor.fetchone()
        if found:
            _recorded(actor, "members.attendance.ended")


def tell_all_of_group(group: Group) -> None:
    """After it was closed or opened again: what comes is told to those who said that they come."""
    rows = Event.objects.filter(group=group, cancelled_at=None, taken_off_at=None)
    rows.filter(over_at__gt=timezone.now()).update(version=F("version") + 1, to_tell=True)


def _recorded(actor: Actor, verb: str) -> None:
    """Whose it is, and not which event: where somebody goes may say what she has."""
    subject = actor.subject_id if isinstance(actor, SignedIn) else None
    record(actor=actor, verb=verb, subject=subject)


def _locked(actor: Actor, ref: UUID) -> Event:
    row = Event.objects.select_for_update().get(pk=kept_event(actor=actor, ref=ref).pk)
    if row.taken_off_at is not None:
        raise PermissionDenied(_("It was taken off the list. Put it back first."))
    return row


def _tell(row: Event, needed: bool) -> None:
    """Those who come hear of it from the software, which alone knows who they are."""
    if needed and row.over_at > timezone.now():
        row.version += 1
        row.to_tell = True
