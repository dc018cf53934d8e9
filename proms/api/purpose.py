"""For programs of the office: what the software is for. Only a person who read it stands by it."""

from __future__ import annotations

from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from members.queries.organisation import current_organisation
from po_platform.access.actor import Hat
from po_platform.access.declare import Access
from proms.api.shapes_out import Shape
from proms.intended_purpose import PURPOSE, is_accepted, mark


class PurposeOut(Shape):
    """The words, their mark, and whether the organisation stands by these and since when.

    `other_words`: it stood by words that have changed since.
    """

    purpose = serializers.CharField()
    mark = serializers.CharField()
    accepted = serializers.BooleanField()
    accepted_on = serializers.DateField(allow_null=True)
    other_words = serializers.BooleanField()


class IntendedPurpose(APIView):
    """Standing by it, or no longer, is a person's word on its page; programs read it."""

    access = Access(hats=frozenset({Hat.ADMINISTRATOR}))

    @extend_schema(responses=PurposeOut)
    def get(self, request: Request) -> Answer:
        kept = current_organisation(get_language() or "en")
        told = {
            "purpose": PURPOSE,
            "mark": mark(),
            "accepted": is_accepted(),
            "accepted_on": kept.purpose_accepted_on,
            "other_words": bool(kept.purpose_accepted) and not is_accepted(),
        }
        return Answer(PurposeOut(told).data)
