"""One round of a questionnaire for every active member: a page of people a transaction."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from audit.actions import record
from members.queries.first_weeks import quiet_until
from notifications.jobs import every
from po_platform.access.actor import Actor, Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import demand
from proms.actions.assignments import assign_in_round
from proms.models import Instrument, Round
from proms.queries.assignments import waits_for
from proms.queries.burden import MINUTES_A_WEEK, by_others, came_lately
from proms.rules import may_be_used, may_curate_instruments
from proms.windows import has_room

DUE_IN = timedelta(days=7)
PAGE = 100  # people in one transaction
PAGES = 10  # in one run of the job; the next tick goes on


def start_round(*, actor: Actor, instrument: Instrument) -> bool:
    """Notes that everybody shall be asked; the tick fills the lists. False: asked today already."""
    demand(may_curate_instruments(actor))
    demand(may_be_used(instrument))
    now = timezone.now()
    with transaction.atomic():
        found, is_new = Round.objects.get_or_create(
            key=f"{instrument.pk}:{timezone.localdate(now).isoformat()}",
            defaults={
                "instrument": instrument,
                "asked_by_account": actor.account_id if isinstance(actor, SignedIn) else None,
                "due_at": now + DUE_IN,
            },
        )
        if is_new:
            record(actor=actor, verb="proms.round.started", thing=found)
    return is_new


def fill_lists() -> int:
    """Goes on with every open round, page by page; returns on how many lists something was put.

    Each page commits together with the place it reached, so a killed run is taken up where it was.
    A round another run has in hand is left to it.
    """
    made = 0
    for _page in range(PAGES):
        with acting_as(System(Purpose.ASSIGN)):
            current = (
                Round.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("instrument")
                .filter(done_at__isnull=True)
                .order_by("pk")
                .first()
            )
            if current is None:
                break
            made += _fill_page(current)
    return made


def _fill_page(current: Round) -> int:
    usable = may_be_used(current.instrument)  # the licence may end while the lists are filled
    people = _active_subjects(current.reached) if usable else []
    lists = sum(_put_on_list(current, person_id, subject) for person_id, subject in people)
    if people:
        current.reached = people[-1][0]
        current.lists += lists
    if len(people) < PAGE:
        current.done_at = timezone.now()
    current.save(update_fields=["reached", "lists", "done_at"])
    return lists


def _put_on_list(current: Round, person_id: int, subject: UUID) -> bool:
    actor = System(Purpose.ASSIGN, subject, person_id)
    with acting_as(actor):
        if (
            quiet_until(actor=actor) is not None
        ):  # just diagnosed: left in peace, the next round asks
            return False
        if not _fits(actor, subject, current.instrument):
            return False
        assignment = assign_in_round(
            actor=actor,
            subject=subject,
            instrument=current.instrument,
            round_key=current.key,
            due_at=current.due_at,
        )
        return assignment is not None


def _fits(actor: System, subject: UUID, instrument: Instrument) -> bool:
    """Nothing twice from two sides, and not more than a week has room for.

    What she took up herself and has not answered yet waits on her list already.
    """
    if waits_for(actor=actor, subject=subject, instrument=instrument):
        return False
    zone, now = ZoneInfo(settings.TIME_ZONE), timezone.now()
    others = by_others(came_lately(actor=actor, subject=subject, zone=zone, now=now))
    if any(one.instrument_id == instrument.pk for one in others):
        return False
    spent = sum(one.instrument.minutes for one in others)
    return has_room(spent, instrument.minutes, MINUTES_A_WEEK)


def _active_subjects(after: int) -> list[tuple[int, UUID]]:
    with connection.cursor() as cursor:
        cursor.execute("select person_id, subject_id from active_subjects(%s, %s)", [after, PAGE])
        return list(cursor.fetchall())


def connect() -> None:
    """Once at start."""
    every(15, "proms.rounds", fill_lists)
