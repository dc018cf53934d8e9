"""Joining: open, by invitation, or approved by a person."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
