"""My data, preferences, who looked."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
