"""My data, preferences, who looked."""

from django.urls import path

from members.views import (
    brought,
    download,
    erase,
    identity,
    last_wish,
    leave,
    me,
    my_requests,
    preferences,
)

urlpatterns = [
    path("me", me.my_data, name="me"),
    path("me/looks", me.looks, name="looks"),
    path("me/allowed", me.allowed, name="allowed"),
    path("me/allowed/<int:decision_id>", me.decision, name="decision"),
    path("me/identity", identity.identity, name="identity"),
    path("me/preferences", preferences.preferences, name="preferences"),
    path("me/preferences/try-mailbox", preferences.try_mailbox, name="try_mailbox"),
    path("me/download", download.download, name="download"),
    path("me/download/cancel", download.cancel_download, name="cancel_download"),
    path("me/brought", brought.brought, name="brought"),
    path("me/brought/<uuid:ref>", brought.brought_one, name="brought_one"),
    path("me/brought/<uuid:ref>/off", brought.brought_off, name="brought_off"),
    path("me/brought/<uuid:ref>/<slug:name>", brought.brought_part, name="brought_part"),
    path("me/erase", erase.erase, name="erase"),
    path("me/erase/keep", erase.keep, name="keep_data"),
    path("me/requests", my_requests.requests, name="my_requests"),
    path("me/requests/<uuid:ref>", my_requests.answer, name="my_request"),
    path("me/leave", leave.leave, name="leave"),
    path("me/last-wish", last_wish.last_wish, name="last_wish"),
    path("left", leave.left, name="left"),
    path("come-back/<str:code>", leave.back, name="come_back"),
    path("look", preferences.display, name="display"),
]
