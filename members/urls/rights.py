"""Requests about somebody's data, who fills which duty, and which parts there are."""

from django.urls import path

from members.views import duties, parts, rights, rights_steps, used

urlpatterns = [
    path("office/used", used.used, name="used"),
    path("office/used/<int:year>-<int:month>", used.used, name="used_in"),
    path("office/duties", duties.duties, name="duties"),
    path("office/organisation/parts", parts.parts, name="organisation_parts"),
    path("office/requests", rights.requests, name="requests"),
    path("office/requests/new", rights.new, name="new_request"),
    path("office/requests/register.csv", rights.register, name="requests_register"),
    path("office/requests/<uuid:ref>", rights.case, name="request"),
    path("office/requests/<uuid:ref>/who", rights_steps.shown, name="request_who"),
    path("office/requests/<uuid:ref>/longer", rights_steps.extend, name="extend_request"),
    path("office/requests/<uuid:ref>/longer.pdf", rights_steps.longer, name="request_longer"),
    path("office/requests/<uuid:ref>/search", rights_steps.search, name="search_request"),
    path("office/requests/<uuid:ref>/places", rights_steps.places, name="request_places"),
    path("office/requests/<uuid:ref>/answer", rights_steps.answer, name="answer_request"),
    path("office/requests/<uuid:ref>/look", rights_steps.look, name="look_at_request"),
    path("office/requests/<uuid:ref>/not-yet", rights_steps.not_yet, name="request_not_yet"),
    path("office/requests/<uuid:ref>/file", rights.pack, name="request_file"),
    path("office/requests/<uuid:ref>/file/again", rights.pack_again, name="request_file_again"),
    path("office/requests/<uuid:ref>/finish", rights.finish, name="finish_request"),
]
