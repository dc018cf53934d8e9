"""Kind words to whoever has been quiet: twice, then a closing note; and the reminders people wished."""

from __future__ import annotations

from django.db import connection
from django.urls import reverse

from education.programme_notices import CLOSING, GUIDE_GONE, LATER, NUDGE, PAUSE_OVER
from education.way_notes import acting_by_law, notes_of_way
from notifications.actions import Note, queue_all
from po_platform.access.actor import Purpose, System, acting_as

AT_ONCE = 200
LAST = 3


def nudge_quiet() -> int:
    """The job: each rung once, in the transaction that counts it; how many were written to."""
    done = 0
    while found := _nudge_some():
        done += found
    return done


def _nudge_some() -> int:
    with acting_as(System(Purpose.REMIND)), connection.cursor() as cursor:
        cursor.execute("select * from take_programme_nudges(%s)", [AT_ONCE])
        rows = cursor.fetchall()
        by_law = acting_by_law(ref for ref, *_more in rows)
        queue_all(
            note
            for ref, person, rung, since in rows
            for note in notes_of_way(
                CLOSING if rung == LAST else NUDGE, ref, person, about=str(ref),
                dedup=f"{NUDGE}:{ref}:{since.isoformat()}:{rung}",
                by_law=by_law.get(ref, ())[:1],
            )
        )  # fmt: skip
    return len(rows)


def remind_as_wished() -> int:
    """The job: pauses that are over, and programmes somebody wanted to look at later."""
    with acting_as(System(Purpose.REMIND)), connection.cursor() as cursor:
        cursor.execute("select * from take_ended_pauses(%s)", [AT_ONCE])
        over = cursor.fetchall()
        by_law = acting_by_law(ref for ref, *_more in over)
        notes = [
            note
            for ref, person, day in over
            for note in notes_of_way(
                PAUSE_OVER, ref, person, about=str(ref), dedup=f"{PAUSE_OVER}:{ref}:{day}",
                by_law=by_law.get(ref, ())[:1],
            )
        ]  # fmt: skip
        cursor.execute("select * from take_programme_laters(%s)", [AT_ONCE])
        notes += [
            Note(
                recipient=person,
                kind=LATER,
                context={"path": reverse("education:open_programme", args=[programme])},
                dedup=f"{LATER}:{later}:{day}",
            )
            for later, person, programme, day in cursor.fetchall()
        ]
        queue_all(notes)
    return len(notes)


def tell_guideless() -> int:
    """The job: whose guide is none any more hears it once, and can choose another one."""
    with acting_as(System(Purpose.REMIND)), connection.cursor() as cursor:
        cursor.execute("select * from take_lost_guides(%s)", [AT_ONCE])
        rows = cursor.fetchall()
        queue_all(
            Note(
                recipient=person,
                kind=GUIDE_GONE,
                context={"path": reverse("education:my_guide", args=[ref])},
                dedup=f"{GUIDE_GONE}:{assignment}:{since.isoformat()}",
            )
            for assignment, person, ref, since in rows
        )
    return len(rows)
