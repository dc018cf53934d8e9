"""Scores as FHIR Observations for programs: one's own, or of somebody who shares."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from members.queries.organisation import current_organisation
from po_platform.access.actor import SignedIn
from proms import looks
from proms.api.asker import OWN, actor_of
from proms.api.files import AsItIs
from proms.api.patients import CLINICIANS, asking
from proms.fhir_bundle import observations_found, searchset
from proms.opened import ground, opened
from proms.queries.forms_to_answer import forms_to_answer
from proms.queries.licences import barred_languages
from proms.queries.sittings import SittingsPage, sittings_page
from proms.take_along import questionnaire_as_fhir, response_as_fhir
from proms.views.files import FHIR

BEFORE = OpenApiParameter("before", OpenApiTypes.UUID, description="older than this sending")
FOUND = {(200, FHIR): OpenApiTypes.OBJECT}


def _page(request: Request, actor: SignedIn, subject: UUID) -> SittingsPage:
    """The page asked for. Raises Http404 where `before` is no sending of this person."""
    text = request.query_params.get("before")
    try:
        before = UUID(text) if text else None
    except ValueError as error:
        raise Http404 from error
    page = sittings_page(actor=actor, subject=subject, before=before)
    if page is None:
        raise Http404
    return page


def _answer(request: Request, page: SittingsPage) -> Answer:
    bundle = observations_found(
        page.rows,
        portal_name=current_organisation(get_language() or "en").name,
        here=request.build_absolute_uri(),
        following=_following(request, page.older),
    )
    return Answer(bundle, content_type=FHIR)


def _following(request: Request, older: UUID | None) -> str:
    return request.build_absolute_uri(f"{request.path}?before={older}") if older else ""


def responses_answer(request: Request, actor: SignedIn, subject: UUID) -> Answer:
    """What one person sent, as a searchset of QuestionnaireResponses, newest first."""
    page = _page(request, actor, subject)
    found = [response_as_fhir(sitting.response) for sitting in page.rows]
    following = _following(request, page.older)
    bundle = searchset(found, here=request.build_absolute_uri(), following=following)
    return Answer(bundle, content_type=FHIR)


class MyObservations(APIView):
    """My scores, newest sendings first, 20 sendings a page."""

    access = OWN
    content_negotiation_class = AsItIs

    @extend_schema(responses=FOUND, parameters=[BEFORE])
    def get(self, request: Request) -> Answer:
        actor = actor_of(request)
        if actor.subject_id is None:
            raise Http404
        return _answer(request, _page(request, actor, actor.subject_id))


class PatientResponses(APIView):
    """The answers of somebody who shares them with me; the look is recorded."""

    access = CLINICIANS
    content_negotiation_class = AsItIs

    @extend_schema(responses=FOUND, parameters=[BEFORE])
    def get(self, request: Request, subject: UUID) -> Answer:
        actor = asking(request)
        ground(actor=actor, subject=subject)
        answer = responses_answer(request, actor, subject)
        opened(actor=actor, subject=subject, what=looks.ALL_FILES)
        return answer


class Questionnaires(APIView):
    """The forms on my list and those I may start, each in the version I would answer."""

    access = OWN
    content_negotiation_class = AsItIs

    @extend_schema(responses=FOUND)
    def get(self, request: Request) -> Answer:
        found = [
            questionnaire_as_fhir(version, barred_languages(version.questionnaire.instrument.pk))
            for version in forms_to_answer(actor=actor_of(request))
        ]
        bundle = searchset(found, here=request.build_absolute_uri())
        return Answer(bundle, content_type=FHIR)


class PatientObservations(APIView):
    """The scores of somebody who shares her answers with me; the look is recorded."""

    access = CLINICIANS
    content_negotiation_class = AsItIs

    @extend_schema(responses=FOUND, parameters=[BEFORE])
    def get(self, request: Request, subject: UUID) -> Answer:
        actor = asking(request)
        ground(actor=actor, subject=subject)
        page = _page(request, actor, subject)
        opened(actor=actor, subject=subject, what=looks.SCORES)
        return _answer(request, page)
