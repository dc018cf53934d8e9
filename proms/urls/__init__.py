"""Addresses of the proms app: answering, one's own course, the clinician's page, the curator's."""

from . import answering, api, clinician, curating, own

app_name = "proms"

urlpatterns = [
    *answering.urlpatterns,
    *own.urlpatterns,
    *clinician.urlpatterns,
    *curating.urlpatterns,
    *api.urlpatterns,
]
