"""What a member sent and how it changed, for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from po_platform.access.actor import SignedIn
from proms.api.asker import OWN, actor_of
from proms.api.lines import lines_out
from proms.api.shapes_out import CourseOut, ResponseFullOut, ResponseOut, ResponsesOut, ScoreOut
from proms.models import Response
from proms.queries.assignments import my_responses, responses_page, scores_of
from proms.queries.course import scores_over_time
from proms.take_along import response_as_fhir
from proms.views.files import FHIR


def full_out(actor: SignedIn, response: Response) -> dict[str, Any]:
    """One of the actor's own responses with answers, reasons and scores."""
    return {
        **ResponseOut(response).data,
        "answers": response.answers,
        "missing": response.missing,
        "scores": ScoreOut(scores_of(actor=actor, response=response), many=True).data,
    }


class Responses(APIView):
    """What I sent."""

    access = OWN

    @extend_schema(
        responses=ResponsesOut,
        operation_id="responses_list",
        parameters=[
            OpenApiParameter("before", OpenApiTypes.UUID, description="older than this response")
        ],
    )
    def get(self, request: Request) -> Answer:
        before = _uuid(request.query_params.get("before"))
        page = responses_page(actor=actor_of(request), before=before)
        if page is None:
            raise Http404
        here = reverse("proms:api_responses")
        return Answer(
            {
                "results": ResponseOut(page.rows, many=True).data,
                "next": f"{here}?before={page.older}" if page.older else None,
            }
        )


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Http404 from error


def _response(request: Request, ref: UUID) -> Response:
    found = my_responses(actor=actor_of(request)).filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


class OneResponse(APIView):
    """One set of my answers with its scores."""

    access = OWN

    @extend_schema(responses=ResponseFullOut)
    def get(self, request: Request, ref: UUID) -> Answer:
        return Answer(full_out(actor_of(request), _response(request, ref)))


class OneResponseFhir(APIView):
    """The same as a FHIR R4 QuestionnaireResponse."""

    access = OWN

    @extend_schema(responses={(200, FHIR): OpenApiTypes.OBJECT})
    def get(self, request: Request, ref: UUID) -> Answer:
        return Answer(response_as_fhir(_response(request, ref)), content_type=FHIR)


class Course(APIView):
    """My scores over time."""

    access = OWN

    @extend_schema(responses=CourseOut)
    def get(self, request: Request) -> Answer:
        actor = actor_of(request)
        if actor.subject_id is None:
            raise Http404
        lines = scores_over_time(actor=actor, subject=actor.subject_id)
        return Answer({"results": lines_out(lines, get_language() or "en")})
