"""Answers of one's own as FHIR, for programs."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from po_platform.access.drf import StrictJSONParser
from proms.actions.fhir_in import ResourceRefused, import_fhir_response
from proms.actions.responses import NotComplete
from proms.api.asker import OWN, actor_of
from proms.api.fhir_out import BEFORE, FOUND, responses_answer
from proms.api.files import AsItIs
from proms.api.shapes_out import DetailOut, ProblemsOut, problems_out
from proms.queries.assignments import my_responses
from proms.take_along import response_as_fhir
from proms.views.files import FHIR


class FhirParser(StrictJSONParser):
    """The same under FHIR's own name."""

    media_type = FHIR


class FhirResponses(APIView):
    """What I sent, 20 a page; and sending one about myself.

    201: stored. 200: its identifier was here before, and this is what it brought then.
    """

    access = OWN
    content_negotiation_class = AsItIs
    parser_classes = (FhirParser, StrictJSONParser)

    @extend_schema(responses=FOUND, parameters=[BEFORE])
    def get(self, request: Request) -> Answer:
        actor = actor_of(request)
        if actor.subject_id is None:
            raise Http404
        return responses_answer(request, actor, actor.subject_id)

    @extend_schema(
        request={FHIR: OpenApiTypes.OBJECT},
        responses={
            (201, FHIR): OpenApiTypes.OBJECT,
            (200, FHIR): OpenApiTypes.OBJECT,
            400: DetailOut,
            403: DetailOut,
            422: ProblemsOut,
        },
    )
    def post(self, request: Request) -> Answer:
        actor = actor_of(request)
        if not isinstance(request.data, dict):
            return Answer({"detail": _("A JSON object is expected.")}, status=400)
        try:
            sent = import_fhir_response(actor=actor, resource=request.data)
        except ResourceRefused as error:
            return Answer({"detail": str(error)}, status=400)
        except NotComplete as error:
            return Answer(problems_out(error), status=422)
        stored = my_responses(actor=actor).filter(pk=sent.response.pk).first()
        if stored is None:
            return Answer({"detail": _("You have taken these answers back.")}, status=400)
        status = 201 if sent.is_new else 200
        return Answer(response_as_fhir(stored), status=status, content_type=FHIR)
