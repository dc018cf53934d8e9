"""The same for programs, under /api/v1/."""

from django.urls import path

from proms.api import assignments, fhir_in, fhir_out, patients, responses

V1 = "api/v1"

urlpatterns = [
    path(f"{V1}/assignments", assignments.Assignments.as_view(), name="api_assignments"),
    path(
        f"{V1}/assignments/<uuid:ref>", assignments.OneAssignment.as_view(), name="api_assignment"
    ),
    path(f"{V1}/assignments/<uuid:ref>/responses", assignments.Sendings.as_view(), name="api_send"),
    path(f"{V1}/responses", responses.Responses.as_view(), name="api_responses"),
    path(f"{V1}/responses/<uuid:ref>", responses.OneResponse.as_view(), name="api_response"),
    path(f"{V1}/responses/<uuid:ref>/fhir", responses.OneResponseFhir.as_view(), name="api_fhir"),
    path(
        f"{V1}/fhir/QuestionnaireResponse",
        fhir_in.FhirResponses.as_view(),
        name="api_fhir_in",
    ),
    path(f"{V1}/fhir/Observation", fhir_out.MyObservations.as_view(), name="api_observations"),
    path(f"{V1}/course", responses.Course.as_view(), name="api_course"),
    path(f"{V1}/patients", patients.Patients.as_view(), name="api_patients"),
    path(
        f"{V1}/patients/<uuid:subject>/scores", patients.PatientScores.as_view(), name="api_scores"
    ),
    path(
        f"{V1}/patients/<uuid:subject>/fhir/Observation",
        fhir_out.PatientObservations.as_view(),
        name="api_patient_observations",
    ),
]
