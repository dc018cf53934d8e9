"""The same for programs, under /api/v1/."""

from django.urls import path
from rest_framework.views import APIView

from proms.api import (
    asking_patients,
    assignments,
    beginning,
    codebook,
    codes,
    diary,
    fhir_in,
    fhir_out,
    own_plans,
    patients,
    planning,
    responses,
    schedules,
    visits,
)

V1 = "api/v1"

PATIENT = f"{V1}/patients/<uuid:subject>"
PLANNING: tuple[tuple[str, type[APIView], str], ...] = (
    ("assignments", asking_patients.PatientAssignments, "api_patient_assignments"),
    (
        "assignments/<uuid:ref>/tablet-code",
        asking_patients.PatientTabletCode,
        "api_patient_tablet_code",
    ),
    ("visits", planning.PatientVisits, "api_patient_visits"),
    ("visits/<uuid:ref>", planning.OnePatientVisit, "api_patient_visit"),
    ("schedules", planning.PatientSchedules, "api_patient_schedules"),
    ("schedules/<uuid:ref>", planning.OnePatientSchedule, "api_patient_schedule"),
    ("schedules/<uuid:ref>/anchor", planning.PatientAnchor, "api_patient_anchor"),
)

urlpatterns = [
    path(f"{V1}/assignments", assignments.Assignments.as_view(), name="api_assignments"),
    path(
        f"{V1}/assignments/<uuid:ref>", assignments.OneAssignment.as_view(), name="api_assignment"
    ),
    path(f"{V1}/assignments/<uuid:ref>/responses", assignments.Sendings.as_view(), name="api_send"),
    path(f"{V1}/assignments/<uuid:ref>/draft", beginning.OneDraft.as_view(), name="api_draft"),
    path(f"{V1}/instruments", beginning.Instruments.as_view(), name="api_instruments"),
    path(f"{V1}/responses", responses.Responses.as_view(), name="api_responses"),
    path(f"{V1}/responses/<uuid:ref>", responses.OneResponse.as_view(), name="api_response"),
    path(f"{V1}/responses/<uuid:ref>/fhir", responses.OneResponseFhir.as_view(), name="api_fhir"),
    path(
        f"{V1}/responses/<uuid:ref>/take-back",
        responses.TakenBack.as_view(),
        name="api_take_back",
    ),
    path(
        f"{V1}/responses/<uuid:ref>/correction",
        responses.Correction.as_view(),
        name="api_correct",
    ),
    path(f"{V1}/matters", visits.Matters.as_view(), name="api_matters"),
    path(f"{V1}/visits", visits.Visits.as_view(), name="api_visits"),
    path(f"{V1}/visits/<uuid:ref>", visits.OneVisit.as_view(), name="api_visit"),
    path(
        f"{V1}/visits/<uuid:ref>/questions",
        visits.VisitLines.as_view(),
        {"about": "questions"},
        name="api_visit_questions",
    ),
    path(
        f"{V1}/visits/<uuid:ref>/agreed",
        visits.VisitLines.as_view(),
        {"about": "agreed"},
        name="api_visit_agreed",
    ),
    path(f"{V1}/diary/measures", diary.Measures.as_view(), name="api_diary_measures"),
    path(f"{V1}/diary/measures/<uuid:ref>", diary.OneMeasure.as_view(), name="api_diary_measure"),
    path(
        f"{V1}/diary/measures/<uuid:ref>/entries",
        diary.Numbers.as_view(),
        name="api_write_in_diary",
    ),
    path(f"{V1}/diary/entries", diary.Entries.as_view(), name="api_diary_entries"),
    path(f"{V1}/diary/entries/<uuid:ref>", diary.OneEntry.as_view(), name="api_diary_entry"),
    path(f"{V1}/schedules", schedules.Schedules.as_view(), name="api_schedules"),
    path(f"{V1}/schedules/<uuid:ref>", schedules.OneSchedule.as_view(), name="api_schedule"),
    path(f"{V1}/schedules/<uuid:ref>/pause", schedules.Pause.as_view(), name="api_pause"),
    path(f"{V1}/schedules/<uuid:ref>/anchor", own_plans.Anchor.as_view(), name="api_anchor"),
    path(f"{V1}/schedules/<uuid:ref>/why", own_plans.Why.as_view(), name="api_why"),
    path(f"{V1}/reasons", own_plans.Reasons.as_view(), name="api_reasons"),
    path(f"{V1}/reasons/<uuid:ref>", own_plans.OneReason.as_view(), name="api_reason"),
    path(f"{V1}/answer-weekday", own_plans.Weekday.as_view(), name="api_weekday"),
    path(
        f"{V1}/assignments/<uuid:ref>/telephone-code",
        codes.TelephoneCode.as_view(),
        name="api_telephone_code",
    ),
    path(
        f"{V1}/assignments/<uuid:ref>/tablet-code",
        codes.TabletCode.as_view(),
        name="api_tablet_code",
    ),
    path(f"{V1}/visits/<uuid:ref>/code", codes.DoctorCode.as_view(), name="api_doctor_code"),
    path(f"{V1}/codebook", codebook.Codebook.as_view(), name="api_codebook"),
    path(f"{V1}/codebook/<slug:slug>", codebook.OneBook.as_view(), name="api_book"),
    path(f"{V1}/register", codebook.Register.as_view(), name="api_register"),
    path(
        f"{V1}/fhir/QuestionnaireResponse",
        fhir_in.FhirResponses.as_view(),
        name="api_fhir_in",
    ),
    path(f"{V1}/fhir/Questionnaire", fhir_out.Questionnaires.as_view(), name="api_questionnaires"),
    path(f"{V1}/fhir/Observation", fhir_out.MyObservations.as_view(), name="api_observations"),
    path(f"{V1}/course", responses.Course.as_view(), name="api_course"),
    path(f"{V1}/patients", patients.Patients.as_view(), name="api_patients"),
    path(
        f"{V1}/patients/<uuid:subject>/scores", patients.PatientScores.as_view(), name="api_scores"
    ),
    path(
        f"{V1}/patients/<uuid:subject>/fhir/QuestionnaireResponse",
        fhir_out.PatientResponses.as_view(),
        name="api_patient_responses",
    ),
    path(
        f"{V1}/patients/<uuid:subject>/fhir/Observation",
        fhir_out.PatientObservations.as_view(),
        name="api_patient_observations",
    ),
    *(path(f"{PATIENT}/{end}", view.as_view(), name=name) for end, view, name in PLANNING),
]
