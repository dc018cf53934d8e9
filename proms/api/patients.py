"""For clinicians: who shares with me, and one person's scores. Every look is recorded and shown."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from audit.actions import Looked, record_reads
from members.looks import NAME
from members.queries.clinic import people_who_share
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import Access
from proms import looks
from proms.api.lines import lines_out
from proms.api.shapes_out import CourseOut, PatientOut, PatientsOut
from proms.opened import opened
from proms.queries.course import scores_over_time

# A personal token never shows a second factor: only a session with one opens these.
CLINICIANS = Access(hats=frozenset({Hat.CLINICIAN}), health=True)
MOST_DIGITS = 6


def asking(request: Request) -> SignedIn:
    """The account asking. Raises Http404 for anybody else."""
    if not isinstance(request.user, SignedIn):
        raise Http404
    return request.user


class Patients(APIView):
    """People who share with me, by name; never by what they answered."""

    access = CLINICIANS

    @extend_schema(
        responses=PatientsOut,
        operation_id="patients_list",
        parameters=[OpenApiParameter("page", OpenApiTypes.INT, description="from 1")],
    )
    def get(self, request: Request) -> Answer:
        actor, number = asking(request), request.query_params.get("page", "1")
        known = number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS
        page = people_who_share(actor=actor, page=int(number) if known else 1)
        looked = [Looked(one.person.subject_id, one.grant_id) for one in page.sharers]
        record_reads(actor=actor, what=NAME, looked=looked)
        rows = [
            {
                "subject": one.person.subject_id,
                "name": one.person.name,
                "birth_year": one.person.birth_year,
                "shares_since": one.since,
                "shares_until": one.until,
            }
            for one in page.sharers
        ]
        people = PatientOut(rows, many=True).data
        return Answer({"results": people, "page": page.page, "pages": page.pages})


class PatientScores(APIView):
    """The scores of somebody who shares her answers with me."""

    access = CLINICIANS

    @extend_schema(responses=CourseOut)
    def get(self, request: Request, subject: UUID) -> Answer:
        actor = asking(request)
        opened(actor=actor, subject=subject, what=looks.SCORES)
        lines = scores_over_time(actor=actor, subject=subject)
        return Answer({"results": lines_out(lines, get_language() or "en")})
