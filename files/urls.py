"""Addresses of the files app."""

from django.urls import path

from . import views

app_name = "files"

urlpatterns = [path("files/<uuid:ref>", views.stored_file, name="file")]
