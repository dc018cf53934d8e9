"""Addresses of health pages: /learn for readers, /write for those who write and check; programmes; taking part;
questions to experts under /experts, columns under /columns."""

from . import (
    buddies,
    columns,
    desk,
    experts,
    guides,
    involving,
    programme_desk,
    programmes,
    reading,
)

app_name = "education"

urlpatterns = [
    *reading.urlpatterns,
    *involving.urlpatterns,
    *experts.urlpatterns,
    *columns.urlpatterns,
    *desk.urlpatterns,
    *programme_desk.urlpatterns,
    *programmes.urlpatterns,
    *guides.urlpatterns,
    *buddies.urlpatterns,
]
