"""Ruth's visit with her words for it, a code that opens her page, and what she is asked when."""

from __future__ import annotations

from django.utils import timezone

from members.models import Ticket
from po_platform.access.actor import acting_as
from proms.actions.visit_codes import make_visit_code
from proms.actions.visits import When, note_visit, write_own_list
from proms.check_in import Content, Question, Scale
from proms.models import (
    Assignment,
    CheckIn,
    ClinicGuidance,
    DiaryEntry,
    DiaryMeasure,
    Enrolment,
    Instrument,
    ReasonGiven,
    Response,
    Schedule,
    ScheduleStep,
    Visit,
)
from questionnaires.plain import to_plain
from tests.personas import World
from tests.proms.diaries import keep_diary
from tests.proms.path import WEEKLY

FOR_THE_DOCTOR = "canary-words-for-the-doctor"
KEPT = "canary-diary"  # private: nobody she shares with sees it either
CONTENT = Content(
    title={"en": "Sleep"},
    questions=(Question("q1", "rating", {"en": "How rested were you?"}),),
    scales=(Scale("s2", {"en": "Rest"}, ("q1",), direction="higher_better"),),
    given=2,
)


def furnish(world: World) -> None:
    """Today, so that the code opens something."""
    ruth = world.ruth.actor()
    with acting_as(ruth):
        visit = note_visit(actor=ruth, when=When(timezone.localdate(), with_whom="Dr Harrow"))
        for about in ("questions", "record"):
            write_own_list(actor=ruth, about=about, lines=[FOR_THE_DOCTOR], visit_ref=visit.ref)
        make_visit_code(actor=ruth, visit=visit, named=True)
        keep_diary(ruth, KEPT)
    ClinicGuidance.objects.create(
        clinic=world.clinic, title="Pain, our steps", url="https://clinic.example.org/pain",
        about="weekly-check-in", version="2", responsible="The ward",
    )  # fmt: skip
    CheckIn.objects.create(slug="sleep", content=to_plain(CONTENT))
    weekly = Instrument.objects.get(slug=WEEKLY)
    for meant in Schedule.For:
        schedule = Schedule.objects.create(
            meant_for=meant, made_by_account=world.nasser.account.pk, anchor="day",
            due_days=1, overdue_days=1, closes_days=1,
        )  # fmt: skip
        ScheduleStep.objects.create(schedule=schedule, instrument=weekly, rank=0)
        if meant == Schedule.For.SELF:
            with acting_as(ruth):
                Enrolment.objects.create(
                    subject_id=world.ruth.subject, schedule=schedule, anchor_on=timezone.localdate()
                )
                ReasonGiven.objects.create(
                    subject_id=world.ruth.subject, schedule=schedule, why="hospital", shown=False
                )
    offer = Schedule.objects.create(
        meant_for=Schedule.For.EVERYBODY, offered=True, anchor="start", due_days=1, overdue_days=1,
        closes_days=1,
    )  # fmt: skip
    ScheduleStep.objects.create(schedule=offer, instrument=weekly, rank=0)


def arguments(world: World) -> dict[str, dict[str, str]]:
    """Route name → Ruth's visit."""
    ruth = world.ruth.actor()
    with acting_as(ruth):
        visit = Visit.objects.visible_to(ruth).get()
        enrolment = Enrolment.objects.visible_to(ruth).get()
        reason = str(ReasonGiven.objects.visible_to(ruth).get().ref)
        code = str(Ticket.objects.visible_to(ruth).get(about="answer").pk)
        done = Assignment.objects.visible_to(ruth).get(state="done")
        begun = Assignment.objects.visible_to(ruth).filter(state="open").latest("pk")
        sent_ref = str(Response.objects.visible_to(ruth).latest("pk").ref)
    names = (
        "visit", "change_visit", "cancel_visit", "visit_questions", "visit_agreed", "visit_record",
        "show_my_doctor", "visit_pdf", "visit_code", "take_back_visit_code",
    )  # fmt: skip
    found = {f"proms:{name}": {"ref": str(visit.ref)} for name in names}
    for name in ("schedule", "change_schedule", "why_not"):
        found[f"proms:{name}"] = {"ref": str(enrolment.ref)}
    found["proms:show_reason"] = {"ref": reason}
    patient = {"subject": str(world.ruth.subject)}
    found["proms:plan_for_patient"] = patient
    sent = {"ref": sent_ref}
    for name in ("response_bundle", "api_how", "api_readers", "api_kept", "api_answers_csv"):
        found[f"proms:{name}"] = sent
    found["proms:api_patient_how"] = {**patient, **sent}
    found["proms:patient_response_bundle"] = {**patient, **sent}
    for name in (
        "patient_bundle", "api_patient_observations", "api_patient_summary", "arrange_summary", "room_code",
        "patient_number", "summary_pdf", "api_patient_responses", "api_patient_summary_pdf",
        "api_patient_table",
    ):  # fmt: skip
        found[f"proms:{name}"] = patient
    clinic = {"clinic_id": str(world.clinic.pk)}
    found |= {
        f"proms:{name}": clinic
        for name in (
            "choose_clinic_scales", "day_list", "clinic_guidance", "api_clinic_scales",
            "api_guidance", "api_day_list", "api_day_list_noted",
        )
    }  # fmt: skip
    found["proms:codebook_one"] = {"slug": WEEKLY}
    guidance = str(ClinicGuidance.objects.get().ref)
    for name in ("change_guidance", "api_one_guidance"):
        found[f"proms:{name}"] = {**clinic, "ref": guidance}
    for name in ("patient_scales", "clinic_numbers", "clinic_number"):
        found[f"proms:api_{name}"] = {**patient, **clinic}
    for name in (
        "licence", "language_licence", "use", "drawn", "ask_all", "fit", "value_sets",
        "score_again",
    ):  # fmt: skip
        found[f"proms:api_{name}"] = {"slug": WEEKLY, "language": "en", "spec": WEEKLY}
    found["proms:room_question"] = {"number": "1"}
    found["proms:cancel_patient_visit"] = {**patient, "ref": str(visit.ref)}
    found["proms:move_patient_visit"] = {**patient, "ref": str(visit.ref)}
    for name in ("end_for_patient", "move_for_patient"):
        found[f"proms:{name}"] = {**patient, "ref": str(enrolment.ref)}
    everybody = Schedule.objects.get(meant_for=Schedule.For.EVERYBODY, offered=False)
    offered = str(Schedule.objects.get(offered=True).ref)
    found |= {f"proms:{name}": {"ref": offered} for name in ("take_part", "api_take_part")}
    for name in (
        "end_for_everybody", "move_for_everybody", "api_one_for_everybody", "change_for_everybody",
        "api_everybodys_anchor",
    ):  # fmt: skip
        found[f"proms:{name}"] = {"ref": str(everybody.ref)}
    found["proms:waiting_link"] = {"secret": "nobodys"}
    for name in ("form", "next", "all", "question", "check"):
        found[f"proms:link_{name}"] = {"ticket_id": code, "number": "1"}
    found["proms:my_room_code"] = found["proms:my_sheet"] = {"ref": str(begun.ref)}
    found["proms:patient_sheet"] = {**patient, "ref": str(begun.ref)}
    for name in ("correct", "correct_check"):
        found[f"proms:{name}"] = {"ref": str(done.ref)}
    with acting_as(ruth):
        measure = str(DiaryMeasure.objects.visible_to(ruth).get().ref)
        entry = str(DiaryEntry.objects.visible_to(ruth).latest("pk").ref)
    diary = ("diary_measure", "write_in_diary", "share_diary", "keep_diary_private")
    found |= {f"proms:{name}": {"ref": measure} for name in (*diary, "end_diary_measure")}
    found["proms:take_back_diary_entry"] = {"ref": entry}
    found |= {f"proms:api_{name}": {"ref": measure} for name in ("diary_measure", "write_in_diary")}
    found["proms:api_diary_entry"] = {"ref": entry}
    for name in (
        "visit",
        "visit_questions",
        "visit_agreed",
        "visit_record",
        "my_summary",
        "my_summary_pdf",
    ):
        found[f"proms:api_{name}"] = {"ref": str(visit.ref)}
    found |= {f"proms:api_{name}": {"ref": str(enrolment.ref)} for name in ("schedule", "pause")}
    found |= {f"proms:api_{name}": sent for name in ("take_back", "correct")}
    for name in ("draft", "telephone_code", "tablet_code"):
        found[f"proms:api_{name}"] = {"ref": str(begun.ref)}
    found |= _of_programs(patient, str(visit.ref), str(enrolment.ref), str(begun.ref))
    found["proms:api_reason"] = {"ref": reason}
    return found | _check_in_arguments()


def _of_programs(
    patient: dict[str, str], visit: str, enrolment: str, waits: str
) -> dict[str, dict[str, str]]:
    """What programs of members and of clinicians plan."""
    lists = ("patient_assignments", "patient_visits", "patient_schedules")
    return {
        "proms:api_doctor_code": {"ref": visit},
        "proms:api_book": {"slug": WEEKLY},
        "proms:patient_table": patient,
        "proms:patient_wide_table": patient,
        **{f"proms:api_{name}": {"ref": enrolment} for name in ("anchor", "why")},
        **{f"proms:api_{name}": patient for name in lists},
        "proms:api_patient_tablet_code": {**patient, "ref": waits},
        "proms:api_patient_visit": {**patient, "ref": visit},
        **{
            f"proms:api_{name}": {**patient, "ref": enrolment}
            for name in ("patient_schedule", "patient_anchor")
        },
    }


def _check_in_arguments() -> dict[str, dict[str, str]]:
    """The pages of a check-in that is being written; nothing of anybody stands in it."""
    found = {"ref": str(CheckIn.objects.get().ref)}
    pages = (
        "check_in", "check_in_title", "look_at_check_in", "check_in_numbers", "api_check_in",
        "api_publish_check_in", "api_check_in_title", "api_check_in_questions",
        "api_check_in_scales", "api_check_in_numbers",
    )  # fmt: skip
    parts = (
        "check_in_question", "check_in_answers", "move_check_in_part", "api_check_in_question",
        "api_check_in_answers", "api_check_in_part",
    )  # fmt: skip
    scales = ("check_in_scale", "check_in_bands", "api_check_in_scale", "api_check_in_bands")
    return {
        **{f"proms:{name}": found for name in (*pages, "publish_check_in")},
        **{f"proms:{name}": {**found, "name": "q1"} for name in parts},
        **{f"proms:{name}": {**found, "name": "s2"} for name in scales},
    }
