"""What a member sent and how it changed, for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from members.queries.proxies import chooses_who_reads
from po_platform.access.actor import SignedIn
from proms.actions.correcting import correct_response
from proms.actions.readers import keep_to_herself, let_proxies_read
from proms.actions.responses import NotComplete, OtherAnswers, Sending, withdraw_response
from proms.api.asker import OWN, actor_of
from proms.api.files import AsItIs
from proms.api.lines import lines_out
from proms.api.shapes_in import SendingIn, StrictShape
from proms.api.shapes_out import (
    CourseOut,
    DetailOut,
    ProblemsOut,
    ResponseFullOut,
    ResponseOut,
    ResponsesOut,
    ScoreOut,
    problems_out,
)
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


def my_response(request: Request, ref: UUID) -> Response:
    """One of the asking person's own living ones. Raises Http404."""
    found = my_responses(actor=actor_of(request)).filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def any_response(request: Request, ref: UUID) -> Response:
    """One of the asking person's own, also when it was corrected since."""
    actor = actor_of(request)
    found = Response.objects.visible_to(actor).filter(subject_id=str(actor.subject_id), ref=ref)
    row = found.select_related("instrument", "version", "translation", "assignment").first()
    if row is None:
        raise Http404
    return row


class OneResponse(APIView):
    """One set of my answers with its scores."""

    access = OWN

    @extend_schema(responses=ResponseFullOut)
    def get(self, request: Request, ref: UUID) -> Answer:
        return Answer(full_out(actor_of(request), my_response(request, ref)))


class TakenBack(APIView):
    """Take my answers back, within 14 days: they leave every list and summary."""

    access = OWN

    @extend_schema(request=None, responses={204: None, 403: DetailOut})
    def post(self, request: Request, ref: UUID) -> Answer:
        withdraw_response(actor=actor_of(request), response=my_response(request, ref))
        return Answer(status=204)


class Correction(APIView):
    """Correct my answers, within 14 days: a new set in their place, both kept. Codes as in sending."""

    access = OWN

    @extend_schema(
        request=SendingIn,
        responses={
            201: ResponseFullOut,
            200: ResponseFullOut,
            403: DetailOut,
            409: DetailOut,
            422: ProblemsOut,
        },
    )
    def post(self, request: Request, ref: UUID) -> Answer:
        actor, former = actor_of(request), any_response(request, ref)
        shape = SendingIn(data=request.data)
        shape.is_valid(raise_exception=True)
        given = {**shape.validated_data, "language": former.translation.language}
        try:
            sent = correct_response(actor=actor, response=former, sending=Sending(**given))
        except OtherAnswers:
            told = _("This sending was used before with other answers. Make a new client_ref.")
            return Answer({"detail": told}, status=409)
        except NotComplete as error:
            return Answer(problems_out(error), status=422)
        return Answer(full_out(actor, sent.response), status=201 if sent.is_new else 200)


class ReadersIn(StrictShape):
    """Whether those who act for her by law may read this one."""

    proxies = serializers.BooleanField()


class ReadersOut(serializers.Serializer[Any]):
    """`proxies`: whether they may read it now. `choosing`: whether anybody acts for her by law, and
    did not send it for her.
    """

    proxies = serializers.BooleanField()
    choosing = serializers.BooleanField()


class Readers(APIView):
    """Who of several may read one set of answers: those who act for me by law, or not."""

    access = OWN

    @extend_schema(responses=ReadersOut)
    def get(self, request: Request, ref: UUID) -> Answer:
        return Answer(self._told(request, ref))

    @extend_schema(request=ReadersIn, responses={200: ReadersOut, 403: DetailOut})
    def put(self, request: Request, ref: UUID) -> Answer:
        """My word, changed at any time."""
        actor, found = actor_of(request), my_response(request, ref)
        shape = ReadersIn(data=request.data)
        shape.is_valid(raise_exception=True)
        let_proxies_read(actor=actor, response=found, allowed=shape.validated_data["proxies"])
        return Answer(self._told(request, ref))

    def _told(self, request: Request, ref: UUID) -> Any:
        actor, found = actor_of(request), my_response(request, ref)
        several = actor.subject_id is not None and chooses_who_reads(actor.subject_id)
        choosing = several and found.given_by != "proxy" and not found.withheld
        return ReadersOut({"proxies": not found.private, "choosing": choosing}).data


class Kept(StrictShape):
    """`kept`: whether nobody but me finds this set of answers, nor that it was asked for."""

    kept = serializers.BooleanField()


class KeptToMyself(APIView):
    """Keep one set of answers to myself, or no more; who read it before still knows it."""

    access = OWN

    @extend_schema(responses=Kept)
    def get(self, request: Request, ref: UUID) -> Answer:
        return Answer({"kept": my_response(request, ref).withheld})

    @extend_schema(request=Kept, responses={200: Kept, 403: DetailOut})
    def put(self, request: Request, ref: UUID) -> Answer:
        """My word, changed at any time."""
        actor, found = actor_of(request), my_response(request, ref)
        shape = Kept(data=request.data)
        shape.is_valid(raise_exception=True)
        keep_to_herself(actor=actor, response=found, kept=shape.validated_data["kept"])
        return Answer({"kept": shape.validated_data["kept"]})


class OneResponseFhir(APIView):
    """The same as a FHIR R4 QuestionnaireResponse."""

    access = OWN
    content_negotiation_class = AsItIs

    @extend_schema(responses={(200, FHIR): OpenApiTypes.OBJECT})
    def get(self, request: Request, ref: UUID) -> Answer:
        return Answer(response_as_fhir(my_response(request, ref)), content_type=FHIR)


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
