"""Events of groups and of everybody."""

from django.urls import path

from members.views import events, events_kept

urlpatterns = [
    path("events", events.events, name="events"),
    path("events/new", events_kept.new_event, name="new_event"),
    path("events/<uuid:ref>", events.event, name="event"),
    path("events/<uuid:ref>/calendar.ics", events.calendar, name="event_calendar"),
    path("events/<uuid:ref>/come", events.come, name="come_to_event"),
    path("events/<uuid:ref>/stay-away", events.stay_away, name="stay_away"),
    path("events/<uuid:ref>/change", events_kept.change_event, name="change_event"),
    path("events/<uuid:ref>/cancel", events_kept.cancel_event, name="cancel_event"),
    path("events/<uuid:ref>/off", events_kept.take_off_event, name="take_off_event"),
    path("events/<uuid:ref>/people", events_kept.event_people, name="event_people"),
    path("groups/<uuid:ref>/events/new", events_kept.new_group_event, name="new_group_event"),
    path("me/events", events.my_events, name="my_events"),
]
