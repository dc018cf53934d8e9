"""For a member's programs: what the organisation only offers, and beginning it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from proms.actions.taking_part import take_part
from proms.api.asker import OWN, actor_of
from proms.api.shapes_out import DetailOut
from proms.queries.offers import offers


class OfferOut(serializers.Serializer[Any]):
    """One plan; `plan`: the schedule of hers it became, null while she takes no part."""

    ref = serializers.UUIDField(source="schedule.ref")
    instruments = serializers.ListField(child=serializers.CharField(), source="names")
    minutes = serializers.IntegerField()
    rhythm = serializers.CharField()
    plan = serializers.UUIDField(source="plan.ref", allow_null=True, default=None)


class OffersOut(serializers.Serializer[Any]):
    """Whatever can be begun now, newest first."""

    results = OfferOut(many=True)


class BegunOut(serializers.Serializer[Any]):
    """The schedule of hers it became; pausing and leaving go by it."""

    plan = serializers.UUIDField(source="ref")


class Offers(APIView):
    """Plans I may begin myself."""

    access = OWN

    @extend_schema(responses=OffersOut, operation_id="offers_list")
    def get(self, request: Request) -> Answer:
        return Answer({"results": OfferOut(offers(actor=actor_of(request)), many=True).data})


class OneOffer(APIView):
    """One of them."""

    access = OWN

    @extend_schema(request=None, responses={200: BegunOut, 403: DetailOut})
    def put(self, request: Request, ref: UUID) -> Answer:
        """I take part from now on; twice is once. Leaving it: as every schedule of mine."""
        return Answer(BegunOut(take_part(actor=actor_of(request), ref=ref)).data)
