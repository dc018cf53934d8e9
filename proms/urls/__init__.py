"""Addresses of the proms app: answering, one's own course, the clinician's page, the curator's."""

from . import (
    answering,
    api,
    check_ins,
    clinician,
    curating,
    desk,
    diary,
    one_tap,
    own,
    room,
    schedules,
    visits,
)

app_name = "proms"

urlpatterns = [
    *answering.urlpatterns,
    *desk.urlpatterns,
    *one_tap.urlpatterns,
    *own.urlpatterns,
    *room.urlpatterns,
    *visits.urlpatterns,
    *schedules.urlpatterns,
    *diary.urlpatterns,
    *clinician.urlpatterns,
    *curating.urlpatterns,
    *check_ins.urlpatterns,
    *api.urlpatterns,
]
