"""For curators: what every member is asked, and when. Nothing of anybody stands in it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from po_platform.access.actor import Hat
from po_platform.access.declare import Access
from proms.actions import schedules as actions
from proms.actions.taking_part import change_for_everybody
from proms.api.of_form import OfForm, read
from proms.api.own_plans import AnchorIn
from proms.api.patients import asking
from proms.api.planning import PatientScheduleIn
from proms.api.shapes_out import DetailOut
from proms.models import Schedule
from proms.queries.schedules import rhythm_of, schedules_for_everybody
from proms.schedule_forms import ChangeForm, ScheduleForm

CURATORS = Access(hats=frozenset({Hat.CURATOR}))
ANCHORS = (Schedule.Anchor.START, Schedule.Anchor.DAY, Schedule.Anchor.VISIT)


class EverybodysIn(PatientScheduleIn):
    """Up to six questionnaires in use.

    `anchor`: start (each member's first day here), day (one for all), or visit. `offer`: put on
    nobody's list, each member begins it herself.
    """

    anchor = serializers.CharField(default="start", max_length=10)  # type: ignore[assignment]  # the form knows which

    offer = serializers.BooleanField(required=False, default=False)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        offer = given.pop("offer", False)
        return super().validate({**given, **({"offered": True} if offer else {})})

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        return ScheduleForm(
            typed, instruments=self.offered(), anchors=ANCHORS, later=True, offers=True
        )


class ChangeIn(OfForm):
    """For windows to come; around visits `due_days` and `closes_days` stay and are left out."""

    due_days = serializers.IntegerField(required=False)
    closes_days = serializers.IntegerField(required=False)
    reminders = serializers.IntegerField()
    until = serializers.DateField(required=False, allow_null=True)

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        return ChangeForm(typed, schedule=self.context["schedule"])


class EverybodysOut(serializers.Serializer[Any]):
    """One schedule: which questionnaires, how often, from when."""

    ref = serializers.UUIDField()
    instruments = serializers.SerializerMethodField()
    rhythm = serializers.SerializerMethodField()
    anchor = serializers.CharField()
    anchor_on = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)
    offered = serializers.BooleanField()
    due_days = serializers.IntegerField()
    closes_days = serializers.IntegerField()
    reminders = serializers.IntegerField()

    def get_instruments(self, row: Schedule) -> list[str]:
        """Their names, in their order."""
        return [step.instrument.name for step in row.steps.all()]

    def get_rhythm(self, row: Schedule) -> str:
        """In words."""
        return rhythm_of(row)


class EverybodysListOut(serializers.Serializer[Any]):
    """Running ones, newest first."""

    results = EverybodysOut(many=True)


class ForEverybody(APIView):
    """What every member is asked when."""

    access = CURATORS

    @extend_schema(responses=EverybodysListOut, operation_id="for_everybody_list")
    def get(self, request: Request) -> Answer:
        return Answer({"results": EverybodysOut(schedules_for_everybody(), many=True).data})

    @extend_schema(request=EverybodysIn, responses={201: EverybodysOut, 403: DetailOut})
    def post(self, request: Request) -> Answer:
        """Another one; the lists fill within a few minutes."""
        actor, form = asking(request), read(EverybodysIn, request)
        made = actions.plan_for_everybody(actor=actor, planned=form.planned())
        return Answer(EverybodysOut(made).data, status=201)


class OneForEverybody(APIView):
    """One of them."""

    access = CURATORS

    @extend_schema(request=ChangeIn, responses={200: EverybodysOut, 403: DetailOut})
    def put(self, request: Request, ref: UUID) -> Answer:
        """Days, reminders and the end, for what opens from now on; what was, and is open, stays."""
        actor = asking(request)
        found = get_object_or_404(
            Schedule, ref=ref, meant_for=Schedule.For.EVERYBODY, ended_at__isnull=True
        )
        changed = read(ChangeIn, request, schedule=found).changed()
        made = change_for_everybody(actor=actor, schedule=found, changed=changed)
        return Answer(EverybodysOut(made).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, ref: UUID) -> Answer:
        """Nothing of it opens any more; what waits on lists may still be answered."""
        found = get_object_or_404(Schedule, ref=ref, meant_for=Schedule.For.EVERYBODY)
        actions.end_for_everybody(actor=asking(request), schedule=found)
        return Answer(status=204)


class EverybodysAnchor(APIView):
    """From which day it counts."""

    access = CURATORS

    @extend_schema(request=AnchorIn, responses={200: EverybodysOut, 403: DetailOut})
    def put(self, request: Request, ref: UUID) -> Answer:
        """For every member; where each begins on a day of her own, nothing is moved (403)."""
        actor = asking(request)
        found = get_object_or_404(
            Schedule, ref=ref, meant_for=Schedule.For.EVERYBODY, ended_at__isnull=True
        )
        day = read(AnchorIn, request).cleaned_data["anchor_on"]
        actions.move_for_everybody(actor=actor, schedule=found, anchor_on=day)
        found.refresh_from_db()
        return Answer(EverybodysOut(found).data)
