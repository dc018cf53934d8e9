"""A member's own list for programs: what waits, its form, and sending answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from proms.actions.assignments import start_for_myself, take_off_my_list
from proms.actions.responses import NotComplete, OtherAnswers, Sending, submit_response
from proms.api.asker import OWN, actor_of
from proms.api.responses import full_out
from proms.api.shapes_in import SendingIn, StartIn
from proms.api.shapes_out import (
    AssignmentFormOut,
    AssignmentOut,
    AssignmentsOut,
    DetailOut,
    ProblemsOut,
    ResponseFullOut,
    problems_out,
)
from proms.models import Assignment, Instrument
from proms.queries.assignments import my_assignment, my_responses, open_assignments
from proms.queries.licences import barred_languages, form_to_ask, languages_to_ask
from proms.take_along import questionnaire_as_fhir


def one_assignment(request: Request, ref: UUID) -> Assignment:
    """One of the asking person's own list, in any state. Raises Http404."""
    found = my_assignment(actor=actor_of(request), ref=ref)
    if found is None:
        raise Http404
    return found


class Assignments(APIView):
    """What waits on my list."""

    access = OWN

    @extend_schema(responses=AssignmentsOut, operation_id="assignments_list")
    def get(self, request: Request) -> Answer:
        found = open_assignments(actor=actor_of(request))
        return Answer({"results": AssignmentOut(found, many=True).data})

    @extend_schema(request=StartIn, responses={201: AssignmentOut})
    def post(self, request: Request) -> Answer:
        """Take up what I may start myself; what waits already is given back."""
        actor, shape = actor_of(request), StartIn(data=request.data)
        shape.is_valid(raise_exception=True)
        wanted = shape.validated_data["instrument"]
        instrument = Instrument.objects.filter(slug=wanted, open_to_members=True).first()
        if instrument is None:
            told = _("There is no questionnaire of this name to start.")
            return Answer({"instrument": [told]}, status=400)
        waiting = open_assignments(actor=actor).filter(instrument=instrument).first()
        made = waiting or start_for_myself(actor=actor, instrument=instrument)
        return Answer(AssignmentOut(made).data, status=201)


class OneAssignment(APIView):
    """One of them with its form."""

    access = OWN

    @extend_schema(responses=AssignmentFormOut)
    def get(self, request: Request, ref: UUID) -> Answer:
        found = one_assignment(request, ref)
        languages = languages_to_ask(found)
        barred = barred_languages(found.instrument_id)
        asked = questionnaire_as_fhir(found.version, barred)
        form = {"languages": languages, "questionnaire": asked}
        return Answer({**AssignmentOut(found).data, **form})

    @extend_schema(responses={204: None, 403: DetailOut})
    def delete(self, request: Request, ref: UUID) -> Answer:
        """Off my list, with what was begun: only what I took up myself."""
        take_off_my_list(actor=actor_of(request), assignment=one_assignment(request, ref))
        return Answer(status=204)


class Sendings(APIView):
    """Send answers: 201 stored, 200 the same sending again, 409 other answers under its name."""

    access = OWN

    @extend_schema(
        request=SendingIn,
        responses={
            201: ResponseFullOut,
            200: ResponseFullOut,
            400: OpenApiTypes.OBJECT,
            403: DetailOut,
            409: DetailOut,
            422: ProblemsOut,
        },
    )
    def post(self, request: Request, ref: UUID) -> Answer:
        actor, assignment = actor_of(request), one_assignment(request, ref)
        shape = SendingIn(data=request.data)
        shape.is_valid(raise_exception=True)
        given: dict[str, Any] = dict(shape.validated_data)
        languages = languages_to_ask(assignment)
        given["language"] = given["language"] or _shown_language(assignment)
        if given["language"] not in languages:
            told = _("Choose one of these: %(tags)s.") % {"tags": ", ".join(languages)}
            return Answer({"language": [told]}, status=400)
        try:
            sent = submit_response(actor=actor, assignment=assignment, sending=Sending(**given))
        except OtherAnswers:
            told = _("This sending was used before with other answers. Make a new client_ref.")
            return Answer({"detail": told}, status=409)
        except NotComplete as error:
            return Answer(problems_out(error), status=422)
        stored = my_responses(actor=actor).filter(pk=sent.response.pk).first() or sent.response
        return Answer(full_out(actor, stored), status=201 if sent.is_new else 200)


def _shown_language(assignment: Assignment) -> str:
    return form_to_ask(assignment, get_language() or "en").language
