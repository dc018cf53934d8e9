"""For curators, in a session: taking a questionnaire in, its use, its lines, asking everybody."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from proms.actions.instruments import choose_drawn, import_instrument, put_in_use
from proms.actions.rounds import start_round
from proms.api.codebook import RegisteredOut, RegisterOut
from proms.api.for_everybody import CURATORS
from proms.api.licences import registered
from proms.api.of_form import OfForm, read
from proms.api.patients import asking
from proms.api.shapes_in import StrictShape
from proms.api.shapes_out import DetailOut
from proms.forms import UseForm
from proms.models import Instrument
from proms.queries.instruments import instruments, standing_of

Shape = serializers.Serializer[Any]


class TakenIn(StrictShape):
    """A FHIR R4 Questionnaire; `may_decline`: “I would rather not say” beside each question."""

    questionnaire = serializers.DictField()
    may_decline = serializers.BooleanField(required=False, default=False)


class TakenOut(Shape):
    """What was run, kept, dropped or refused, item by item. `questionnaire`: its name here."""

    questionnaire = serializers.CharField()
    is_new = serializers.BooleanField()
    report = serializers.DictField()


class UseIn(OfForm):
    """How it is used from now on."""

    minutes = serializers.IntegerField()
    open_to_members = serializers.BooleanField(default=False)
    keyed_twice = serializers.BooleanField(default=False)

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        return UseForm(typed)


class DrawnIn(StrictShape):
    """Which of the scales that stand aside become a line."""

    scales = serializers.ListField(child=serializers.CharField(max_length=60))


class DrawnOut(Shape):
    """`aside`: what stands aside and may be drawn; `scales`: what is."""

    aside = serializers.ListField(child=serializers.CharField())
    scales = serializers.ListField(child=serializers.CharField())


class AskedOut(Shape):
    """False: everybody was asked today already."""

    asked = serializers.BooleanField()


class Register(APIView):
    """Every questionnaire here with its licence, in use or not."""

    access = CURATORS

    @extend_schema(responses=RegisterOut, operation_id="register_list")
    def get(self, request: Request) -> Answer:
        return Answer({"results": RegisteredOut(instruments(), many=True).data})

    @extend_schema(request=TakenIn, responses={201: TakenOut, 422: TakenOut})
    def post(self, request: Request) -> Answer:
        """Reads a questionnaire in; its licence question is still to be answered."""
        actor, shape = asking(request), TakenIn(data=request.data)
        shape.is_valid(raise_exception=True)
        raw = json.dumps(shape.validated_data["questionnaire"]).encode()
        declining = shape.validated_data["may_decline"]
        intake, made = import_instrument(actor=actor, raw=raw, may_decline=declining)
        told = {
            "questionnaire": made.slug if made else "",
            "is_new": intake.is_new,
            "report": intake.result.report.to_json(),
        }
        return Answer(TakenOut(told).data, status=201 if made else 422)


class Use(APIView):
    """Whether it can be put on lists, and how."""

    access = CURATORS

    @extend_schema(request=UseIn, responses={200: RegisteredOut, 403: DetailOut})
    def put(self, request: Request, slug: str) -> Answer:
        """Publishes its newest version; never without a licence (403)."""
        found = get_object_or_404(Instrument, slug=slug)
        given = read(UseIn, request).cleaned_data
        put_in_use(actor=asking(request), instrument=found, **given)
        return Answer(registered(slug))


class Drawn(APIView):
    """Scales a rule keeps and does not draw, an index of another country for example."""

    access = CURATORS

    @extend_schema(responses=DrawnOut)
    def get(self, request: Request, slug: str) -> Answer:
        return Answer(_drawn(get_object_or_404(Instrument, slug=slug)))

    @extend_schema(request=DrawnIn, responses=DrawnOut)
    def put(self, request: Request, slug: str) -> Answer:
        """The lines change at once."""
        found = get_object_or_404(Instrument, slug=slug)
        shape = DrawnIn(data=request.data)
        shape.is_valid(raise_exception=True)
        scales = shape.validated_data["scales"]
        if set(scales) - set(_drawn(found)["aside"]):
            raise serializers.ValidationError(
                {"scales": [_("Choose among those that stand aside.")]}
            )
        choose_drawn(actor=asking(request), instrument=found, scales=set(scales))
        found.refresh_from_db()
        return Answer(_drawn(found))


class AskAll(APIView):
    """Every active member's list."""

    access = CURATORS

    @extend_schema(request=None, responses={200: AskedOut, 403: DetailOut})
    def post(self, request: Request, slug: str) -> Answer:
        """Puts it there once a day at most, by a job."""
        found = get_object_or_404(Instrument, slug=slug)
        return Answer({"asked": start_round(actor=asking(request), instrument=found)})


def _drawn(instrument: Instrument) -> dict[str, list[str]]:
    aside = [scale.id for scale in standing_of(instrument).aside]
    return {"aside": aside, "scales": list(instrument.drawn)}
