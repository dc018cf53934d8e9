"""Beginning by oneself, for programs: what there is, taking it up, and a draft of one's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from proms.actions.assignments import draft_key
from proms.actions.drafts import keep_draft, start_over
from proms.actions.responses import NotComplete
from proms.api.asker import OWN, actor_of
from proms.api.assignments import one_assignment
from proms.api.shapes_in import StrictShape
from proms.api.shapes_out import DetailOut, ProblemsOut, problems_out
from proms.queries.instruments import open_instruments
from questionnaires.queries import my_draft


class InstrumentOut(serializers.Serializer[Any]):
    """A questionnaire one may start oneself."""

    instrument = serializers.CharField(source="slug")
    title = serializers.CharField(source="name")
    minutes = serializers.IntegerField()


class InstrumentsOut(serializers.Serializer[Any]):
    """By name."""

    results = InstrumentOut(many=True)


class DraftIn(StrictShape):
    """All answers so far, in the form of a sending; an open question may stay open."""

    answers = serializers.DictField()
    missing = serializers.DictField(required=False, default=dict)


class DraftOut(serializers.Serializer[Any]):
    """What was begun, here or on the pages."""

    answers = serializers.DictField()
    missing = serializers.DictField()
    started_at = serializers.DateTimeField()
    saved_at = serializers.DateTimeField()


class Instruments(APIView):
    """What I may start myself."""

    access = OWN

    @extend_schema(responses=InstrumentsOut, operation_id="instruments_list")
    def get(self, request: Request) -> Answer:
        actor_of(request)
        return Answer({"results": InstrumentOut(open_instruments(), many=True).data})


class OneDraft(APIView):
    """What I began of one questionnaire; 404 before anything was kept."""

    access = OWN

    @extend_schema(responses=DraftOut)
    def get(self, request: Request, ref: UUID) -> Answer:
        found = my_draft(actor=actor_of(request), about=draft_key(one_assignment(request, ref)))
        if found is None:
            raise Http404
        return Answer(DraftOut(found).data)

    @extend_schema(request=DraftIn, responses={200: DraftOut, 403: DetailOut, 422: ProblemsOut})
    def put(self, request: Request, ref: UUID) -> Answer:
        """Keep it; the pages go on from here."""
        shape = DraftIn(data=request.data)
        shape.is_valid(raise_exception=True)
        try:
            keep_draft(actor=actor_of(request), ref=ref, **shape.validated_data)
        except NotComplete as error:
            return Answer(problems_out(error), status=422)
        return self.get(request, ref)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, ref: UUID) -> Answer:
        """Start over."""
        start_over(actor=actor_of(request), ref=ref)
        return Answer(status=204)
