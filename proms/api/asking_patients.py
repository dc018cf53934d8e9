"""For clinicians: what waits on somebody's list, asking for more, and a code for the tablet."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from proms import looks
from proms.actions.assignments import WaitsAlready, ask_patient
from proms.actions.room_codes import make_room_code_for
from proms.api.patients import CLINICIANS, asking
from proms.api.shapes_in import StartIn
from proms.api.shapes_out import AssignmentOut, AssignmentsOut, CodeOut, DetailOut
from proms.opened import ground, opened
from proms.queries.assignments import open_of
from proms.queries.instruments import usable_instruments
from proms.room_codes import in_groups


class PatientAssignments(APIView):
    """What waits on the list of somebody who shares with me; the look is recorded."""

    access = CLINICIANS

    @extend_schema(responses=AssignmentsOut, operation_id="patient_assignments_list")
    def get(self, request: Request, subject: UUID) -> Answer:
        actor = asking(request)
        opened(actor=actor, subject=subject, what=looks.ROOM)
        waiting = open_of(actor=actor, subject=subject)
        return Answer({"results": AssignmentOut(waiting, many=True).data})

    @extend_schema(request=StartIn, responses={201: AssignmentOut, 403: DetailOut, 409: DetailOut})
    def post(self, request: Request, subject: UUID) -> Answer:
        """Ask for a questionnaire: two weeks to answer; what waits already is told (409)."""
        actor, shape = asking(request), StartIn(data=request.data)
        ground(actor=actor, subject=subject)
        shape.is_valid(raise_exception=True)
        wanted = shape.validated_data["instrument"]
        chosen = next((one for one in usable_instruments() if one.slug == wanted), None)
        if chosen is None:
            told = _("There is no questionnaire of this name in use.")
            return Answer({"instrument": [told]}, status=400)
        try:
            made = ask_patient(actor=actor, subject=subject, instrument=chosen)
        except WaitsAlready:
            opened(actor=actor, subject=subject, what=looks.ROOM)  # she knows now that it waits
            told = _("These questions wait on the list already")
            return Answer({"detail": told}, status=409)
        return Answer(AssignmentOut(made).data, status=201)


class PatientTabletCode(APIView):
    """A code for a tablet at the clinic: good once and for two hours, told only now."""

    access = CLINICIANS

    @extend_schema(request=None, responses={201: CodeOut, 403: DetailOut})
    def post(self, request: Request, subject: UUID, ref: UUID) -> Answer:
        actor = asking(request)
        ground(actor=actor, subject=subject)
        code = make_room_code_for(actor=actor, subject=subject, ref=ref)
        return Answer(CodeOut({"code": in_groups(code)}).data, status=201)
