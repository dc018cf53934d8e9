"""The curator's pages: instruments, import, licence, scoring, putting on lists."""

from django.urls import path

from proms.views import curating

urlpatterns = [
    path("instruments", curating.instruments, name="instruments"),
    path("instruments/import", curating.import_file, name="import"),
    path("instruments/<slug:slug>", curating.instrument, name="instrument"),
    path("instruments/<slug:slug>/licence", curating.licence, name="licence"),
    path("instruments/<slug:slug>/scoring", curating.scoring, name="scoring"),
    path("instruments/<slug:slug>/look", curating.preview, name="preview"),
    path("instruments/<slug:slug>/use", curating.use, name="use"),
    path("instruments/<slug:slug>/ask-all", curating.ask_all, name="ask_all"),
    path("instruments/<slug:slug>/fhir.json", curating.as_fhir, name="instrument_fhir"),
]
