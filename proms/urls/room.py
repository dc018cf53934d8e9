"""A tablet in a waiting room: one sitting by a code."""

from django.urls import path

from proms.views import room, room_codes, sheets

urlpatterns = [
    path("room", room.door, name="room"),
    path("room/form", room.begin, name="room_form"),
    path("room/<int:number>", room.question, name="room_question"),
    path("room/check", room.check, name="room_check"),
    path("room/still-there", room.still, name="room_still"),
    path("room/over", room.over, name="room_over"),
    path("room/thanks", room.thanks, name="room_thanks"),
    path("answer/<uuid:ref>/tablet", room_codes.mine, name="my_room_code"),
    path("clinic/people/<uuid:subject>/tablet", room_codes.of_patient, name="room_code"),
    path("clinic/people/<uuid:subject>/sheets/<uuid:ref>", sheets.of_patient, name="patient_sheet"),
]
