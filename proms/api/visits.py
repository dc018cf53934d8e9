"""A member's visits and what she wants said there, for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from po_platform.access.actor import SignedIn
from proms.actions.visits import cancel_visit, move_visit, note_visit, write_own_list
from proms.api.asker import OWN, actor_of
from proms.api.of_form import OfForm, read
from proms.api.shapes_in import StrictShape
from proms.models import OwnList, Visit
from proms.queries.visits import coming_visits, my_visit, own_lines, past_visits
from proms.visit_forms import LONGEST_LINE, LinesForm, VisitForm

About = OwnList.About


class VisitIn(OfForm):
    """A day from today to two years ahead, perhaps a time, and with whom."""

    on = serializers.DateField()
    at = serializers.TimeField(required=False, allow_null=True)
    with_whom = serializers.CharField(required=False, allow_blank=True, max_length=80)

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        return VisitForm(typed)


class LinesIn(StrictShape):
    """At most five lines, the most important first; none takes the list away."""

    lines = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_LINE), max_length=LinesForm.count
    )


class LinesOut(serializers.Serializer[Any]):
    """A list in her own words."""

    lines = serializers.ListField(child=serializers.CharField())


class VisitOut(serializers.Serializer[Any]):
    """One appointment; `made_by`: self, clinic or proxy."""

    ref = serializers.UUIDField()
    on = serializers.DateField()
    at = serializers.TimeField(allow_null=True)
    with_whom = serializers.CharField()
    made_by = serializers.CharField()


class VisitsOut(serializers.Serializer[Any]):
    """What is to come, the next one first, and the last twenty before."""

    coming = VisitOut(many=True)
    past = VisitOut(many=True)


class VisitFullOut(VisitOut):
    """With her questions for it, and what was agreed."""

    questions = serializers.ListField(child=serializers.CharField())
    agreed = serializers.ListField(child=serializers.CharField())


class Visits(APIView):
    """My visits."""

    access = OWN

    @extend_schema(responses=VisitsOut, operation_id="visits_list")
    def get(self, request: Request) -> Answer:
        actor, today = actor_of(request), timezone.localdate()
        coming = coming_visits(actor=actor, today=today)
        past = past_visits(actor=actor, today=today)
        return Answer(VisitsOut({"coming": coming, "past": past}).data)

    @extend_schema(request=VisitIn, responses={201: VisitFullOut})
    def post(self, request: Request) -> Answer:
        actor = actor_of(request)
        visit = note_visit(actor=actor, when=read(VisitIn, request).when())
        return Answer(_full(actor, visit), status=201)


class OneVisit(APIView):
    """One of them."""

    access = OWN

    @extend_schema(responses=VisitFullOut)
    def get(self, request: Request, ref: UUID) -> Answer:
        actor = actor_of(request)
        return Answer(_full(actor, one_visit(actor, ref)))

    @extend_schema(request=VisitIn, responses=VisitFullOut)
    def put(self, request: Request, ref: UUID) -> Answer:
        """Another day or time; a code for the former day opens nothing any more."""
        actor = actor_of(request)
        one_visit(actor, ref)
        return Answer(
            _full(actor, move_visit(actor=actor, ref=ref, when=read(VisitIn, request).when()))
        )

    @extend_schema(responses={204: None})
    def delete(self, request: Request, ref: UUID) -> Answer:
        """It does not take place."""
        cancel_visit(actor=actor_of(request), ref=ref)
        return Answer(status=204)


class VisitLines(APIView):
    """My questions for a visit, or what was agreed there: the whole list each time."""

    access = OWN

    @extend_schema(request=LinesIn, responses=VisitFullOut)
    def put(self, request: Request, ref: UUID, about: str) -> Answer:
        actor = actor_of(request)
        visit = one_visit(actor, ref)
        write_own_list(actor=actor, about=about, lines=_lines(request), visit_ref=ref)
        return Answer(_full(actor, visit))


class Matters(APIView):
    """What matters to me, ranked by me."""

    access = OWN

    @extend_schema(responses=LinesOut)
    def get(self, request: Request) -> Answer:
        return Answer({"lines": own_lines(actor=actor_of(request), about=About.MATTERS)})

    @extend_schema(request=LinesIn, responses=LinesOut)
    def put(self, request: Request) -> Answer:
        actor = actor_of(request)
        write_own_list(actor=actor, about=About.MATTERS, lines=_lines(request))
        return Answer({"lines": own_lines(actor=actor, about=About.MATTERS)})


def one_visit(actor: SignedIn, ref: UUID) -> Visit:
    """One of the asking person's own. Raises Http404."""
    found = my_visit(actor=actor, ref=ref)
    if found is None:
        raise Http404
    return found


def _lines(request: Request) -> list[str]:
    shape = LinesIn(data=request.data)
    shape.is_valid(raise_exception=True)
    given: list[str] = shape.validated_data["lines"]
    return [" ".join(line.split()) for line in given]


def _full(actor: SignedIn, visit: Visit) -> dict[str, Any]:
    return {
        **VisitOut(visit).data,
        "questions": own_lines(actor=actor, about=About.QUESTIONS, visit=visit),
        "agreed": own_lines(actor=actor, about=About.AGREED, visit=visit),
    }
