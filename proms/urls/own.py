"""One's own course: charts, what was sent, and taking it along."""

from django.urls import path

from proms.views import averages, long_table, own, table_of

urlpatterns = [
    path("my-answers", own.course, name="course"),
    path("my-answers/sent", own.responses, name="responses"),
    path("my-answers/numbers", own.numbers, name="numbers"),
    path("my-answers/averages", averages.mine, name="averages"),
    path("my-answers/bundle.json", own.all_as_bundle, name="bundle"),
    path("my-answers/table.csv", long_table.mine, name="long_table"),
    path("my-answers/wide.csv", long_table.mine, {"form": table_of.WIDE}, name="wide_table"),
    path("my-answers/start/<slug:slug>", own.start, name="start"),
    path("my-answers/<uuid:ref>", own.response, name="response"),
    path("my-answers/<uuid:ref>/how", own.how, name="how_computed"),
    path("my-answers/<uuid:ref>/who-reads", own.who_reads, name="who_reads"),
    path("my-answers/<uuid:ref>/keep", own.keep, name="keep_to_myself"),
    path("my-answers/<uuid:ref>/fhir.json", own.as_fhir, name="response_fhir"),
    path("my-answers/<uuid:ref>/bundle.json", own.as_bundle, name="response_bundle"),
    path("my-answers/<uuid:ref>/answers.csv", own.as_csv, name="response_csv"),
]
