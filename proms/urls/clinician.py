"""What a clinician opens: one page of a person who shares with her."""

from django.urls import path

from proms.views import (
    arranging,
    clinician,
    codebook,
    day_lists,
    guidance,
    long_table,
    patient_numbers,
    table_of,
)

urlpatterns = [
    path("clinic/people/<uuid:subject>", clinician.summary, name="summary"),
    path("clinic/people/<uuid:subject>/text", clinician.as_text, name="summary_text"),
    path("clinic/people/<uuid:subject>/summary.pdf", clinician.as_pdf, name="summary_pdf"),
    path("clinic/people/<uuid:subject>/numbers", clinician.numbers, name="patient_numbers"),
    path("clinic/people/<uuid:subject>/scales", arranging.patient, name="arrange_summary"),
    path("clinic/people/<uuid:subject>/number", patient_numbers.number, name="patient_number"),
    path("clinic/people/<uuid:subject>/table.csv", long_table.of_patient, name="patient_table"),
    path(
        "clinic/people/<uuid:subject>/wide.csv",
        long_table.of_patient,
        {"form": table_of.WIDE},
        name="patient_wide_table",
    ),
    path("clinic/table", long_table.of_patients, name="patients_table"),
    path("clinic/table.csv", long_table.fetch, name="fetch_long_table"),
    path("codebook", codebook.every, name="codebook"),
    path("codebook/codebook.csv", codebook.as_csv, name="codebook_csv"),
    path("codebook/codebook.json", codebook.as_json, name="codebook_json"),
    path("codebook/<slug:slug>", codebook.one, name="codebook_one"),
    path("clinic/mine", arranging.clinics, name="my_clinics"),
    path("clinic/day-list/<int:clinic_id>", day_lists.day_list, name="day_list"),
    path("clinic/scales/<int:clinic_id>", arranging.clinic, name="choose_clinic_scales"),
    path("clinic/guidance/<int:clinic_id>", guidance.mine, name="clinic_guidance"),
    path("clinic/guidance/<int:clinic_id>/<uuid:ref>", guidance.one, name="change_guidance"),
    path("clinic/people/<uuid:subject>/ask", clinician.ask, name="ask_patient"),
    path(
        "clinic/people/<uuid:subject>/bundle.json", clinician.all_as_bundle, name="patient_bundle"
    ),
    path("clinic/people/<uuid:subject>/<uuid:ref>", clinician.response, name="patient_response"),
    path("clinic/people/<uuid:subject>/<uuid:ref>/how", clinician.how, name="patient_how"),
    path(
        "clinic/people/<uuid:subject>/<uuid:ref>/fhir.json",
        clinician.as_fhir,
        name="patient_response_fhir",
    ),
    path(
        "clinic/people/<uuid:subject>/<uuid:ref>/bundle.json",
        clinician.as_bundle,
        name="patient_response_bundle",
    ),
]
