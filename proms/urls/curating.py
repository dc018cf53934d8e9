"""The curator's pages: instruments, import, licence, scoring, putting on lists."""

from django.urls import path

from proms.views import (
    averages,
    computing,
    curating,
    fitting,
    intended_purpose,
    licences,
    taking_in,
)

urlpatterns = [
    path("office/intended-purpose", intended_purpose.intended_purpose, name="intended_purpose"),
    path("instruments", curating.all_instruments, name="instruments"),
    path("instruments/import", taking_in.import_file, name="import"),
    path("instruments/take-up/<slug:slug>", taking_in.take_up, name="take_up"),
    path("instruments/<slug:slug>", curating.instrument, name="instrument"),
    path("instruments/<slug:slug>/licence", licences.licence, name="licence"),
    path(
        "instruments/<slug:slug>/licence/<slug:language>",
        licences.licence,
        name="language_licence",
    ),
    path("instruments/<slug:slug>/paper/<uuid:ref>", licences.evidence, name="evidence"),
    path("instruments/<slug:slug>/scoring", fitting.scoring, name="scoring"),
    path("instruments/<slug:slug>/scoring/<slug:spec>", fitting.fit, name="fit"),
    path("instruments/<slug:slug>/lines", fitting.drawn, name="drawn"),
    path("instruments/<slug:slug>/value-sets", computing.value_sets, name="value_sets"),
    path("instruments/<slug:slug>/averages", averages.tables, name="norm_tables"),
    path("instruments/<slug:slug>/again", computing.again, name="score_again"),
    path("instruments/<slug:slug>/look", curating.preview, name="preview"),
    path("instruments/<slug:slug>/ask-all", curating.ask_all, name="ask_all"),
    path("instruments/<slug:slug>/fhir.json", curating.as_fhir, name="instrument_fhir"),
]
