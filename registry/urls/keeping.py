"""Addresses of the registry: datasets, their dictionaries, their data, and single entries."""

from django.urls import path

from registry.views import (
    asking,
    data,
    data_out,
    datasets,
    doubles,
    entries,
    keepers,
    quality,
    records,
    sheets,
)

urlpatterns = [
    # Before registries, so that a dataset may be called like one of their pages.
    path("registry/datasets/<slug:slug>", datasets.dataset, name="dataset"),
    path("registry/datasets/<slug:slug>/dictionary", datasets.new_version, name="new_version"),
    path("registry/datasets/<slug:slug>/dictionary.csv", datasets.dictionary, name="dictionary"),
    path("registry/datasets/<slug:slug>/draft", datasets.draft, name="draft"),
    path("registry/datasets/<slug:slug>/who-fills-in", datasets.who_fills, name="who_fills"),
    path("registry/datasets/<slug:slug>/who-is-who", doubles.who_asks, name="who_asks"),
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
    path("registry/datasets/<slug:slug>/out", data_out.data_out, name="data_out"),
    path("registry/datasets/<slug:slug>/out/file", data_out.take_out, name="take_out"),
    path("registry/datasets/<slug:slug>/quality", quality.quality, name="quality"),
    path("registry/datasets/<slug:slug>/quality/rules", quality.rules, name="quality_rules"),
    path(
        "registry/datasets/<slug:slug>/quality/rules/<uuid:ref>/stop",
        quality.stop_rule,
        name="stop_rule",
    ),
    path("registry/datasets/<slug:slug>/quality/right", quality.found_right, name="found_right"),
    path(
        "registry/datasets/<slug:slug>/quality/right/<uuid:ref>/again",
        quality.open_again,
        name="open_again",
    ),
    path("registry", datasets.home, name="home"),
    path("registry/new", datasets.new_registry, name="new_registry"),
    path("registry/<slug:registry>/new-dataset", datasets.new_dataset, name="new_dataset"),
    path("registry/<slug:registry>/eu-elements", datasets.add_eu_elements, name="eu_elements"),
    path("registry/<slug:registry>/people", keepers.keepers, name="keepers"),
    path("registry/<slug:registry>/people/name", keepers.name, name="name_keeper"),
    path("registry/<slug:registry>/people/<uuid:ref>", keepers.keeper, name="keeper"),
    path("registry/<slug:registry>/consent", sheets.consent, name="consent"),
    path("registry/<slug:registry>/consent/begin", sheets.begin, name="consent_begin"),
    path("registry/<slug:registry>/consent/publish", sheets.publish, name="consent_publish"),
    path("registry/<slug:registry>/consent/texts", sheets.texts, name="consent_texts"),
    path(
        "registry/<slug:registry>/consent/questions/<slug:code>",
        sheets.question,
        name="consent_question",
    ),
    path(
        "registry/<slug:registry>/consent/checks/<int:number>", sheets.check, name="consent_check"
    ),
    path("registry/entries/<uuid:ref>/odd/<str:kind>/<str:link_id>", quality.oddity, name="oddity"),
    path("registry/entries/<uuid:ref>", entries.entry, name="entry"),
    path("registry/entries/<uuid:ref>/values", asking.values, name="values"),
    path("registry/entries/<uuid:ref>/confirm", asking.confirm, name="confirm"),
    path("registry/entries/<uuid:ref>/ask/<str:link_id>", asking.ask_about, name="ask"),
    path("registry/<slug:registry>/questions", asking.queries, name="queries"),
    path("registry/questions/<uuid:ref>", asking.query, name="query"),
    path("registry/<slug:registry>/doubles", doubles.doubles, name="doubles"),
    path("registry/<slug:registry>/put-together", doubles.joined, name="joined"),
    path("registry/doubles/<uuid:ref>", doubles.double, name="double"),
    path("registry/put-together/<uuid:ref>/apart", doubles.apart, name="apart"),
]
