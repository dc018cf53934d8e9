"""For clinicians: visits and plans of somebody who shares with them, as on their pages."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from po_platform.access.actor import SignedIn
from proms import looks
from proms.actions import schedules as actions
from proms.actions.visits import cancel_visit, move_visit, note_visit
from proms.api.of_form import read
from proms.api.own_plans import AnchorIn
from proms.api.patients import CLINICIANS, asking
from proms.api.schedules import ANCHORS, ScheduleIn
from proms.api.shapes_out import DetailOut
from proms.api.visits import VisitIn, VisitOut
from proms.models import Enrolment, Instrument, Schedule
from proms.opened import ground, opened
from proms.queries.instruments import usable_instruments
from proms.queries.schedules import OnSchedule, enrolments_of
from proms.queries.visits import visits_of
from proms.schedule_forms import PLACES, ScheduleForm


class PatientScheduleIn(ScheduleIn):
    """Up to six questionnaires in use, in their order; `after_days`: first so long after the day."""

    instruments = serializers.ListField(
        child=serializers.CharField(max_length=80), min_length=1, max_length=len(PLACES)
    )
    after_days = serializers.IntegerField(required=False, allow_null=True)
    choose = _("Choose among the questionnaires in use.")

    def offered(self) -> list[Instrument]:
        return usable_instruments()

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        return ScheduleForm(typed, instruments=self.offered(), anchors=ANCHORS, later=True)


class PlannedOut(serializers.Serializer[Any]):
    """A plan as its clinician reads it: that she pauses, and not until when.

    `rests_until`: nothing comes, because its clinic does not see her answers; then it ends.

    `coming`: from which days on; what comes once a week or less often may wait some days longer, for
    the weekday the patient likes to answer on, which is hers.
    """

    ref = serializers.UUIDField(source="enrolment.ref")
    instruments = serializers.ListField(child=serializers.CharField(), source="names")
    rhythm = serializers.CharField()
    meant_for = serializers.CharField(source="enrolment.schedule.meant_for")
    state = serializers.CharField(source="enrolment.state")
    rests_until = serializers.DateTimeField(allow_null=True)
    coming = serializers.SerializerMethodField()

    def get_coming(self, row: OnSchedule) -> list[date]:
        """None while she pauses: they begin after her last day of it."""
        return [] if row.enrolment.state == Enrolment.State.PAUSED else list(row.coming)


class PlansOut(serializers.Serializer[Any]):
    """Whatever goes on now."""

    results = PlannedOut(many=True)


class ArrangedOut(serializers.Serializer[Any]):
    """What is arranged from today on, the next one first."""

    results = VisitOut(many=True)


class PatientVisits(APIView):
    """Visits of somebody who shares with me; the look is recorded."""

    access = CLINICIANS

    @extend_schema(responses=ArrangedOut, operation_id="patient_visits_list")
    def get(self, request: Request, subject: UUID) -> Answer:
        actor = asking(request)
        opened(actor=actor, subject=subject, what=looks.PLAN)
        found = visits_of(actor=actor, subject=subject, today=timezone.localdate())
        return Answer(ArrangedOut({"results": found}).data)

    @extend_schema(request=VisitIn, responses={201: VisitOut})
    def post(self, request: Request, subject: UUID) -> Answer:
        """She sees it too."""
        actor = asking(request)
        ground(actor=actor, subject=subject)
        when = read(VisitIn, request).when()
        return Answer(
            VisitOut(note_visit(actor=actor, when=when, subject=subject)).data, status=201
        )


class OnePatientVisit(APIView):
    """One of them."""

    access = CLINICIANS

    @extend_schema(request=VisitIn, responses=VisitOut)
    def put(self, request: Request, subject: UUID, ref: UUID) -> Answer:
        """Another day or time; what is planned around it goes with it."""
        actor = asking(request)
        ground(actor=actor, subject=subject)
        when = read(VisitIn, request).when()
        return Answer(VisitOut(move_visit(actor=actor, ref=ref, when=when, subject=subject)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, subject: UUID, ref: UUID) -> Answer:
        """It does not take place."""
        actor = asking(request)
        ground(actor=actor, subject=subject)
        cancel_visit(actor=actor, ref=ref, subject=subject)
        return Answer(status=204)


class PatientSchedules(APIView):
    """What clinicians planned for somebody who shares with me; her own plans stay hers."""

    access = CLINICIANS

    @extend_schema(responses=PlansOut, operation_id="patient_schedules_list")
    def get(self, request: Request, subject: UUID) -> Answer:
        actor = asking(request)
        opened(actor=actor, subject=subject, what=looks.PLAN)
        return Answer({"results": PlannedOut(_planned(actor, subject), many=True).data})

    @extend_schema(request=PatientScheduleIn, responses={201: PlannedOut, 403: DetailOut})
    def post(self, request: Request, subject: UUID) -> Answer:
        """Something to answer again and again, as long as she shares; the look is recorded."""
        actor = asking(request)
        ground(actor=actor, subject=subject)
        planned = read(PatientScheduleIn, request).planned()
        made = actions.plan_for_patient(actor=actor, subject=subject, planned=planned)
        return Answer(_shown(actor, subject, made.ref), status=201)


class OnePatientSchedule(APIView):
    """What I, or a clinic I work at, planned."""

    access = CLINICIANS

    @extend_schema(responses={204: None, 403: DetailOut})
    def delete(self, request: Request, subject: UUID, ref: UUID) -> Answer:
        """Nothing of it comes any more."""
        actor = asking(request)
        ground(actor=actor, subject=subject)
        actions.end_for_patient(actor=actor, subject=subject, ref=ref)
        return Answer(status=204)


class PatientAnchor(APIView):
    """From which day it counts."""

    access = CLINICIANS

    @extend_schema(request=AnchorIn, responses={200: PlannedOut, 403: DetailOut})
    def put(self, request: Request, subject: UUID, ref: UUID) -> Answer:
        """What is to come is reckoned anew, what was stays; the look is recorded."""
        actor = asking(request)
        ground(actor=actor, subject=subject)
        day = read(AnchorIn, request).cleaned_data["anchor_on"]
        actions.move_for_patient(actor=actor, subject=subject, ref=ref, anchor_on=day)
        return Answer(_shown(actor, subject, ref))


def _planned(actor: SignedIn, subject: UUID) -> list[OnSchedule]:
    return [
        row
        for row in enrolments_of(actor=actor, subject=subject)
        if row.enrolment.schedule.meant_for == Schedule.For.PATIENT
    ]


def _shown(actor: SignedIn, subject: UUID, ref: UUID) -> Any:
    """One of them with its next days, which may be those of her visits: so a look."""
    opened(actor=actor, subject=subject, what=looks.PLAN)
    for row in _planned(actor, subject):
        if row.enrolment.ref == ref:
            return PlannedOut(row).data
    raise Http404
