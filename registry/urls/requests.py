"""Addresses of requests for data, from the first words to the release."""

from django.urls import path

from registry.views import asking, cohorts, deciding

urlpatterns = [
    path("data-requests", asking.all_requests, name="data_requests"),
    path("data-requests/new", asking.new_request, name="new_request"),
    path("data-requests/<uuid:ref>", asking.data_request, name="data_request"),
    path("data-requests/<uuid:ref>/words", asking.words, name="request_words"),
    path("data-requests/<uuid:ref>/questions", asking.variables, name="request_variables"),
    path("data-requests/<uuid:ref>/people", cohorts.people, name="request_people"),
    path("data-requests/<uuid:ref>/papers/<str:kind>", asking.bring_paper, name="bring_paper"),
    path("data-requests/<uuid:ref>/paper/<uuid:paper>", asking.paper, name="request_paper"),
    path("data-requests/<uuid:ref>/steps/<str:move>", deciding.step, name="request_step"),
    path("data-requests/<uuid:ref>/vote", deciding.vote, name="request_vote"),
    path("data-requests/<uuid:ref>/decision", deciding.decide, name="request_decide"),
]
