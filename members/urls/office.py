"""The administrator's pages."""

from django.urls import URLPattern, path

from members.views import organisation

urlpatterns: list[URLPattern] = [
    path("office/organisation", organisation.organisation, name="organisation"),
    path("office/organisation/name", organisation.name, name="organisation_name"),
    path("office/organisation/colours", organisation.colours, name="organisation_colours"),
    path("office/organisation/joining", organisation.joining, name="organisation_joining"),
    path("office/organisation/texts", organisation.texts, name="organisation_texts"),
]
