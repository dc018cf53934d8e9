"""Addresses of registries for members: joining, what they agreed to, their own data."""

from django.urls import path

from registry.views import (
    asked_of_me,
    before,
    ending,
    figures,
    found_for_me,
    from_scores,
    joining,
    my_consent,
    own_data,
    own_record,
    terms,
)

urlpatterns = [
    path("registries", joining.registries, name="registries"),
    path("registries/terms/found", terms.terms, name="terms"),
    path("registries/<slug:slug>", joining.registry, name="about"),
    path("registries/<slug:slug>/figures", figures.figures, name="figures"),
    path("registries/<slug:slug>/codebook", figures.asked, name="asked"),
    path("registries/<slug:slug>/codebook.csv", figures.asked_file, name="asked_file"),
    path("registries/<slug:slug>/join", joining.join, name="join"),
    path("registries/<slug:slug>/consent", my_consent.my_consent, name="my_consent"),
    path("registries/<slug:slug>/consent/<slug:code>", my_consent.my_answer, name="my_answer"),
    path("registries/<slug:slug>/data", own_data.my_data, name="my_data"),
    path("registries/<slug:slug>/data/take-over", own_record.take_over, name="my_take_over"),
    path(
        "registries/<slug:slug>/data/from-questionnaires",
        from_scores.take_over,
        name="my_scores",
    ),
    path("registries/<slug:slug>/data/<slug:dataset>/<str:form>", own_data.fill, name="my_form"),
    path(
        "registries/<slug:slug>/data/<slug:dataset>/<str:form>/nothing-new",
        own_data.nothing_new,
        name="my_nothing_new",
    ),
    path(
        "registries/<slug:slug>/data/<slug:dataset>/<str:form>/paper",
        own_data.on_paper,
        name="my_paper",
    ),
    path("registries/entries/<uuid:ref>", own_data.my_entry, name="my_entry"),
    path("registries/entries/<uuid:ref>/change", own_data.change, name="my_entry_change"),
    path("registries/entries/<uuid:ref>/before", before.my_before, name="my_before"),
    path("registries/entries/<uuid:ref>/same", own_data.same, name="my_entry_same"),
    path("registries/entries/<uuid:ref>/wrong/<str:link_id>", asked_of_me.wrong, name="my_wrong"),
    path("registries/found/<uuid:ref>", found_for_me.found_for_her, name="found_for_her"),
    path("registries/questions/<uuid:ref>", asked_of_me.asked, name="my_asked"),
    path("registries/questions/<uuid:ref>/again", asked_of_me.again, name="my_again"),
    path("registries/<slug:slug>/leave", ending.leave, name="leave"),
    path("registries/<slug:slug>/give-again", ending.give_again, name="give_again"),
]
