"""For clinicians: a clinic's list of visits, looked at first, then written down."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from audit.actions import Looked, record_reads
from proms import looks
from proms.actions.day_list import note_day_list
from proms.api.patients import CLINICIANS, asking
from proms.api.shapes_in import StrictShape
from proms.api.shapes_out import DetailOut
from proms.day_list import read_list
from proms.day_list_seal import NotTheirs, opened_again, sealed
from proms.queries.arrangement import clinic_of
from proms.queries.day_list import proposal
from proms.visit_forms import FURTHEST, DayListForm

Shape = serializers.Serializer[Any]


class DayListIn(StrictShape):
    """A list as CSV text with a line of headings; `on`: the day of lines that name none."""

    table = serializers.CharField(trim_whitespace=False)
    on = serializers.DateField(required=False, allow_null=True, default=None)


class ProposedOut(Shape):
    """A visit as it would be written down. `state`: new, there, or moved (another time)."""

    subject = serializers.UUIDField()
    name = serializers.CharField()
    birth_year = serializers.IntegerField(source="born", allow_null=True)
    on = serializers.DateField()
    at = serializers.TimeField(allow_null=True)
    by_number = serializers.BooleanField()
    state = serializers.CharField()


class ProposalOut(Shape):
    """Only people who share stand in `visits`; of other lines their numbers, from 1, headings too.

    `looked_at` is sent back within an hour to write it down.
    """

    visits = ProposedOut(many=True)
    doubtful = serializers.ListField(child=serializers.IntegerField())
    unknown = serializers.ListField(child=serializers.IntegerField())
    flaws = serializers.ListField(child=serializers.CharField())
    looked_at = serializers.CharField()


class LookedAtIn(StrictShape):
    """What looking at the list gave back."""

    looked_at = serializers.CharField()


class NotedOut(Shape):
    """How many visits are new or have another time now."""

    changed = serializers.IntegerField()


class DayList(APIView):
    """Whom of a list this clinic knows here. Of everybody else nothing is kept."""

    access = CLINICIANS

    @extend_schema(request=DayListIn, responses=ProposalOut)
    def post(self, request: Request, clinic_id: int) -> Answer:
        """Changes nothing. A look at each person who is found is recorded."""
        actor = asking(request)
        clinic = clinic_of(actor=actor, clinic_id=clinic_id)
        shape = DayListIn(data=request.data)
        shape.is_valid(raise_exception=True)
        given, today = shape.validated_data, timezone.localdate()
        file = SimpleUploadedFile("list.csv", given["table"].encode())
        form = DayListForm({}, MultiValueDict({"file": [file]}))
        if not form.is_valid():
            raise serializers.ValidationError({"table": [str(one) for one in form.errors["file"]]})
        listed = read_list(form.table, on=given["on"] or today, today=today, last=today + FURTHEST)
        if not listed.listed:
            told = listed.flaws or [_("There is no line in this list")]
            raise serializers.ValidationError({"table": told[:1]})
        found = proposal(actor=actor, clinic=clinic, listed=listed.listed)
        looked = {one.subject: Looked(one.subject, one.grant_id) for one in found.visits}
        record_reads(actor=actor, what=looks.DAY_LIST, looked=list(looked.values()))
        return Answer(
            {
                "visits": ProposedOut(found.visits, many=True).data,
                "doubtful": found.doubtful,
                "unknown": found.unknown,
                "flaws": listed.flaws,
                "looked_at": sealed(actor, clinic, found.visits),
            }
        )


class DayListNoted(APIView):
    """Writing down what was looked at."""

    access = CLINICIANS

    @extend_schema(request=LookedAtIn, responses={200: NotedOut, 409: DetailOut})
    def post(self, request: Request, clinic_id: int) -> Answer:
        """Twice is once; whoever ended sharing meanwhile is passed over."""
        actor = asking(request)
        clinic = clinic_of(actor=actor, clinic_id=clinic_id)
        shape = LookedAtIn(data=request.data)
        shape.is_valid(raise_exception=True)
        try:
            arranged = opened_again(actor, clinic, shape.validated_data["looked_at"])
        except NotTheirs:
            told = _("Read the list in again: an hour has passed since.")
            return Answer({"detail": told}, status=409)
        changed = note_day_list(actor=actor, clinic_id=clinic.pk, arranged=arranged)
        return Answer({"changed": changed})
