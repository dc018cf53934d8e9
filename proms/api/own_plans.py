"""For a member's programs: the day her plan counts from, why nothing came back, and her weekday."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from members.queries.own_pace import my_weekday
from proms.actions import schedules as actions
from proms.actions.reasons import show_reason
from proms.api.asker import OWN, actor_of
from proms.api.of_form import OfForm, read
from proms.api.shapes_in import StrictShape
from proms.api.shapes_out import DetailOut
from proms.pause_forms import WHYS, WhyForm
from proms.queries.reasons import my_reasons
from proms.schedule_forms import AnchorForm, WeekdayForm


class AnchorIn(OfForm):
    """A day within the last year or the next two."""

    anchor_on = serializers.DateField()

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        return AnchorForm(typed)


class WhyIn(OfForm):
    """A reason; `shown`: to those who see her answers, else to nobody."""

    why = serializers.ChoiceField([why for why, _words in WHYS])
    shown = serializers.BooleanField(required=False, default=False)

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        return WhyForm(typed)


class WeekdayIn(OfForm):
    """0 is Monday, null any day."""

    weekday = serializers.IntegerField(allow_null=True, min_value=0, max_value=6)

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        return WeekdayForm(typed)


class WeekdayOut(serializers.Serializer[Any]):
    """On which weekday she likes to answer; 0 is Monday, null any day."""

    weekday = serializers.IntegerField(allow_null=True)


class ShownIn(StrictShape):
    """Whether those who see her answers see it."""

    shown = serializers.BooleanField()


class ReasonOut(serializers.Serializer[Any]):
    """A reason she agreed to show once; `until`: nothing new before that day."""

    ref = serializers.UUIDField()
    why = serializers.CharField()
    said_at = serializers.DateTimeField()
    until = serializers.DateField(allow_null=True)
    shown = serializers.BooleanField()


class ReasonsOut(serializers.Serializer[Any]):
    """Newest first."""

    results = ReasonOut(many=True)


class Anchor(APIView):
    """From which day a plan of my own counts."""

    access = OWN

    @extend_schema(request=AnchorIn, responses={204: None, 403: DetailOut})
    def put(self, request: Request, ref: UUID) -> Answer:
        """What is to come is reckoned anew, what was stays. Others' plans stay theirs (403)."""
        day = read(AnchorIn, request).cleaned_data["anchor_on"]
        actions.move_anchor(actor=actor_of(request), ref=ref, anchor_on=day)
        return Answer(status=204)


class Why(APIView):
    """Why nothing came back."""

    access = OWN

    @extend_schema(request=WhyIn, responses={204: None, 403: DetailOut})
    def post(self, request: Request, ref: UUID) -> Answer:
        """What follows from it is what the page says: it pauses, ends or goes on."""
        given = read(WhyIn, request).cleaned_data
        actions.say_why(actor=actor_of(request), ref=ref, why=given["why"], shown=given["shown"])
        return Answer(status=204)


class Reasons(APIView):
    """Reasons I agreed to show, hidden since or not."""

    access = OWN

    @extend_schema(responses=ReasonsOut, operation_id="reasons_list")
    def get(self, request: Request) -> Answer:
        found = my_reasons(actor=actor_of(request))
        return Answer({"results": ReasonOut(found, many=True).data})


class OneReason(APIView):
    """One of them."""

    access = OWN

    @extend_schema(request=ShownIn, responses={204: None, 403: DetailOut})
    def patch(self, request: Request, ref: UUID) -> Answer:
        """To those who see my answers, or to nobody any more."""
        actor, shape = actor_of(request), ShownIn(data=request.data)
        shape.is_valid(raise_exception=True)
        show_reason(actor=actor, ref=ref, shown=shape.validated_data["shown"])
        return Answer(status=204)


class Weekday(APIView):
    """On which weekday I like to answer."""

    access = OWN

    @extend_schema(responses=WeekdayOut)
    def get(self, request: Request) -> Answer:
        return Answer({"weekday": my_weekday(actor=actor_of(request))})

    @extend_schema(request=WeekdayIn, responses={200: WeekdayOut, 403: DetailOut})
    def put(self, request: Request) -> Answer:
        day = read(WeekdayIn, request).cleaned_data["weekday"]
        actions.answer_on(actor=actor_of(request), weekday=day)
        return self.get(request)
