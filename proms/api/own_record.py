"""Which lines of a member's own record stand on the page for one visit, for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from po_platform.access.actor import SignedIn
from proms.actions.visits import write_own_list
from proms.api.asker import OWN, actor_of
from proms.api.shapes_in import StrictShape
from proms.api.visits import one_visit
from proms.models import OwnList, Visit
from proms.own_record import MOST_OFFERED, RecordLine, lines_offered
from proms.queries.visits import own_lines
from proms.visit_forms import RecordForm

RECORD = OwnList.About.RECORD


class ChosenIn(StrictShape):
    """The keys of the lines the doctor may read, all of them each time; none takes them off."""

    chosen = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=MOST_OFFERED
    )


class OfferedOut(serializers.Serializer[Any]):
    """A line as the doctor would read it; `from_where`: the name of what it is kept in."""

    key = serializers.CharField()
    words = serializers.CharField()
    from_where = serializers.CharField()


class VisitRecordOut(serializers.Serializer[Any]):
    """`lines`: what stands on the page, as it was when it was chosen."""

    lines = serializers.ListField(child=serializers.CharField())
    offered = OfferedOut(many=True)


class VisitRecord(APIView):
    """Lines of my own record for a visit: none until I choose them."""

    access = OWN

    @extend_schema(responses=VisitRecordOut)
    def get(self, request: Request, ref: UUID) -> Answer:
        actor = actor_of(request)
        visit = one_visit(actor, ref)
        return Answer(_shown(actor, visit, _offered(actor, visit)))

    @extend_schema(request=ChosenIn, responses=VisitRecordOut)
    def put(self, request: Request, ref: UUID) -> Answer:
        """Copied as they are today. A key nobody knows (any more) is told, and nothing is saved."""
        actor = actor_of(request)
        visit = one_visit(actor, ref)
        shape = ChosenIn(data=request.data)
        shape.is_valid(raise_exception=True)
        chosen = shape.validated_data["chosen"]
        offered = _offered(actor, visit) if chosen else lines_offered(actor)
        form = RecordForm({"chosen": chosen}, offered=offered, held=())
        if not form.is_valid():
            raise serializers.ValidationError({"chosen": [str(e) for e in form.errors["chosen"]]})
        write_own_list(actor=actor, about=RECORD, lines=form.lines(), visit_ref=ref)
        return Answer(_shown(actor, visit, offered))


def _offered(actor: SignedIn, visit: Visit) -> list[RecordLine]:
    """For a visit to come, where there is something to choose or to take off; else 404."""
    offered = lines_offered(actor)
    held = own_lines(actor=actor, about=RECORD, visit=visit)
    if visit.on < timezone.localdate() or not (offered or held):
        raise Http404
    return offered


def _shown(actor: SignedIn, visit: Visit, offered: list[RecordLine]) -> dict[str, Any]:
    shown = {"lines": own_lines(actor=actor, about=RECORD, visit=visit), "offered": offered}
    return dict(VisitRecordOut(shown).data)
