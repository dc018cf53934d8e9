"""The tick tells members that a form is due again, or that there is a newer text to decide on."""

from __future__ import annotations

from django.db import connection, transaction
from django.urls import reverse

from audit.actions import record
from notifications.actions import Note, queue_all
from po_platform.access.actor import Purpose, System, acting_as
from registry.notices import DUE, NEWER

OF_FORMS = "select participation, person, mark, since from take_due_forms(%s)"
OF_TEXTS = "select participation, person, mark, since from take_newer_texts(%s)"
MOST = 2000  # people in one transaction


def ask_again() -> int:
    """For the tick: how many are told now. Nobody is told twice of the same."""
    return _tell_all(DUE, OF_FORMS) + _tell_all(NEWER, OF_TEXTS)


def _tell_all(kind: str, statement: str) -> int:
    told = some = _tell(kind, statement)
    while some == MOST:
        some = _tell(kind, statement)
        told += some
    return told


def _tell(kind: str, statement: str) -> int:
    """`statement`: (participation, person, which time or version, since when), taken once."""
    with acting_as(System(Purpose.REMIND)) as system, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement, [MOST])
            taken = cursor.fetchall()
        queue_all(
            Note(
                recipient=person,
                kind=kind,
                about=str(participation),
                context={"path": reverse("registry:registries")},
                dedup=f"{kind}:{participation}:{mark}:{since}",
            )
            for participation, person, mark, since in taken
        )
        if taken:
            record(actor=system, verb=f"{kind}.told", count=len(taken))
    return len(taken)
