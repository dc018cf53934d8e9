"""Asking to be called, and the helper desk's calls."""

from django.urls import path

from members.views import call_me, calls, told

urlpatterns = [
    path("call-me", call_me.call_me, name="call_me"),
    path("call-me/<str:code>", call_me.call_wish, name="call_wish"),
    path("somebody-has-died", told.told, name="told"),
    path("desk/calls", calls.calls, name="calls"),
    path("desk/calls/rang", calls.rang, name="rang"),
    path("desk/calls/<uuid:ref>", calls.call, name="call"),
    path("desk/calls/<uuid:ref>/take", calls.take, name="take_call"),
    path("desk/calls/<uuid:ref>/put-back", calls.put_back, name="put_back_call"),
    path("desk/calls/<uuid:ref>/undo", calls.undo, name="undo_call"),
    path("office/organisation/calls", calls.promise, name="call_promise"),
]
