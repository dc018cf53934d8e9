"""The same for programs, under /api/v1/."""

from django.urls import path
from rest_framework.views import APIView

from proms.api import (
    arranging,
    asking_patients,
    assignments,
    beginning,
    check_in_parts,
    check_ins,
    clinics,
    codebook,
    codes,
    computed,
    counting,
    day_lists,
    desk,
    diary,
    fhir_in,
    fhir_out,
    for_everybody,
    keeping,
    licences,
    offers,
    own_plans,
    own_record,
    patients,
    planning,
    purpose,
    responses,
    schedules,
    scoring,
    summaries,
    tables,
    visits,
)

V1 = "api/v1"

PATIENT = f"{V1}/patients/<uuid:subject>"
PLANNING: tuple[tuple[str, type[APIView], str], ...] = (
    ("responses/<uuid:ref>/how", computed.PatientWorking, "api_patient_how"),
    ("summary", summaries.PatientSummaryText, "api_patient_summary"),
    ("summary.pdf", summaries.PatientSummaryPdf, "api_patient_summary_pdf"),
    ("table", tables.PatientTable, "api_patient_table"),
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
    ("scales", arranging.PatientScales, "api_patient_scales"),
    ("clinic-numbers", arranging.PatientNumbers, "api_clinic_numbers"),
    ("clinic-numbers/<int:clinic_id>", arranging.OnePatientNumber, "api_clinic_number"),
)
CLINIC = f"{V1}/clinics/<int:clinic_id>"
AT_CLINIC: tuple[tuple[str, type[APIView], str], ...] = (
    ("scales", clinics.ClinicScales, "api_clinic_scales"),
    ("guidance", clinics.ClinicGuidance, "api_guidance"),
    ("guidance/<uuid:ref>", clinics.OneGuidance, "api_one_guidance"),
    ("day-list", day_lists.DayList, "api_day_list"),
    ("day-list/noted", day_lists.DayListNoted, "api_day_list_noted"),
)
REGISTERED = f"{V1}/register/<slug:slug>"
KEEPING: tuple[tuple[str, type[APIView], str], ...] = (
    ("licence", licences.OneLicence, "api_licence"),
    ("licence/<slug:language>", licences.LanguageLicence, "api_language_licence"),
    ("papers/<uuid:ref>", licences.LicencePaper, "api_licence_paper"),
    ("value-sets", counting.ValueSets, "api_value_sets"),
    ("again", counting.Again, "api_score_again"),
    ("scoring/<slug:spec>", scoring.Fit, "api_fit"),
    ("use", keeping.Use, "api_use"),
    ("drawn", keeping.Drawn, "api_drawn"),
    ("ask-all", keeping.AskAll, "api_ask_all"),
)
EVERYBODY = f"{V1}/for-everybody"
CHECK_IN = f"{V1}/check-ins/<uuid:ref>"
WRITING: tuple[tuple[str, type[APIView], str], ...] = (
    ("title", check_in_parts.CheckInTitle, "api_check_in_title"),
    ("questions", check_in_parts.CheckInQuestions, "api_check_in_questions"),
    ("questions/<slug:name>", check_in_parts.CheckInQuestion, "api_check_in_question"),
    ("questions/<slug:name>/answers", check_in_parts.CheckInAnswers, "api_check_in_answers"),
    ("scales", check_in_parts.CheckInScales, "api_check_in_scales"),
    ("scales/<slug:name>", check_in_parts.CheckInScale, "api_check_in_scale"),
    ("scales/<slug:name>/bands", check_in_parts.CheckInBands, "api_check_in_bands"),
    ("parts/<slug:name>", check_in_parts.CheckInPart, "api_check_in_part"),
    ("numbers", check_in_parts.CheckInNumbers, "api_check_in_numbers"),
)
DESK = f"{V1}/desk/answers"

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
    path(f"{V1}/responses/<uuid:ref>/how", computed.MyWorking.as_view(), name="api_how"),
    path(f"{V1}/responses/<uuid:ref>/fhir", responses.OneResponseFhir.as_view(), name="api_fhir"),
    path(f"{V1}/responses/<uuid:ref>/kept", responses.KeptToMyself.as_view(), name="api_kept"),
    path(f"{V1}/responses/<uuid:ref>/readers", responses.Readers.as_view(), name="api_readers"),
    path(
        f"{V1}/responses/<uuid:ref>/table", tables.MyResponseTable.as_view(), name="api_answers_csv"
    ),
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
    path(
        f"{V1}/visits/<uuid:ref>/own-record",
        own_record.VisitRecord.as_view(),
        name="api_visit_record",
    ),
    path(
        f"{V1}/visits/<uuid:ref>/summary", summaries.MySummaryText.as_view(), name="api_my_summary"
    ),
    path(
        f"{V1}/visits/<uuid:ref>/summary.pdf",
        summaries.MySummaryPdf.as_view(),
        name="api_my_summary_pdf",
    ),
    path(f"{V1}/diary/table", tables.MyDiaryTable.as_view(), name="api_diary_table"),
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
    path(f"{V1}/offers", offers.Offers.as_view(), name="api_offers"),
    path(f"{V1}/offers/<uuid:ref>", offers.OneOffer.as_view(), name="api_take_part"),
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
    path(f"{V1}/register", keeping.Register.as_view(), name="api_register"),
    *(path(f"{REGISTERED}/{end}", view.as_view(), name=name) for end, view, name in KEEPING),
    path(f"{V1}/check-ins", check_ins.CheckIns.as_view(), name="api_check_ins"),
    path(CHECK_IN, check_ins.OneCheckIn.as_view(), name="api_check_in"),
    path(
        f"{CHECK_IN}/published",
        check_ins.PublishedCheckIn.as_view(),
        name="api_publish_check_in",
    ),
    *(path(f"{CHECK_IN}/{end}", view.as_view(), name=name) for end, view, name in WRITING),
    path(DESK, desk.DeskForm.as_view(), name="api_desk_form"),
    path(f"{DESK}/sent", desk.DeskAnswers.as_view(), name="api_desk_answers"),
    path(f"{DESK}/differences", desk.DeskDifferences.as_view(), name="api_desk_differences"),
    path(f"{V1}/intended-purpose", purpose.IntendedPurpose.as_view(), name="api_intended_purpose"),
    path(EVERYBODY, for_everybody.ForEverybody.as_view(), name="api_for_everybody"),
    path(
        f"{EVERYBODY}/<uuid:ref>",
        for_everybody.OneForEverybody.as_view(),
        name="api_one_for_everybody",
    ),
    path(
        f"{EVERYBODY}/<uuid:ref>/anchor",
        for_everybody.EverybodysAnchor.as_view(),
        name="api_everybodys_anchor",
    ),
    path(f"{V1}/clinics", clinics.Clinics.as_view(), name="api_clinics"),
    *(path(f"{CLINIC}/{end}", view.as_view(), name=name) for end, view, name in AT_CLINIC),
    path(
        f"{V1}/fhir/QuestionnaireResponse",
        fhir_in.FhirResponses.as_view(),
        name="api_fhir_in",
    ),
    path(f"{V1}/fhir/Questionnaire", fhir_out.Questionnaires.as_view(), name="api_questionnaires"),
    path(f"{V1}/fhir/Observation", fhir_out.MyObservations.as_view(), name="api_observations"),
    path(f"{V1}/table", tables.MyTable.as_view(), name="api_table"),
    path(f"{V1}/patients/table", tables.PatientsTable.as_view(), name="api_patients_table"),
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
