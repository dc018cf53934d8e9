"""For clinicians: what their clinics open first, and the guidance they keep beside it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from members.queries.care import my_clinics
from proms.actions.arrangement import MOST, choose_for_clinic
from proms.actions.guidance import add_guidance, change_guidance, take_guidance_away
from proms.api.of_form import OfForm, read
from proms.api.patients import CLINICIANS, asking
from proms.api.shapes_out import DetailOut
from proms.arrangement_forms import ClinicScalesForm
from proms.guidance_forms import GuidanceForm
from proms.queries.arrangement import Choosable, chosen_by_clinic, clinic_of, scales_in_use
from proms.queries.guidance import guidance_of

Shape = serializers.Serializer[Any]
UNKNOWN_SCALE = _("Choose among the scales that are listed.")


class ClinicOut(Shape):
    """A clinic the asking person works at."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()


class ClinicsOut(Shape):
    """By name."""

    results = ClinicOut(many=True)


class ChoosableOut(Shape):
    """A scale one may choose, by its key."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    measure = serializers.CharField()


class ClinicScalesOut(Shape):
    """What opens first wherever this clinic reads, in its order; none: everything."""

    chosen = serializers.ListField(child=serializers.CharField())
    choosable = ChoosableOut(many=True)


class ClinicScalesIn(OfForm):
    """Up to six scales by their keys, the first on top; an empty list opens everything."""

    scales = serializers.ListField(child=serializers.CharField(max_length=200), max_length=MOST)

    def validate_scales(self, given: list[str]) -> list[str]:
        if set(given) - {one.key for one in self.context["scales"]}:
            raise serializers.ValidationError(UNKNOWN_SCALE)
        if len(set(given)) != len(given):
            raise serializers.ValidationError(_("Choose each scale once."))
        return given

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        places = {f"place{number}": key for number, key in enumerate(given["scales"], 1)}
        return super().validate(places)

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        return ClinicScalesForm(typed, scales=self.context["scales"], chosen=())


class GuidanceIn(OfForm):
    """A link. `about`: the key of a scale, or what stands before its dot for the whole of it."""

    title = serializers.CharField(max_length=120)
    url = serializers.CharField(max_length=500)
    about = serializers.CharField(max_length=200)
    version = serializers.CharField(max_length=80)
    responsible = serializers.CharField(max_length=120)

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        return GuidanceForm(typed, scales=_scales())


class GuidanceOut(Shape):
    """A link a clinic keeps; no person stands in it."""

    ref = serializers.UUIDField()
    title = serializers.CharField()
    url = serializers.CharField()
    about = serializers.CharField()
    version = serializers.CharField()
    responsible = serializers.CharField()


class GuidancesOut(Shape):
    """As they were written down."""

    results = GuidanceOut(many=True)


class Clinics(APIView):
    """Where I work."""

    access = CLINICIANS

    @extend_schema(responses=ClinicsOut, operation_id="clinics_list")
    def get(self, request: Request) -> Answer:
        found = my_clinics(actor=asking(request))
        return Answer({"results": ClinicOut(found, many=True).data})


class ClinicScales(APIView):
    """What opens first wherever this clinic reads."""

    access = CLINICIANS

    @extend_schema(responses=ClinicScalesOut)
    def get(self, request: Request, clinic_id: int) -> Answer:
        clinic = clinic_of(actor=asking(request), clinic_id=clinic_id)
        return Answer(_chosen(clinic.pk, _scales()))

    @extend_schema(request=ClinicScalesIn, responses=ClinicScalesOut)
    def put(self, request: Request, clinic_id: int) -> Answer:
        """Everybody at the clinic sees it this way."""
        actor, scales = asking(request), _scales()
        clinic = clinic_of(actor=actor, clinic_id=clinic_id)
        form = read(ClinicScalesIn, request, scales=scales)
        choose_for_clinic(actor=actor, clinic_id=clinic.pk, scales=form.scales())
        return Answer(_chosen(clinic.pk, scales))


class ClinicGuidance(APIView):
    """What the clinic keeps below the numbers it is about, up to six links."""

    access = CLINICIANS

    @extend_schema(responses=GuidancesOut, operation_id="guidance_list")
    def get(self, request: Request, clinic_id: int) -> Answer:
        clinic = clinic_of(actor=asking(request), clinic_id=clinic_id)
        return Answer({"results": GuidanceOut(guidance_of(clinic_id=clinic.pk), many=True).data})

    @extend_schema(request=GuidanceIn, responses={201: GuidanceOut, 403: DetailOut})
    def post(self, request: Request, clinic_id: int) -> Answer:
        """One more; the same twice is one."""
        actor = asking(request)
        clinic = clinic_of(actor=actor, clinic_id=clinic_id)
        written = read(GuidanceIn, request).written()
        made = add_guidance(actor=actor, clinic_id=clinic.pk, written=written)
        return Answer(GuidanceOut(made).data, status=201)


class OneGuidance(APIView):
    """One of them."""

    access = CLINICIANS

    @extend_schema(request=GuidanceIn, responses={204: None})
    def put(self, request: Request, clinic_id: int, ref: UUID) -> Answer:
        """Its words, its address or what it is about."""
        actor = asking(request)
        clinic_of(actor=actor, clinic_id=clinic_id)
        written = read(GuidanceIn, request).written()
        change_guidance(actor=actor, clinic_id=clinic_id, ref=ref, written=written)
        return Answer(status=204)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, clinic_id: int, ref: UUID) -> Answer:
        """It stands in no summary any more."""
        take_guidance_away(actor=asking(request), clinic_id=clinic_id, ref=ref)
        return Answer(status=204)


def _scales() -> list[Choosable]:
    return scales_in_use(language=get_language() or "en")


def _chosen(clinic_id: int, scales: list[Choosable]) -> Any:
    return {
        "chosen": chosen_by_clinic(clinic_id=clinic_id),
        "choosable": ChoosableOut(scales, many=True).data,
    }
