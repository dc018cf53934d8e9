"""What a member is asked when, for programs: reading it, pausing, leaving, planning for herself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from po_platform.access.actor import SignedIn
from proms.actions import schedules as actions
from proms.api.asker import OWN, actor_of
from proms.api.of_form import OfForm, read
from proms.models import Instrument, Schedule
from proms.pause_forms import PauseForm
from proms.queries.instruments import open_instruments
from proms.queries.schedules import OnSchedule, my_enrolments
from proms.schedule_forms import EVERY, MY_PLACES, PLACES, ScheduleForm

ANCHORS = (Schedule.Anchor.DAY, Schedule.Anchor.VISIT)


class ScheduleIn(OfForm):
    """Up to three questionnaires one may start oneself, in their order, again and again.

    `anchor`: from a day on, or around each visit (then `visit_days` before it). `every_number`: with
    `every` wn or mn, how many weeks or months. `until`: nothing of it opens after this day.
    """

    instruments = serializers.ListField(
        child=serializers.CharField(max_length=80), min_length=1, max_length=len(MY_PLACES)
    )
    anchor = serializers.ChoiceField([str(one) for one in ANCHORS], default="day")
    anchor_on = serializers.DateField(required=False, allow_null=True)
    visit_days = serializers.IntegerField(required=False, allow_null=True)
    every = serializers.ChoiceField(list(EVERY), default="once")
    every_number = serializers.IntegerField(required=False, allow_null=True)
    times = serializers.IntegerField(required=False, allow_null=True)
    until = serializers.DateField(required=False, allow_null=True)
    due_days = serializers.IntegerField(default=3)
    closes_days = serializers.IntegerField(default=7)
    reminders = serializers.IntegerField(default=1)

    choose = _("Choose among the questionnaires one may start oneself.")

    def offered(self) -> list[Instrument]:
        """Among which one chooses."""
        return open_instruments()

    def validate_instruments(self, given: list[str]) -> list[str]:
        if set(given) - {one.slug for one in self.offered()}:
            raise serializers.ValidationError(self.choose)
        return given

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        slugs = given.pop("instruments")
        return super().validate({**given, **dict(zip(PLACES, slugs, strict=False))})

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        return ScheduleForm(typed, instruments=self.offered(), anchors=ANCHORS)


class PauseIn(OfForm):
    """Nothing new before this day, within a year; `shown`: to those who see her answers."""

    until = serializers.DateField()
    shown = serializers.BooleanField(required=False, default=False)

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        return PauseForm(typed)


class ScheduleOut(serializers.Serializer[Any]):
    """What she is on: which questionnaires, how often, and the next days. `meant_for`: who planned.

    `rests_until`: nothing comes, because its clinic does not see her answers; then it ends.
    """

    ref = serializers.UUIDField(source="enrolment.ref")
    instruments = serializers.ListField(child=serializers.CharField(), source="names")
    rhythm = serializers.CharField()
    meant_for = serializers.CharField(source="enrolment.schedule.meant_for")
    state = serializers.CharField(source="enrolment.state")
    paused_until = serializers.DateField(source="enrolment.paused_until", allow_null=True)
    rests_until = serializers.DateTimeField(allow_null=True)
    coming = serializers.ListField(child=serializers.DateField())


class SchedulesOut(serializers.Serializer[Any]):
    """Whatever goes on now."""

    results = ScheduleOut(many=True)


class Schedules(APIView):
    """What I am asked when."""

    access = OWN

    @extend_schema(responses=SchedulesOut, operation_id="schedules_list")
    def get(self, request: Request) -> Answer:
        return Answer(
            {"results": ScheduleOut(my_enrolments(actor=actor_of(request)), many=True).data}
        )

    @extend_schema(request=ScheduleIn, responses={201: ScheduleOut})
    def post(self, request: Request) -> Answer:
        """Something to answer again and again, for myself."""
        actor, form = actor_of(request), read(ScheduleIn, request)
        made = actions.plan_for_myself(actor=actor, planned=form.planned())
        return Answer(ScheduleOut(_one(actor, made.ref)).data, status=201)


class OneSchedule(APIView):
    """One of them."""

    access = OWN

    @extend_schema(responses=ScheduleOut)
    def get(self, request: Request, ref: UUID) -> Answer:
        return Answer(ScheduleOut(_one(actor_of(request), ref)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, ref: UUID) -> Answer:
        """Nothing of it comes any more, and no reason is asked."""
        actions.leave(actor=actor_of(request), ref=ref)
        return Answer(status=204)


class Pause(APIView):
    """Its pause: holiday, hospital, or too much just now."""

    access = OWN

    @extend_schema(request=PauseIn, responses=ScheduleOut)
    def put(self, request: Request, ref: UUID) -> Answer:
        actor = actor_of(request)
        _one(actor, ref)
        given = read(PauseIn, request).cleaned_data
        actions.pause(actor=actor, ref=ref, until=given["until"], shown=given["shown"])
        return Answer(ScheduleOut(_one(actor, ref)).data)

    @extend_schema(responses=ScheduleOut)
    def delete(self, request: Request, ref: UUID) -> Answer:
        """It goes on from here."""
        actor = actor_of(request)
        actions.go_on(actor=actor, ref=ref)
        return Answer(ScheduleOut(_one(actor, ref)).data)


def _one(actor: SignedIn, ref: UUID) -> OnSchedule:
    for found in my_enrolments(actor=actor):
        if found.enrolment.ref == ref:
            return found
    raise Http404
