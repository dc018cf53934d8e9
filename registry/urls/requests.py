"""Addresses of requests for data: from the first words to the release and what came out of it."""

from django.urls import path

from registry.views import cohorts, committee, deciding, papers, releases, requests, uses

ONE = "data-requests/<uuid:ref>"

urlpatterns = [
    path("data-requests", requests.all_requests, name="data_requests"),
    path("data-requests/numbers/<slug:registry>", committee.more_numbers, name="more_numbers"),
    path("data-requests/deputy", committee.deputy, name="deputy"),
    path("registry/<slug:registry>/decisions", committee.release_rules, name="release_rules"),
    path("data-requests/new", requests.new_request, name="new_request"),
    path(ONE, requests.data_request, name="data_request"),
    path(f"{ONE}/words", requests.words, name="request_words"),
    path(f"{ONE}/questions", requests.variables, name="request_variables"),
    path(f"{ONE}/people", cohorts.people, name="request_people"),
    path(f"{ONE}/count", cohorts.count, name="count_request"),
    path(f"{ONE}/papers/<str:kind>", requests.bring_paper, name="bring_paper"),
    path(f"{ONE}/paper/<uuid:paper>", requests.paper, name="request_paper"),
    path(f"{ONE}/artificial.csv", papers.artificial, name="artificial"),
    path(f"{ONE}/pack.pdf", papers.pack, name="request_pack"),
    path(f"{ONE}/steps/<str:move>", deciding.step, name="request_step"),
    path(f"{ONE}/vote", deciding.vote, name="request_vote"),
    path(f"{ONE}/decision", deciding.decide, name="request_decide"),
    path(f"{ONE}/release", releases.release, name="release"),
    path(f"{ONE}/release/make", releases.build, name="build_release"),
    path(f"{ONE}/release/free", releases.free, name="free_release"),
    path(f"{ONE}/release/throw-away", releases.throw_away, name="throw_away"),
    path(f"{ONE}/release/end", releases.stop, name="stop_release"),
    path(f"{ONE}/release/link", releases.recipient, name="recipient"),
    path(f"{ONE}/release/deletions", releases.deletions, name="deletions"),
    path(f"{ONE}/release/destroyed", releases.destroyed, name="destroyed"),
    path(f"{ONE}/release/certificate", releases.certificate, name="certificate"),
    path(f"{ONE}/results", releases.results, name="results"),
    path(f"{ONE}/results/publish", releases.publish, name="publish_results"),
    path("data-releases/<uuid:ref>", releases.my_release, name="my_release"),
    path("data-releases/<uuid:ref>/file", releases.fetch, name="fetch_release"),
    path("uses-of-data", uses.uses, name="uses"),
    path("me/uses-of-data", uses.my_uses, name="my_uses"),
]
