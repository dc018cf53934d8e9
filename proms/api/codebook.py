"""What stands behind numbers, for programs: the codebook, and the shape of the register."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from po_platform.access.declare import Access
from proms.queries.codebook import book_version, codebook
from proms.queries.instruments import published_instruments
from proms.rules import may_be_used
from proms.views.codebook import READERS


class BookOut(serializers.Serializer[Any]):
    """A questionnaire in use, by its short name."""

    questionnaire = serializers.CharField(source="slug")
    title = serializers.CharField(source="name")


class BooksOut(serializers.Serializer[Any]):
    """By name."""

    results = BookOut(many=True)


class RegisteredOut(serializers.Serializer[Any]):
    """One questionnaire and its licence for every language without an answer of its own.

    `usable`: whether that licence lets it be put on lists. `in_use`: whether it was published.
    """

    questionnaire = serializers.CharField(source="slug")
    title = serializers.CharField(source="name")
    in_use = serializers.BooleanField()
    usable = serializers.SerializerMethodField()
    minutes = serializers.IntegerField()
    open_to_members = serializers.BooleanField()
    keyed_twice = serializers.BooleanField()
    licence = serializers.CharField()
    holder = serializers.CharField()
    terms = serializers.CharField()
    allowed_use = serializers.CharField()
    licence_ends_on = serializers.DateField(allow_null=True)
    copyright = serializers.CharField(source="attribution")

    def get_usable(self, one: Any) -> bool:
        return bool(may_be_used(one))


class RegisterOut(serializers.Serializer[Any]):
    """By name."""

    results = RegisteredOut(many=True)


class Codebook(APIView):
    """Which questionnaires are in use. Nothing of anybody stands in it."""

    access = Access(hats=frozenset(READERS))

    @extend_schema(responses=BooksOut, operation_id="codebook_list")
    def get(self, request: Request) -> Answer:
        return Answer({"results": BookOut(published_instruments(), many=True).data})


class OneBook(APIView):
    """Questions, answers, what they count, scales and licence of one of them."""

    access = Access(hats=frozenset(READERS))

    @extend_schema(
        responses=OpenApiTypes.OBJECT,
        parameters=[OpenApiParameter("version", OpenApiTypes.INT, description="else the newest")],
    )
    def get(self, request: Request, slug: str) -> Answer:
        instrument = get_object_or_404(published_instruments(), slug=slug)
        version = book_version(instrument, request.query_params.get("version", ""))
        if version is None:
            raise Http404
        return Answer(codebook(instrument, get_language() or "en", version))
