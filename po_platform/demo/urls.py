"""Addresses of the demo; elsewhere they answer 404."""

from django.urls import path

from . import views

app_name = "demo"

urlpatterns = [
    path("demo", views.figures, name="figures"),
    path("demo/be/<slug:key>", views.become, name="become"),
]
