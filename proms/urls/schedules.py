"""Schedules: a member's, a patient's, everybody's."""

from django.urls import path

from proms.views import planning, schedules, taking_part

urlpatterns = [
    path("schedules", schedules.mine, name="schedules"),
    path("schedules/new", schedules.new, name="new_schedule"),
    path("schedules/<uuid:ref>", schedules.one, name="schedule"),
    path("schedules/<uuid:ref>/change", schedules.change, name="change_schedule"),
    path("schedules/<uuid:ref>/why", schedules.why, name="why_not"),
    path("schedules/reasons/<uuid:ref>", schedules.show_why, name="show_reason"),
    path("my-answers/take-part", taking_part.offered, name="offered"),
    path("my-answers/take-part/<uuid:ref>", taking_part.begin, name="take_part"),
    path("for-everybody", schedules.for_everybody, name="schedules_for_everybody"),
    path("for-everybody/new", schedules.new_for_everybody, name="new_for_everybody"),
    path("for-everybody/<uuid:ref>/change", taking_part.change, name="change_for_everybody"),
    path("for-everybody/<uuid:ref>/move", schedules.move_for_everybody, name="move_for_everybody"),
    path("for-everybody/<uuid:ref>/end", schedules.end_for_everybody, name="end_for_everybody"),
    path("clinic/people/<uuid:subject>/plan", planning.plan, name="plan_for_patient"),
    path(
        "clinic/people/<uuid:subject>/plan/visits/<uuid:ref>",
        planning.move,
        name="move_patient_visit",
    ),
    path(
        "clinic/people/<uuid:subject>/plan/visits/<uuid:ref>/cancel",
        planning.cancel,
        name="cancel_patient_visit",
    ),
    path(
        "clinic/people/<uuid:subject>/plan/<uuid:ref>/move",
        planning.move_plan,
        name="move_for_patient",
    ),
    path("clinic/people/<uuid:subject>/plan/<uuid:ref>/end", planning.end, name="end_for_patient"),
]
