"""My data, preferences, who looked."""

from django.urls import path

from members.views import identity, me, preferences

urlpatterns = [
    path("me", me.my_data, name="me"),
    path("me/looks", me.looks, name="looks"),
    path("me/allowed", me.allowed, name="allowed"),
    path("me/allowed/<int:decision_id>", me.decision, name="decision"),
    path("me/identity", identity.identity, name="identity"),
    path("me/preferences", preferences.preferences, name="preferences"),
    path("look", preferences.display, name="display"),
]
