"""A member's diary for programs: what she measures, numbers, events and words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from po_platform.access.actor import SignedIn
from proms.actions import diary as actions
from proms.api.asker import OWN, actor_of
from proms.api.of_form import OfForm, read
from proms.api.shapes_in import StrictShape
from proms.api.shapes_out import DetailOut
from proms.diary_forms import EventForm, MeasureForm, NumberForm
from proms.models import DiaryMeasure
from proms.queries.diary import entries_page, my_entries, my_measures


class MeasureIn(OfForm):
    """Something to write numbers down about, from `low` to `high`."""

    name = serializers.CharField(max_length=60)
    unit = serializers.CharField(required=False, allow_blank=True, max_length=20)
    low = serializers.DecimalField(8, 2)
    high = serializers.DecimalField(8, 2)
    direction = serializers.ChoiceField(DiaryMeasure.Direction.values)

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        return MeasureForm(typed)


class MeasureChangeIn(StrictShape):
    """`ended`: off the page with what was written kept, or on it again. `shared`: only false."""

    ended = serializers.BooleanField(required=False)
    shared = serializers.BooleanField(required=False)


class NumberIn(OfForm):
    """A number for a day of the past ten years, perhaps with words."""

    value = serializers.DecimalField(8, 2)
    on = serializers.DateField()
    at = serializers.TimeField(required=False, allow_null=True)
    words = serializers.CharField(required=False, allow_blank=True, max_length=300)

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        return NumberForm(typed, measure=self.context["measure"])


class EventIn(OfForm):
    """Something that happened, or a thought; `shared`: for those who see her answers too."""

    kind = serializers.ChoiceField(["event", "words"])
    words = serializers.CharField(max_length=300)
    on = serializers.DateField()
    at = serializers.TimeField(required=False, allow_null=True)
    shared = serializers.BooleanField(required=False, default=False)

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        return EventForm(typed)


class MeasureOut(serializers.Serializer[Any]):
    """One of her measures; `shared`: with those who see her answers."""

    ref = serializers.UUIDField()
    name = serializers.CharField()
    unit = serializers.CharField()
    low = serializers.DecimalField(8, 2, coerce_to_string=False)
    high = serializers.DecimalField(8, 2, coerce_to_string=False)
    direction = serializers.CharField()
    shared = serializers.BooleanField()
    ended_at = serializers.DateTimeField(allow_null=True)


class MeasuresOut(serializers.Serializer[Any]):
    """All of them, ended ones too."""

    results = MeasureOut(many=True)


class EntryOut(serializers.Serializer[Any]):
    """One line; `measure` is null for an event and for words."""

    ref = serializers.UUIDField()
    measure = serializers.UUIDField(source="measure.ref", default=None)
    on = serializers.DateField()
    at = serializers.TimeField(allow_null=True)
    value = serializers.DecimalField(8, 2, allow_null=True, coerce_to_string=False)
    words = serializers.CharField()
    event = serializers.BooleanField()
    shared = serializers.BooleanField()


class EntriesOut(serializers.Serializer[Any]):
    """Newest day first. `next`: where older ones are, null at the end."""

    results = EntryOut(many=True)
    next = serializers.CharField(allow_null=True)


class Measures(APIView):
    """What I measure."""

    access = OWN

    @extend_schema(responses=MeasuresOut, operation_id="diary_measures_list")
    def get(self, request: Request) -> Answer:
        return Answer({"results": MeasureOut(my_measures(actor=actor_of(request)), many=True).data})

    @extend_schema(request=MeasureIn, responses={201: MeasureOut, 409: DetailOut})
    def post(self, request: Request) -> Answer:
        form = read(MeasureIn, request)
        try:
            made = actions.add_measure(actor=actor_of(request), new=form.new())
        except actions.NameTaken:
            return Answer({"detail": _("There is one of this name already")}, status=409)
        return Answer(MeasureOut(made).data, status=201)


class OneMeasure(APIView):
    """One of them."""

    access = OWN

    @extend_schema(responses=MeasureOut)
    def get(self, request: Request, ref: UUID) -> Answer:
        return Answer(MeasureOut(_measure(actor_of(request), ref)).data)

    @extend_schema(request=MeasureChangeIn, responses={200: MeasureOut, 403: DetailOut})
    def patch(self, request: Request, ref: UUID) -> Answer:
        """To share it takes a fresh code, on its page."""
        actor, shape = actor_of(request), MeasureChangeIn(data=request.data)
        _measure(actor, ref)
        shape.is_valid(raise_exception=True)
        given = shape.validated_data
        if given.get("shared"):
            told = _("Showing more takes a fresh code. Do it on the page of the measure.")
            return Answer({"detail": told}, status=403)
        if "shared" in given:
            actions.share_measure(actor=actor, ref=ref, shared=False)
        if "ended" in given:
            actions.end_measure(actor=actor, ref=ref, ended=given["ended"])
        return Answer(MeasureOut(_measure(actor, ref)).data)


class Numbers(APIView):
    """Write a number of one measure down."""

    access = OWN

    @extend_schema(request=NumberIn, responses={201: EntryOut})
    def post(self, request: Request, ref: UUID) -> Answer:
        actor = actor_of(request)
        form = read(NumberIn, request, measure=_measure(actor, ref))
        line = form.line(value=form.cleaned_data["value"])
        return _written(actor, actions.write_entry(actor=actor, measure_ref=ref, line=line).ref)


class Entries(APIView):
    """What I wrote down."""

    access = OWN

    @extend_schema(
        responses=EntriesOut,
        operation_id="diary_entries_list",
        parameters=[
            OpenApiParameter("before", OpenApiTypes.UUID, description="older than this entry"),
            OpenApiParameter("measure", OpenApiTypes.UUID, description="of this measure only"),
        ],
    )
    def get(self, request: Request) -> Answer:
        actor, wanted = actor_of(request), request.query_params.get("measure")
        measure = _measure(actor, _uuid(wanted)) if wanted else None
        before = request.query_params.get("before")
        page = entries_page(actor=actor, measure=measure, before=_uuid(before) if before else None)
        if page is None:
            raise Http404
        of_it = f"measure={wanted}&" if wanted else ""
        here = f"{reverse('proms:api_diary_entries')}?{of_it}before={page.older}"
        rows = EntryOut(page.rows, many=True).data
        return Answer({"results": rows, "next": here if page.older else None})

    @extend_schema(request=EventIn, responses={201: EntryOut})
    def post(self, request: Request) -> Answer:
        """An event, or words for a day."""
        actor, form = actor_of(request), read(EventIn, request)
        given = form.cleaned_data
        line = form.line(event=given["kind"] == "event", shared=given["shared"])
        return _written(actor, actions.write_entry(actor=actor, measure_ref=None, line=line).ref)


class OneEntry(APIView):
    """One line of the diary."""

    access = OWN

    @extend_schema(responses={204: None})
    def delete(self, request: Request, ref: UUID) -> Answer:
        """It leaves the diary and every picture; on the page it can be put back."""
        actions.take_back_entry(actor=actor_of(request), ref=ref)
        return Answer(status=204)


def _measure(actor: SignedIn, ref: UUID) -> DiaryMeasure:
    found = my_measures(actor=actor).filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def _written(actor: SignedIn, ref: UUID) -> Answer:
    return Answer(EntryOut(my_entries(actor=actor).get(ref=ref)).data, status=201)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error
