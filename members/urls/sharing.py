"""Consent, and sharing with a clinician or a clinic."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
