"""Hours as a moderator are taken and given up; a note for whoever comes next; whom to call."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from members.models import Person, RoleHolding
from moderation.call_numbers import seal_number
from moderation.models import CallNumber, DutyFeed, SafetyContact, Shift
from moderation.notices import ask_about_hours
from moderation.queries.duty import people_who_moderate
from moderation.queries.there import places_of_keepers
from moderation.rules import case_worker, may_have_hours, may_moderate, may_stand_in, moderator
from po_platform.access.actor import Actor, Hat, Purpose, System, acting_as
from po_platform.access.refusals import demand
from po_platform.kit.crypto import secret_hash

LONGEST = timedelta(hours=12)


def take_shift(*, actor: Actor, starts_at: datetime, ends_at: datetime) -> Shift:
    """Raises PermissionDenied for hours that are over, turned round or very long."""
    with transaction.atomic():
        me = case_worker(actor).person_id
        demand(may_have_hours(actor, places=len(places_of_keepers().get(me, ()))))
        if ends_at <= timezone.now():
            raise PermissionDenied(_("These hours are over. Choose some that are still to come."))
        if not timedelta() < ends_at - starts_at <= LONGEST:
            raise PermissionDenied(_("Choose an end after the beginning, twelve hours at most."))
        row = Shift.objects.create(person_id=me, starts_at=starts_at, ends_at=ends_at)
        record(actor=actor, verb="moderation.shift.taken", thing=row)
    return row


def give_up_shift(*, actor: Actor, number: int) -> None:
    """Her own hours are free for others again. Raises Http404."""
    with transaction.atomic():
        row = _mine(actor, number)
        record(actor=actor, verb="moderation.shift.given_up", thing=row)
        row.delete()


def leave_note(*, actor: Actor, number: int, note: str) -> None:
    """What whoever comes next of the whole team should know; without names. Raises PermissionDenied,
    Http404.
    """
    with transaction.atomic():
        row = _mine(actor, number)
        demand(may_moderate(actor))
        row.note, row.noted_at = note.strip(), timezone.now()
        row.save(update_fields=["note", "noted_at"])


def make_feed(*, actor: Actor) -> str:
    """A new secret for her own calendar, said once; the former one opens nothing any more."""
    with transaction.atomic():
        me, secret = case_worker(actor).person_id, secrets.token_urlsafe(32)
        given = {"secret_hash": secret_hash(secret), "made_at": timezone.now()}
        row, _made = DutyFeed.objects.update_or_create(person_id=me, defaults=given)
        record(actor=actor, verb="moderation.feed.made", thing=row)
    return secret


def end_feed(*, actor: Actor) -> None:
    """Her calendar finds nothing any more. Raises Http404 where there is none."""
    with transaction.atomic():
        row = DutyFeed.objects.filter(person=case_worker(actor).person_id).first()
        if row is None:
            raise Http404
        record(actor=actor, verb="moderation.feed.ended", thing=row)
        row.delete()


def name_contact(*, actor: Actor, step: str, person_id: int) -> None:
    """Whom the crisis lane calls at this step; somebody who moderates. Raises PermissionDenied."""
    with transaction.atomic():
        me = moderator(actor).person_id
        holds = RoleHolding.objects.filter(
            account__person=person_id, role=Hat.MODERATOR, ends_at__isnull=True
        )
        if step not in SafetyContact.Step.values or not holds.exists():
            raise PermissionDenied(_("Choose somebody who moderates: she has to open the case."))
        row, _made = SafetyContact.objects.update_or_create(
            step=step,
            defaults={
                "person": Person.objects.get(pk=person_id),
                "since": timezone.now(),
                "named_by": me,
            },
        )
        record(actor=actor, verb="moderation.contact.named", thing=row)


def say_number(*, actor: Actor, number: str) -> None:
    """Where she is called for somebody in danger; '' for nowhere. No log says which number."""
    with transaction.atomic():
        me = case_worker(actor).person_id
        rows = CallNumber.objects.visible_to(actor).filter(person=me)
        if not number:
            rows.delete()
        else:
            given = {"number": seal_number(me, number), "since": timezone.now()}
            if not rows.update(**given):
                CallNumber.objects.create(person_id=me, **given)
        record(actor=actor, verb="moderation.number.said")


def forget_numbers() -> int:
    """For the tick: numbers of people who do not moderate any more; how many."""
    with acting_as(System(Purpose.CALL)):
        rows = CallNumber.objects.for_purpose(Purpose.CALL)
        called = {*people_who_moderate(timezone.now()), *places_of_keepers()}
        gone, _per_table = rows.exclude(person__in=called).delete()
    return gone


def ask_for_somebody(*, actor: Actor, number: int) -> Shift:
    """Everybody else who could take them hears that her hours are asked about; until somebody takes
    them they are hers. Twice is once. Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        row = _mine(actor, number)
        if row.ends_at <= timezone.now():
            raise PermissionDenied(_("These hours are over. Choose some that are still to come."))
        if row.wanted_at is None:
            row.wanted_at = timezone.now()
            row.save(update_fields=["wanted_at"])
            record(actor=actor, verb="moderation.shift.offered", thing=row)
            ask_about_hours(_who_could_take(row), row)
    return row


def keep_hours(*, actor: Actor, number: int) -> None:
    """She stays after all. Raises Http404."""
    with transaction.atomic():
        row = _mine(actor, number)
        if row.wanted_at is not None:
            row.wanted_at = None
            row.save(update_fields=["wanted_at"])
            record(actor=actor, verb="moderation.shift.kept", thing=row)


def take_over(*, actor: Actor, number: int) -> Shift:
    """The first who takes them has them, and whoever asked hears it. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        me, keepers = case_worker(actor).person_id, places_of_keepers()
        row = Shift.objects.select_for_update().filter(pk=number).first()
        if row is None:
            raise Http404
        hers, theirs = keepers.get(me, frozenset()), keepers.get(row.person_id)
        if row.person_id != me and not may_stand_in(actor, hers=hers, theirs=theirs):
            raise Http404
        if row.person_id == me:
            return row
        if row.wanted_at is None or row.ends_at <= timezone.now():
            raise PermissionDenied(_("Nobody asks about these hours any more. Thank you."))
        before, row.person_id, row.wanted_at = row.person_id, me, None
        row.note, row.noted_at = "", None
        row.save(update_fields=["person", "wanted_at", "note", "noted_at"])
        record(actor=actor, verb="moderation.shift.taken_over", thing=row)
        ask_about_hours({before}, row)
    return row


def _who_could_take(row: Shift) -> set[int]:
    """The whole team, and of who moderates some places only those who moderate all of hers."""
    people, keepers = set(people_who_moderate(timezone.now())), places_of_keepers()
    if theirs := keepers.get(row.person_id):
        people |= {person for person, places in keepers.items() if theirs <= places}
    return people - {row.person_id}


def _mine(actor: Actor, number: int) -> Shift:
    rows = Shift.objects.filter(pk=number, person=case_worker(actor).person_id)
    row = rows.select_for_update().first()
    if row is None:
        raise Http404
    return row
