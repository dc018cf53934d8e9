"""Joining: open, by invitation, or approved by a person."""

from django.urls import path

from members.views import by_letter, invited, joining, newcomers

urlpatterns = [
    path("join", joining.join, name="join"),
    path("join/code", joining.join_code, name="join_code"),
    path("join/code/again", joining.join_again, name="join_again"),
    path("join/name", newcomers.join_name, name="join_name"),
    path("join/invitation", invited.invitation, name="invitation"),
    path("join/with/<str:code>", invited.join_invited, name="join_invited"),
    path("join/by-letter", by_letter.join_by_letter, name="join_by_letter"),
    path("join/waiting", newcomers.waiting, name="waiting"),
]
