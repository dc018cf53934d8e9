"""Addresses of the registry: datasets, their dictionaries, their data, and single entries."""

from django.urls import path

from registry.views import asking, cohorts, data, datasets, deciding, entries, records

app_name = "registry"

urlpatterns = [
    path("registry", datasets.home, name="home"),
    path("registry/new", datasets.new_registry, name="new_registry"),
    path("registry/<slug:registry>/new-dataset", datasets.new_dataset, name="new_dataset"),
    path("registry/<slug:registry>/eu-elements", datasets.add_eu_elements, name="eu_elements"),
    path("registry/datasets/<slug:slug>", datasets.dataset, name="dataset"),
    path("registry/datasets/<slug:slug>/dictionary", datasets.new_version, name="new_version"),
    path("registry/datasets/<slug:slug>/dictionary.csv", datasets.dictionary, name="dictionary"),
    path("registry/datasets/<slug:slug>/draft", datasets.draft, name="draft"),
    path("registry/datasets/<slug:slug>/data", data.bring, name="bring_data"),
    path("registry/datasets/<slug:slug>/data/take-in", data.take_in, name="take_in_data"),
    path("registry/datasets/<slug:slug>/data/<uuid:batch>/undo", data.undo, name="undo_data"),
    path("registry/datasets/<slug:slug>/records", records.all_records, name="records"),
    path("registry/datasets/<slug:slug>/records/<uuid:record>", records.record, name="record"),
    path(
        "registry/datasets/<slug:slug>/records/<uuid:record>/<str:form>",
        entries.new_entry,
        name="new_entry",
    ),
    path("registry/entries/<uuid:ref>", entries.entry, name="entry"),
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
