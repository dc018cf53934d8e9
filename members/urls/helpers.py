"""Helpers: those who help me, and those I help."""

from django.urls import path

from members.views import helpers, helpers_office, helping

urlpatterns = [
    path("helpers", helpers.helpers, name="helpers"),
    path("helpers/name", helpers.name, name="name_helper"),
    path("helpers/codes/<int:ticket_id>/take-back", helpers.take_back, name="take_back_help"),
    path("helpers/<int:grant_id>/change", helpers.change, name="change_helper"),
    path("helpers/<int:grant_id>/end", helpers.end, name="end_helper"),
    # The helper's side
    path("helping", helping.helping, name="helping"),
    path("helping/code", helping.code, name="help_code"),
    path("helping/with/<str:code>", helping.help_with, name="help_with"),
    path("helping/over", helping.over, name="help_over"),
    path("helping/back", helping.back, name="help_back"),
    path("helping/<int:grant_id>/act", helping.begin, name="act_for"),
    path("helping/<int:grant_id>/end", helping.stop, name="stop_helping"),
    # The office, by telephone and letter
    path("office/people/<uuid:ref>/helpers", helpers_office.person_helpers, name="person_helpers"),
    path("office/people/<uuid:ref>/helpers/name", helpers_office.name_for, name="name_helper_for"),
    path(
        "office/people/<uuid:ref>/helpers/<str:what>/<int:pk>/end",
        helpers_office.end_for,
        name="end_helper_for",
    ),
    path("for", helping.for_whom, name="for_whom"),
]
