"""The curator's pages: instruments, import, licence, scoring, putting on lists."""

from django.urls import path

from proms.views import curating, taking_in

urlpatterns = [
    path("instruments", curating.all_instruments, name="instruments"),
    path("instruments/import", taking_in.import_file, name="import"),
    path("instruments/take-up/<slug:slug>", taking_in.take_up, name="take_up"),
    path("instruments/<slug:slug>", curating.instrument, name="instrument"),
    path("instruments/<slug:slug>/licence", curating.licence, name="licence"),
    path("instruments/<slug:slug>/scoring", taking_in.scoring, name="scoring"),
    path("instruments/<slug:slug>/scoring/<slug:spec>", taking_in.fit, name="fit"),
    path("instruments/<slug:slug>/look", curating.preview, name="preview"),
    path("instruments/<slug:slug>/ask-all", curating.ask_all, name="ask_all"),
    path("instruments/<slug:slug>/fhir.json", curating.as_fhir, name="instrument_fhir"),
]
