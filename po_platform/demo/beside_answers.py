"""What stands beside Ruth's answers: a week she missed and why, and her clinic's own guidance."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from members.models import Clinic
from po_platform.access.actor import Purpose, SignedIn, System, acting_as
from proms.actions.assignments import assign_in_window, version_to_ask
from proms.actions.guidance import Written, add_guidance
from proms.actions.schedules import Planned, go_on, plan_for_patient, say_why
from proms.models import Assignment, Instrument, Schedule
from proms.windows import Delta, Window

PAPERS = (
    ("Pain: how we go about it", "pain", "weekly-check-in.pain", "Version 3"),
    ("Tired with rheumatism", "tired", "weekly-check-in.tiredness", "Version 1"),
)


def seed_beside_answers(
    ruth: SignedIn, nasser: SignedIn, clinic: Clinic, weekly: Instrument
) -> None:
    """By the real actions: she was in hospital, says so, and goes on."""
    now, today = timezone.now(), timezone.localdate()
    assert ruth.subject_id is not None
    quarterly = Planned(
        instruments=[weekly],
        anchor=Schedule.Anchor.DAY,
        anchor_on=today + timedelta(days=60),
        first_days=0,
        every=Delta(months=3),
        times=None,
        due_days=3,
        overdue_days=5,
        closes_days=7,
        reminders=1,
    )
    with acting_as(nasser):
        plan = plan_for_patient(actor=nasser, subject=ruth.subject_id, planned=quarterly)
        for title, page, about, version in PAPERS:
            url = f"https://clinic.example.org/{page}"
            written = Written(title, url, about, version, "Dr Nasser")
            add_guidance(actor=nasser, clinic_id=clinic.pk, written=written)
    over = now - timedelta(minutes=5)  # after her last answers, so that it is still unexplained
    missed = Window(0, today, now - timedelta(days=7), over, over, over)
    system = System(Purpose.ASSIGN, ruth.subject_id, ruth.person_id)
    with acting_as(system):
        assign_in_window(
            actor=system,
            instrument=weekly,
            version=version_to_ask(weekly),
            round_key="demo missed",
            found=missed,
            asked_by=Assignment.AskedBy.CLINICIAN,
            account_id=nasser.account_id,
        )
    with acting_as(ruth):
        say_why(actor=ruth, ref=plan.ref, why="hospital", shown=True)
        go_on(actor=ruth, ref=plan.ref)
