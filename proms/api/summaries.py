"""For programs: the one page for a doctor, as text for a record and as a PDF to file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from po_platform.access.actor import SignedIn
from proms import looks
from proms.actions.visit_codes import called, name_and_year
from proms.api.asker import OWN, actor_of
from proms.api.files import PDF, AsItIs
from proms.api.patients import CLINICIANS, asking
from proms.api.shapes_out import DetailOut, Shape
from proms.api.visits import one_visit
from proms.letter import Letter, letter_about
from proms.letter_text import as_plain_text
from proms.opened import opened_with_grant, with_year
from proms.queries.arrangement import arrangement_for
from proms.views.files import pdf_file

AS_PDF: Any = {(200, PDF): OpenApiTypes.BINARY, 403: DetailOut}


class SummaryTextOut(Shape):
    """The page as plain lines for a record."""

    text = serializers.CharField()


class PatientSummaryText(APIView):
    """The page about somebody who shares her answers with me, as text for her record; recorded."""

    access = CLINICIANS

    @extend_schema(responses=SummaryTextOut)
    def get(self, request: Request, subject: UUID) -> Answer:
        name, letter = _of_patient(asking(request), subject, looks.TEXT)
        return Answer({"text": as_plain_text(letter, name=name, today=timezone.localdate())})


class PatientSummaryPdf(APIView):
    """The same as a PDF, as it opens for me; recorded."""

    access = CLINICIANS
    content_negotiation_class = AsItIs

    @extend_schema(responses=AS_PDF)
    def get(self, request: Request, subject: UUID) -> HttpResponse:
        name, letter = _of_patient(asking(request), subject, looks.PDF)
        return pdf_file(letter, name)


class MySummaryText(APIView):
    """My page for one visit, as text."""

    access = OWN

    @extend_schema(responses=SummaryTextOut)
    def get(self, request: Request, ref: UUID) -> Answer:
        name, letter = _my_own(actor_of(request), ref)
        return Answer({"text": as_plain_text(letter, name=name, today=timezone.localdate())})


class MySummaryPdf(APIView):
    """My page for one visit, as a PDF to print, post or file."""

    access = OWN
    content_negotiation_class = AsItIs

    @extend_schema(responses=AS_PDF)
    def get(self, request: Request, ref: UUID) -> HttpResponse:
        name, letter = _my_own(actor_of(request), ref)
        return pdf_file(letter, name)


def _of_patient(actor: SignedIn, subject: UUID, what: str) -> tuple[str, Letter]:
    """Whose page it is, and the page as it opens for this clinician; the look is recorded."""
    person, grant = opened_with_grant(actor=actor, subject=subject, what=what)
    letter = letter_about(
        actor=actor,
        subject=subject,
        language=get_language() or "en",
        today=timezone.localdate(),
        arrangement=arrangement_for(actor=actor, subject=subject, grant=grant),
        birth_year=person.birth_year,
    )
    return with_year(person), letter


def _my_own(actor: SignedIn, ref: UUID) -> tuple[str, Letter]:
    """Under the name her page bears. Raises Http404 for a visit of nobody or somebody else."""
    visit = one_visit(actor, ref)
    letter = letter_about(
        actor=actor,
        subject=visit.subject_id,
        language=get_language() or "en",
        today=timezone.localdate(),
    )
    return name_and_year(actor) or called(actor), letter
