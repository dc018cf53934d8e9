"""Sign-in, second factor, fresh proof, sessions, tokens."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
