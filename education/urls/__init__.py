"""Addresses of health pages: /learn for readers, /write for those who write and check; programmes."""

from . import desk, programme_desk, programmes, reading

app_name = "education"

urlpatterns = [
    *reading.urlpatterns,
    *desk.urlpatterns,
    *programme_desk.urlpatterns,
    *programmes.urlpatterns,
]
