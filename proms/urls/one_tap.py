"""Answering from the link of a reminder, without signing in: this one form, then the next of its bundle."""

from django.urls import path

from proms.views import one_tap

urlpatterns = [
    path("waiting/<str:secret>", one_tap.link, name="waiting_link"),
    path("waiting/form/<int:ticket_id>", one_tap.begin, name="link_form"),
    path("waiting/form/<int:ticket_id>/next", one_tap.go_on, name="link_next"),
    path("waiting/form/<int:ticket_id>/all", one_tap.all_questions, name="link_all"),
    path("waiting/form/<int:ticket_id>/<int:number>", one_tap.question, name="link_question"),
    path("waiting/form/<int:ticket_id>/check", one_tap.check, name="link_check"),
]
