"""A guide starts a group and changes it; members join and leave; everybody is reminded twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from education.models import GroupPlace, ProgrammeGroup
from education.programme_notices import GROUP, GROUP_CHANGED, about_group
from education.programme_rules import may_join_group, may_keep_group, may_walk
from education.queries.groups import taken
from education.queries.guiding import living_guides, own_guide_page
from members.queries.own import own_rows
from notifications.actions import Note, queue_all
from po_platform.access.actor import Actor, Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import demand

AT_ONCE = 50
TOLD = ("opens_at", "over_at", "place")  # what those in it have to know


def put_group(*, actor: Actor, ref: UUID | None, **values: Any) -> ProgrammeGroup:
    """A new one, or another day or place; those in it are told of what they have to know."""
    demand(may_keep_group(actor, None, own=own_guide_page(actor=actor)))
    assert isinstance(actor, SignedIn)  # noqa: S101  (the rule)
    with transaction.atomic():
        row = _kept(actor, ref) if ref else ProgrammeGroup(guide_account=actor.account_id)
        if ref and row.opens_at <= timezone.now() and values["opens_at"] != row.opens_at:
            raise PermissionDenied(_("The opening meeting has been already."))
        before = [getattr(row, name) for name in TOLD]
        for name, value in values.items():
            setattr(row, name, value)
        is_news = ref is not None and before != [getattr(row, name) for name in TOLD]
        if is_news:
            row.version, row.reminded = row.version + 1, 0
        row.save()
        record(actor=actor, verb="education.group.put", thing=row)
        if is_news:
            _tell(row)
    return row


def cancel_group(*, actor: Actor, ref: UUID) -> ProgrammeGroup:
    """It does not take place; everybody in it is told. Twice changes nothing."""
    with transaction.atomic():
        row = _kept(actor, ref)
        if row.cancelled_at is None:
            row.cancelled_at, row.version = timezone.now(), row.version + 1
            row.save(update_fields=["cancelled_at", "version"])
            record(actor=actor, verb="education.group.cancelled", thing=row)
            _tell(row)
    return row


def join_group(*, actor: Actor, ref: UUID, called: str) -> GroupPlace:
    """A place for her; the last one is given once. `called`: '' where the others read no name."""
    demand(may_walk(actor))
    with transaction.atomic():
        rows = ProgrammeGroup.objects.select_for_update(of=("self",))
        row = rows.select_related("programme__live").filter(ref=ref).first()
        if row is None or not isinstance(actor, SignedIn) or actor.subject_id is None:
            raise Http404
        hers = own_rows(GroupPlace, actor).filter(group=row, left_at=None).first()
        if hers is None:
            people = taken([row.pk]).get(row.pk, 0)
            here = living_guides().filter(account_id=row.guide_account).exists()
            demand(may_join_group(actor, row, taken=people, guide_here=here))
            hers = GroupPlace.objects.create(
                subject_id=actor.subject_id, group=row, called=called, joined_at=timezone.now()
            )
            record(actor=actor, verb="education.group.joined", thing=hers, subject=hers.subject_id)
        elif hers.called != called:
            hers.called = called
            hers.save(update_fields=["called"])
    return hers


def leave_group(*, actor: Actor, ref: UUID) -> None:
    """Her place is free for somebody else, and her name is gone; twice changes nothing."""
    demand(may_walk(actor))
    with transaction.atomic():
        hers = own_rows(GroupPlace, actor).filter(group__ref=ref, left_at=None)
        row = hers.select_for_update(of=("self",)).first()
        if row is not None:
            row.called, row.left_at = "", timezone.now()
            row.save(update_fields=["called", "left_at"])
            record(actor=actor, verb="education.group.left", thing=row, subject=row.subject_id)


def remind_groups() -> int:
    """The job: about a day before each meeting, everybody in the group once; how many are told.

    Before that, a group whose guide is none any more does not take place.
    """
    with acting_as(System(Purpose.REMIND)) as system, connection.cursor() as cursor:
        cursor.execute("select * from take_lost_groups(%s)", [AT_ONCE])
        found = cursor.fetchall()
        for row in ProgrammeGroup.objects.filter(ref__in={ref for ref, _version, _who in found}):
            record(actor=system, verb="education.group.cancelled", thing=row)
        lost = [one for one in found if one[2] is not None]
        _tell_changed(lost)
        cursor.execute("select * from take_group_meetings(%s)", [AT_ONCE])
        rows = cursor.fetchall()
        queue_all(
            Note(
                recipient=person,
                kind=GROUP,
                context={"path": reverse("education:programme_group", args=[ref])},
                dedup=f"{GROUP}:{ref}:{version}:{meeting}:{person}",
                about=about_group(ref, version),
            )
            for ref, version, meeting, person in rows
        )
    return len(lost) + len(rows)


def _kept(actor: Actor, ref: UUID) -> ProgrammeGroup:
    row = ProgrammeGroup.objects.select_for_update().filter(ref=ref).first()
    if row is None or row.guide_account != getattr(actor, "account_id", None):
        raise Http404
    demand(may_keep_group(actor, row, own=own_guide_page(actor=actor)))
    return row


def _tell(row: ProgrammeGroup) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select person_id from people_of_programme_group(%s)", [row.pk])
        _tell_changed([(row.ref, row.version, person) for (person,) in cursor.fetchall()])


def _tell_changed(whom: Sequence[tuple[UUID, int, int]]) -> None:
    """Each: the group, its version, a person in it."""
    queue_all(
        Note(
            recipient=person,
            kind=GROUP_CHANGED,
            context={"path": reverse("education:programme_group", args=[ref])},
            dedup=f"{GROUP_CHANGED}:{ref}:{version}:{person}",
            about=about_group(ref, version),
        )
        for ref, version, person in whom
    )
