"""For programs: how numbers were computed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from po_platform.access.actor import Actor
from proms import looks
from proms.api.asker import OWN, actor_of
from proms.api.patients import CLINICIANS, asking
from proms.api.responses import any_response
from proms.api.shapes_out import Shape
from proms.models import Response
from proms.opened import opened
from proms.queries.course import shared_response
from proms.queries.working import working_of


class CountedAnswerOut(Shape):
    """One part of a number: the question or earlier number, its answer in words, what it counts."""

    part = serializers.CharField()
    answer = serializers.CharField()
    counts = serializers.CharField()


class NumberOut(Shape):
    """One number; `value` is empty when there is none, `steps` are sentences in their order."""

    name = serializers.CharField()
    value = serializers.CharField()
    band = serializers.CharField()
    counted = CountedAnswerOut(many=True)
    steps = serializers.ListField(child=serializers.CharField())
    source = serializers.CharField()  # type: ignore[assignment]  # a field of this name


class RuleOut(Shape):
    """The numbers of one rule. `earlier`: a newer rule computed them again."""

    name = serializers.CharField()
    version = serializers.CharField()
    earlier = serializers.BooleanField()
    numbers = NumberOut(many=True)


class WorkingOut(Shape):
    """By each rule, newest first; words for bands only once the organisation accepted them."""

    results = RuleOut(many=True)


def _working(actor: Actor, found: Response) -> dict[str, Any]:
    rules = working_of(actor=actor, response=found, language=get_language() or "en")
    return {"results": RuleOut(rules, many=True).data}


class MyWorking(APIView):
    """How the numbers of one set of my answers were computed, step by step."""

    access = OWN

    @extend_schema(responses=WorkingOut)
    def get(self, request: Request, ref: UUID) -> Answer:
        return Answer(_working(actor_of(request), any_response(request, ref)))


class PatientWorking(APIView):
    """The same for somebody who shares her answers with me; recorded."""

    access = CLINICIANS

    @extend_schema(responses=WorkingOut)
    def get(self, request: Request, subject: UUID, ref: UUID) -> Answer:
        actor = asking(request)
        found = shared_response(actor=actor, subject=subject, ref=ref)
        if found is None:
            raise Http404
        opened(actor=actor, subject=subject, what=looks.ANSWERS, ref=ref)
        return Answer(_working(actor, found))
