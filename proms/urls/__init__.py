"""Addresses of the proms app: answering, one's own course, the clinician's page, the curator's."""

from . import answering, api, clinician, curating, desk, own, visits

app_name = "proms"

urlpatterns = [
    *answering.urlpatterns,
    *desk.urlpatterns,
    *own.urlpatterns,
    *visits.urlpatterns,
    *clinician.urlpatterns,
    *curating.urlpatterns,
    *api.urlpatterns,
]
