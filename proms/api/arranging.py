"""For clinicians: what opens first of one person, and by which number their clinics know her."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from po_platform.access.actor import SignedIn
from proms import looks
from proms.actions.arrangement import arrange_for_patient
from proms.actions.patient_numbers import NumberTaken, note_number, take_number_away
from proms.api.clinics import UNKNOWN_SCALE, ChoosableOut
from proms.api.of_form import OfForm, read
from proms.api.patients import CLINICIANS, asking
from proms.api.shapes_out import DetailOut
from proms.arrangement_forms import NumberForm, PatientScalesForm
from proms.models import ScaleChoice
from proms.opened import ground, opened
from proms.queries.arrangement import Choosable, choices_of, scales_of
from proms.queries.norms import norm_choices
from proms.queries.patient_numbers import numbers_of

Shape = serializers.Serializer[Any]
Place = ScaleChoice.Place


class PlacedOut(ChoosableOut):
    """A scale she answered. `place`: clinic (as the clinic chose), first, or folded."""

    place = serializers.CharField()


class PlacesOut(Shape):
    """In the order of the summary."""

    results = PlacedOut(many=True)


class PlacesIn(OfForm):
    """Key of a scale → its place; what is not named is as the clinic chose."""

    places = serializers.DictField(child=serializers.ChoiceField([str(one) for one in Place]))

    def validate_places(self, given: dict[str, str]) -> dict[str, str]:
        if set(given) - {one.key for one in self.context["scales"]}:
            raise serializers.ValidationError(UNKNOWN_SCALE)
        return given

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        names = {key: name for name, key in self._empty().keys.items()}
        return super().validate({names[key]: at for key, at in given["places"].items()})

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        return self._empty(typed)

    def _empty(self, typed: dict[str, str] | None = None) -> PatientScalesForm:
        return PatientScalesForm(typed, scales=self.context["scales"], chosen={})


class ClinicNumberIn(OfForm):
    """The clinic's own number for somebody; gaps and strokes do not matter."""

    number = serializers.CharField(max_length=40)

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        return NumberForm(typed, clinics=())


class ClinicNumberOut(Shape):
    """One of my clinics. `since`: when its number was noted, null without one; never the number.

    `shares`: whether she shares with the whole clinic, so that it may note one.
    """

    clinic = serializers.IntegerField(source="clinic.pk")
    name = serializers.CharField(source="clinic.name")
    since = serializers.DateTimeField(allow_null=True)
    shares = serializers.BooleanField()


class ClinicNumbersOut(Shape):
    """By the name of the clinic."""

    results = ClinicNumberOut(many=True)


class PatientScales(APIView):
    """What opens first for me in the summary of somebody who shares with me; the look is recorded."""

    access = CLINICIANS

    @extend_schema(responses=PlacesOut, operation_id="patient_scales_list")
    def get(self, request: Request, subject: UUID) -> Answer:
        actor = asking(request)
        opened(actor=actor, subject=subject, what=looks.ARRANGE)
        return _placed(actor, subject, _scales(actor, subject))

    @extend_schema(request=PlacesIn, responses=PlacesOut)
    def put(self, request: Request, subject: UUID) -> Answer:
        """Nothing leaves the summary; this is a look too."""
        actor = asking(request)
        opened(actor=actor, subject=subject, what=looks.ARRANGE)
        scales = _scales(actor, subject)
        form = read(PlacesIn, request, scales=scales)
        arrange_for_patient(actor=actor, subject=subject, places=form.places())
        return _placed(actor, subject, scales)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, subject: UUID) -> Answer:
        """Everything is as the clinic chose, without a line of an average."""
        actor = asking(request)
        ground(actor=actor, subject=subject)
        none = dict.fromkeys(norm_choices(actor=actor, subject=subject), "")
        arrange_for_patient(actor=actor, subject=subject, places={}, norms=none)
        return Answer(status=204)


class PatientNumbers(APIView):
    """Which of my clinics noted a number for somebody who shares with me; the look is recorded."""

    access = CLINICIANS

    @extend_schema(responses=ClinicNumbersOut, operation_id="clinic_numbers_list")
    def get(self, request: Request, subject: UUID) -> Answer:
        actor = asking(request)
        opened(actor=actor, subject=subject, what=looks.NUMBER)
        found = numbers_of(actor=actor, subject=subject)
        return Answer({"results": ClinicNumberOut(found, many=True).data})


class OnePatientNumber(APIView):
    """The number of one clinic; nobody reads it here again."""

    access = CLINICIANS

    @extend_schema(request=ClinicNumberIn, responses={204: None, 403: DetailOut, 409: DetailOut})
    def put(self, request: Request, subject: UUID, clinic_id: int) -> Answer:
        """In place of the one before; one that is somebody else's is told (409)."""
        actor = asking(request)
        ground(actor=actor, subject=subject)
        number = read(ClinicNumberIn, request).cleaned_data["number"]
        try:
            note_number(actor=actor, subject=subject, clinic_id=clinic_id, number=number)
        except NumberTaken:
            told = _("Your clinic has this number for somebody else")
            return Answer({"detail": told}, status=409)
        return Answer(status=204)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, subject: UUID, clinic_id: int) -> Answer:
        """The clinic's next list finds her by name and year of birth."""
        actor = asking(request)
        ground(actor=actor, subject=subject)
        take_number_away(actor=actor, subject=subject, clinic_id=clinic_id)
        return Answer(status=204)


def _scales(actor: SignedIn, subject: UUID) -> list[Choosable]:
    return scales_of(actor=actor, subject=subject, language=get_language() or "en")


def _placed(actor: SignedIn, subject: UUID, scales: list[Choosable]) -> Answer:
    chosen = choices_of(actor=actor, subject=subject)
    rows = [
        {
            "key": one.key,
            "label": one.label,
            "measure": one.measure,
            "place": chosen.get(one.key, Place.CLINIC),
        }
        for one in scales
    ]
    return Answer({"results": rows})
