"""For curators' programs: how a questionnaire counts: further value sets, and computing again."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from proms.actions.scoring_again import start_scoring_again
from proms.actions.value_sets import add_value_sets
from proms.api.for_everybody import CURATORS
from proms.api.of_form import OfForm, read
from proms.api.patients import asking
from proms.api.shapes_out import DetailOut, Shape
from proms.forms import MAX_TABLE, ValueSetsForm
from proms.models import Instrument
from proms.queries.scoring_again import newest_runs
from proms.queries.value_sets import rule_with_value_sets, value_sets_of
from proms.scale_spec import ScaleSpec
from proms.value_sets import ValueSetRefused


class ValueSetsIn(OfForm):
    """CSV: a row for each term (StartValue, MO2 … AD5), a column for each set; where it was published."""

    table = serializers.CharField(max_length=MAX_TABLE, trim_whitespace=False)
    source = serializers.CharField(max_length=300)  # type: ignore[assignment]  # a field of this name

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        sent = SimpleUploadedFile("value-sets.csv", typed.get("table", "").encode())
        return ValueSetsForm({"source": typed.get("source", "")}, MultiValueDict({"file": [sent]}))


class ValueSetOut(Shape):
    """One of them; `drawn`: its index is a line."""

    name = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    drawn = serializers.BooleanField()


class ValueSetsOut(Shape):
    """By name."""

    results = ValueSetOut(many=True)


class AddedOut(Shape):
    """The names of the sets now there as well; none of them is a line yet."""

    names = serializers.ListField(child=serializers.CharField())


class ChangedOut(Shape):
    """A scale and how many of its numbers are new or other; few are not told exactly."""

    scale = serializers.CharField(source="0")
    numbers = serializers.CharField(source="1")


class RunOut(Shape):
    """One run. `done`: null while it goes on. `failed`: people whose answers could not be computed."""

    made_at = serializers.DateTimeField()
    done = serializers.DateTimeField(allow_null=True)
    looked = serializers.IntegerField()
    changed = ChangedOut(many=True)
    failed = serializers.IntegerField()


class RunsOut(Shape):
    """The last ones, newest first."""

    results = RunOut(many=True)


class StartedOut(Shape):
    """False: it is running already."""

    started = serializers.BooleanField()


class ValueSets(APIView):
    """EQ-5D value sets a questionnaire knows; 404 where no such rule is fitted to it."""

    access = CURATORS

    @extend_schema(responses=ValueSetsOut, operation_id="value_sets_list")
    def get(self, request: Request, slug: str) -> Answer:
        found, rule = _with_rule(slug)
        return Answer(ValueSetsOut({"results": value_sets_of(found, rule)}).data)

    @extend_schema(request=ValueSetsIn, responses={201: AddedOut})
    def post(self, request: Request, slug: str) -> Answer:
        """Reads another table in: answers to come get an index for each set."""
        found, _rule = _with_rule(slug)
        given = read(ValueSetsIn, request).cleaned_data
        table, source = given["file"], given["source"]
        try:
            names = add_value_sets(
                actor=asking(request), instrument=found, table=table, source=source
            )
        except ValueSetRefused as error:
            raise serializers.ValidationError({"table": [str(error)]}) from error
        return Answer({"names": names}, status=201)


class Again(APIView):
    """Computing earlier answers by the newest rule: rows are added, none is changed."""

    access = CURATORS

    @extend_schema(responses=RunsOut, operation_id="scoring_again_list")
    def get(self, request: Request, slug: str) -> Answer:
        """How far it is, and what it changed."""
        found = get_object_or_404(Instrument, slug=slug)
        runs = newest_runs(found, get_language() or "en")
        return Answer(RunsOut({"results": runs}).data)

    @extend_schema(request=None, responses={200: StartedOut, 403: DetailOut})
    def post(self, request: Request, slug: str) -> Answer:
        """It begins, by a job."""
        found = get_object_or_404(Instrument, slug=slug)
        return Answer({"started": start_scoring_again(actor=asking(request), instrument=found)})


def _with_rule(slug: str) -> tuple[Instrument, ScaleSpec]:
    found = get_object_or_404(Instrument, slug=slug)
    rule = rule_with_value_sets(found)
    if rule is None:
        raise Http404
    return found, rule[1]
