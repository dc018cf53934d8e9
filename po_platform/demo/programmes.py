"""Programmes and lessons of the invented organisation, and people in the middle of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.utils import timezone

from education.actions.cards import make_card
from education.actions.enrolling import enrol, leave, pause, set_goal
from education.actions.guiding import (
    put_guide_page,
    take_guide,
    write_to_guide,
    write_to_member,
)
from education.actions.programme_publishing import publish_programme
from education.actions.programme_writing import take_in_programme
from education.actions.stepping import Written, keep_step, make_plan
from education.measures import title_of
from education.models import Enrolment, GuideAssignment, IfThenPlan, Programme
from education.queries.ways import my_walk
from education.shipped_programme import (
    FOLDER,
    LESSONS,
    shipped_programmes,
    shipped_questionnaires,
)
from education.step_questions import questions_of
from members.queries.own import own_rows
from po_platform.access.actor import Purpose, SignedIn, System, acting_as
from questionnaires.actions import publish_version
from questionnaires.intake import take_in

# Asked at the start, the end and three months on, where it is in use.
WEEKLY = "weekly-check-in"


def seed_lessons(writer: SignedIn, doctor: SignedIn) -> None:
    """Signing in, false claims, practising: programmes like any other."""
    _seed_texts(writer, doctor, LESSONS, measured=False)


def seed_programme_texts(writer: SignedIn, doctor: SignedIn) -> dict[str, Programme]:
    """language → programme, written by one and published by the other; an example."""
    return {one.language: one for one in _seed_texts(writer, doctor, FOLDER, measured=True)}


def _seed_texts(
    writer: SignedIn, doctor: SignedIn, folder: Path, *, measured: bool
) -> list[Programme]:
    system = System(Purpose.SEED)
    with acting_as(system):
        for slug, raw in shipped_questionnaires(folder):
            version = take_in(actor=system, raw=raw, slug=slug).version
            if version is not None:
                publish_version(actor=system, version=version)
    found = []
    for value in shipped_programmes(folder):
        with acting_as(writer):
            asked = WEEKLY if measured and title_of(WEEKLY) else ""
            row = take_in_programme(actor=writer, value={**value, "measured_by": asked})
        with acting_as(doctor):
            mark = row.versions.get(state="draft").mark
            publish_programme(
                actor=doctor, ref=row.ref, mark=mark, what_changed="",
                review_by=timezone.localdate() + timedelta(days=400),
            )  # fmt: skip
        Programme.objects.filter(pk=row.pk).update(example=True)
        row.refresh_from_db()
        found.append(row)
    return found


def seed_programmes(
    ruth: SignedIn, gerd: SignedIn, others: tuple[SignedIn, SignedIn], *, guide: SignedIn,
    clinician: SignedIn, writer: SignedIn, doctor: SignedIn,
) -> None:  # fmt: skip
    """Ruth with a guide in the middle, Gerd pausing, one who was quiet, one who left."""
    programmes = seed_programme_texts(writer, doctor)
    seed_lessons(writer, doctor)
    with acting_as(guide):
        page = put_guide_page(
            actor=guide, public_name="Tomas", about="I have lived with it since 2009.",
            days="Tuesdays and Fridays.", answers_within=3, most_people=6,
            away_from=None, away_until=None, cover_id=None,
        )  # fmt: skip
    with acting_as(clinician):
        card = make_card(
            actor=clinician, programme=programmes["en"], may_be_used=40, days=182,
            printed_name="Dr Farida Nasser, Harrowmere Rheumatology",
        )  # fmt: skip
    _with_a_guide(ruth, guide, programmes["en"], page.pk, card.ref)
    with acting_as(gerd):
        ref = enrol(actor=gerd, programme=programmes["de"]).ref
        keep_step(
            actor=gerd, ref=ref, step_id="what-it-is",
            written=Written("Nach dem Umzug meiner Tochter. Eine Woche lang ging nichts."),
        )  # fmt: skip
        pause(actor=gerd, ref=ref, until=timezone.localdate() + timedelta(days=18))
    quiet, left = others
    with acting_as(quiet):
        ref = enrol(actor=quiet, programme=programmes["en"]).ref
        take_guide(actor=quiet, ref=ref, guide_id=page.pk, sees_words=False, language="en")
        own_rows(Enrolment, quiet).update(quiet_since=timezone.now() - timedelta(days=16))
    with acting_as(left):
        leave(actor=left, ref=enrol(actor=left, programme=programmes["en"]).ref)


def _with_a_guide(
    ruth: SignedIn, guide: SignedIn, programme: Programme, guide_id: int, card: UUID
) -> None:
    steps: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("what-it-is", "Last Sunday: all the windows. Monday on the sofa.", {}),
        ("strength", "", {"takes": "body", "when": "morning"}),
        ("looking-back", "The stairs with the shopping. The cat gave some back.", {}),
    )
    with acting_as(ruth):
        ref = enrol(actor=ruth, programme=programme, card_ref=card).ref
        set_goal(actor=ruth, ref=ref, goal="Have some strength left when the children call")
        walk = my_walk(actor=ruth, ref=ref)
        for step_id, words, answers in steps:
            step = next(one for one in walk.way.steps if one.id == step_id)
            asked = questions_of(step, None, programme.language)
            written = Written(words, answers, {}, asked.form if asked else None)
            keep_step(actor=ruth, ref=ref, step_id=step_id, written=written)
        make_plan(
            actor=ruth, ref=ref, step_id="first-plan", if_text="I come home with the shopping",
            then_text="sit down for ten minutes before I put it away",
        )  # fmt: skip
        own_rows(IfThenPlan, ruth).update(made_at=timezone.now() - timedelta(days=6))
        take_guide(actor=ruth, ref=ref, guide_id=guide_id, sees_words=True, language="en")
        write_to_guide(actor=ruth, ref=ref, text="Ten minutes turn into an hour. What do you do?")
    with acting_as(guide):
        assignment = GuideAssignment.objects.visible_to(guide).get(enrolment__ref=ref)
        write_to_member(
            actor=guide, assignment=assignment,
            text="I set the egg timer and put it in the next room, so that I have to get up.",
        )  # fmt: skip
