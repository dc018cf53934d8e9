"""Addresses of the members app; one file for each thing people come for."""

from . import (
    desk,
    events,
    front,
    groups,
    helpers,
    joining,
    me,
    office,
    proxies,
    publishing,
    rights,
    set_up,
    sharing,
    signing,
)

app_name = "members"

urlpatterns = [
    *front.urlpatterns,
    *joining.urlpatterns,
    *signing.urlpatterns,
    *me.urlpatterns,
    *sharing.urlpatterns,
    *helpers.urlpatterns,
    *proxies.urlpatterns,
    *groups.urlpatterns,
    *events.urlpatterns,
    *office.urlpatterns,
    *desk.urlpatterns,
    *publishing.urlpatterns,
    *rights.urlpatterns,
    *set_up.urlpatterns,
]
