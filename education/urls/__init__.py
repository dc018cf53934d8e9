"""Addresses of health pages: /learn for readers, /write for those who write and check; programmes; taking part."""

from . import desk, guides, involving, programme_desk, programmes, reading

app_name = "education"

urlpatterns = [
    *reading.urlpatterns,
    *involving.urlpatterns,
    *desk.urlpatterns,
    *programme_desk.urlpatterns,
    *programmes.urlpatterns,
    *guides.urlpatterns,
]
