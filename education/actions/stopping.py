"""One person stops a programme at once; whoever is on it is told; a corrected version goes on."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from education.actions.programme_family import family_held, held
from education.models import Enrolment, Programme, ProgrammeStop, ProgrammeVersion
from education.notices import DUE, people_with, tell
from education.programme_notices import STOPPED
from education.programme_rules import may_begin, may_lift_stop, may_stop_programme, may_walk_for
from education.queries.ways import my_walk
from education.rules import account_of
from education.way_notes import acting_by_law, notes_of_way
from members.queries.own import own_rows
from notifications.actions import queue_all
from po_platform.access.actor import Actor, Hat, Purpose, System, acting_as
from po_platform.access.refusals import demand

PAGE = 500  # people read at a time; all of one stop are told in one transaction


def stop_programme(
    *, actor: Actor, ref: UUID, words: str, also: Collection[UUID] = ()
) -> ProgrammeStop:
    """Nobody begins it from now on; whoever is on it reads `words` on each page of it.

    `also`: the same in other languages, each with a stop of its own. Raises PermissionDenied.
    """
    demand(may_stop_programme(actor))
    with transaction.atomic():
        wanted = _to_begin(family_held(ref))
        first = next((one for one in wanted if one.ref == ref), None)
        if first is None:
            raise PermissionDenied(_("Nobody can begin this programme: there is nothing to stop."))
        row = _stop(actor, first, words, first.language)
        for one in wanted:
            if one.ref in also and one.ref != ref:
                _stop(actor, one, words, first.language)
        mine = [one for one in [account_of(actor)] if one]
        path = reverse("education:stop_programme", args=[ref])
        tell(people_with((Hat.EDITOR, Hat.REVIEWER), without=mine), DUE, path, f"{DUE}:{row.ref}")
    return row


def _stop(actor: Actor, programme: Programme, words: str, language: str) -> ProgrammeStop:
    row = ProgrammeStop.objects.create(
        programme=programme, words=words, language=language, by_account=account_of(actor),
        at=timezone.now(),
    )  # fmt: skip
    out = programme.versions.filter(state=ProgrammeVersion.State.PUBLISHED)
    out.filter(stop=None).update(stop=row)
    record(actor=actor, verb="education.programme.stopped", thing=programme)
    return row


def lift_stop(*, actor: Actor, ref: UUID) -> None:
    """It may be used as it is; what was said stays in the record. Raises Http404 without a stop."""
    demand(may_lift_stop(actor))
    with transaction.atomic():
        programme = held(ref)
        row = programme.live.stop if programme.live else None
        if row is None:
            raise Http404
        row.versions.update(stop=None)
        row.lifted_at, row.lifted_by = timezone.now(), account_of(actor)
        row.save(update_fields=["lifted_at", "lifted_by"])
        record(actor=actor, verb="education.programme.stop_lifted", thing=programme)


def take_corrected(*, actor: Actor, ref: UUID) -> None:
    """From a stopped version to the one that came out since; what she wrote stays with its steps."""
    demand(may_walk_for(actor))
    with transaction.atomic():
        rows = own_rows(Enrolment, actor).select_related("programme__live", "version")
        row = rows.select_for_update(of=("self",)).filter(ref=ref).first()
        if row is None or row.version.stop_id is None:
            raise Http404
        demand(may_begin(row.programme))
        assert row.programme.live is not None  # noqa: S101  (the rule)
        row.version = row.programme.live
        row.save(update_fields=["version"])
        row.steps_done = my_walk(actor=actor, ref=ref).way.done_count
        row.save(update_fields=["steps_done"])
        record(actor=actor, verb="education.enrolment.corrected", thing=row, subject=row.subject_id)


def tell_those_stopped() -> int:
    """The job: for each stop not told of yet, everybody on what it stopped; how many people."""
    told = 0
    while True:
        with acting_as(System(Purpose.REMIND)):
            rows = ProgrammeStop.objects.select_for_update(skip_locked=True)
            row = rows.filter(told_at=None, lifted_at=None).order_by("pk").first()
            if row is None:
                return told
            told += _tell(row)
            row.told_at = timezone.now()
            row.save(update_fields=["told_at"])


def _tell(row: ProgrammeStop) -> int:
    told, after = 0, 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute("select * from people_on_stopped(%s, %s, %s)", [row.pk, after, PAGE])
            found = cursor.fetchall()
            if not found:
                return told
            by_law = acting_by_law(way for _pk, way, _person in found)
            queue_all(
                note
                for _pk, way, person in found
                for note in notes_of_way(
                    STOPPED, way, person, about=str(row.ref), dedup=f"{STOPPED}:{row.ref}:{way}",
                    by_law=by_law.get(way, ()),
                )
            )  # fmt: skip
            told, after = told + len(found), found[-1][0]


def _to_begin(family: list[Programme]) -> list[Programme]:
    """Those that can be begun now. Read under the locks: whoever waited sees what the other did."""
    rows = Programme.objects.filter(pk__in=[one.pk for one in family]).order_by("pk")
    return list(rows.filter(live__isnull=False, live__stop=None))
