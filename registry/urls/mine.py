"""Addresses of registries for members: joining, what they agreed to, their own data."""

from django.urls import path

from registry.views import joining, my_consent

urlpatterns = [
    path("registries", joining.registries, name="registries"),
    path("registries/<slug:slug>", joining.registry, name="about"),
    path("registries/<slug:slug>/join", joining.join, name="join"),
    path("registries/<slug:slug>/consent", my_consent.my_consent, name="my_consent"),
    path("registries/<slug:slug>/consent/<slug:code>", my_consent.my_answer, name="my_answer"),
    path("registries/<slug:slug>/leave", my_consent.leave, name="leave"),
]
