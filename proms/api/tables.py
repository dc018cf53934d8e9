"""Answers, numbers and a diary as tables, for programs: the same files as the pages give."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from po_platform.kit.table_file import NotATable
from proms import looks
from proms.actions.diary import read_in
from proms.api.asker import OWN, actor_of
from proms.api.files import CSV, AsItIs
from proms.api.patients import CLINICIANS, asking
from proms.api.responses import my_response
from proms.api.shapes_in import StrictShape
from proms.api.shapes_out import Shape
from proms.diary import TableRefused, as_csv
from proms.diary_table import lines_in
from proms.opened import opened
from proms.queries.diary import my_entries
from proms.views.files import CSV as CSV_FILE
from proms.views.files import as_file, csv_file
from proms.views.table_of import FORMS, LONG, opened_page, table_of

FORM = OpenApiParameter("form", enum=list(dict(FORMS)), description="else long")
PAGE = OpenApiParameter("page", OpenApiTypes.INT, description="fifty people by name, from 1")
TABLE: Any = {(200, CSV): OpenApiTypes.STR}


class DiaryTableIn(StrictShape):
    """CSV. Columns: day, time, measure, value, unit, words, event. Its measures are there already."""

    table = serializers.CharField(max_length=5_000_000, trim_whitespace=False)


class ReadInOut(Shape):
    """How many lines were new; what stands there already is not written twice."""

    new = serializers.IntegerField()


class MyTable(APIView):
    """Everything I sent, and what I did not return; long or wide."""

    access = OWN
    content_negotiation_class = AsItIs

    @extend_schema(responses=TABLE, parameters=[FORM])
    def get(self, request: Request) -> HttpResponseBase:
        subject = actor_of(request).subject_id
        assert subject is not None  # noqa: S101  # actor_of answers 404 without one
        return table_of(actor_of(request), [subject], _form(request))


class MyResponseTable(APIView):
    """One set of my answers as a table of questions and answers."""

    access = OWN
    content_negotiation_class = AsItIs

    @extend_schema(responses=TABLE)
    def get(self, request: Request, ref: UUID) -> HttpResponse:
        return csv_file(my_response(request, ref))


class MyDiaryTable(APIView):
    """My diary as a table."""

    access = OWN
    content_negotiation_class = AsItIs

    @extend_schema(responses=TABLE)
    def get(self, request: Request) -> HttpResponse:
        """All of it, oldest first."""
        entries = my_entries(actor=actor_of(request)).order_by("on", "at", "pk")
        return as_file(as_csv(entries), CSV_FILE, "diary.csv")

    @extend_schema(request=DiaryTableIn, responses={200: ReadInOut})
    def post(self, request: Request) -> Answer:
        """Read in as a whole, or it says line by line what stands in the way (400)."""
        actor, shape = actor_of(request), DiaryTableIn(data=request.data)
        shape.is_valid(raise_exception=True)
        try:
            lines = lines_in(actor, shape.validated_data["table"].encode())
        except NotATable as error:
            raise serializers.ValidationError({"table": [str(error)]}) from error
        except TableRefused as error:
            raise serializers.ValidationError({"table": list(error.problems)}) from error
        return Answer({"new": read_in(actor=actor, lines=lines)})


class PatientTable(APIView):
    """The same of somebody who shares with me; the look is recorded."""

    access = CLINICIANS
    content_negotiation_class = AsItIs

    @extend_schema(responses=TABLE, parameters=[FORM])
    def get(self, request: Request, subject: UUID) -> HttpResponseBase:
        actor, form = asking(request), _form(request)
        opened(actor=actor, subject=subject, what=looks.ALL_FILES)
        return table_of(actor, [subject], form)


class PatientsTable(APIView):
    """Of a page of the people who share with me; a look at each is recorded."""

    access = CLINICIANS
    content_negotiation_class = AsItIs

    @extend_schema(
        responses=TABLE, parameters=[FORM, PAGE], operation_id="patients_table_of_page_retrieve"
    )
    def get(self, request: Request) -> HttpResponseBase:
        form, number = _form(request), request.query_params.get("page", "1")
        return opened_page(asking(request), number, form)


def _form(request: Request) -> str:
    form = request.query_params.get("form", LONG)
    if form not in dict(FORMS):
        raise Http404
    return form
