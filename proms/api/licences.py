"""For curators' programs: the licence question of a questionnaire, by language, and its papers."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from proms.actions.licences import answer_licence, forget_language
from proms.api.codebook import RegisteredOut
from proms.api.files import PDF, AsItIs
from proms.api.for_everybody import CURATORS
from proms.api.of_form import OfForm, read
from proms.api.patients import asking
from proms.api.shapes_in import StrictShape
from proms.api.shapes_out import Shape
from proms.licence_form import LicenceForm
from proms.models import Instrument, LicenceTerms
from proms.queries.instruments import instruments, newest_version
from proms.queries.licences import evidence_of, register_of
from proms.views.licences import paper_file
from questionnaires.queries import languages_of

Licence = LicenceTerms.Licence


class PaperIn(StrictShape):
    """The letter or agreement: PDF, PNG or JPEG in base64. What is larger goes in on the page."""

    name = serializers.CharField(max_length=100)
    content = serializers.CharField()

    def validate_content(self, text: str) -> bytes:
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as error:
            raise serializers.ValidationError(_("Send the file in base64.")) from error


class LicenceIn(OfForm):
    """The licence question; without `ends_on` it has no end, without `paper` the one before stays."""

    licence = serializers.ChoiceField(
        [str(Licence.FREE), str(Licence.GRANTED), str(Licence.REFUSED)]
    )
    holder = serializers.CharField(max_length=200)
    terms = serializers.CharField(max_length=500, required=False, allow_blank=True)
    allowed_use = serializers.CharField(max_length=500, required=False, allow_blank=True)
    wording = serializers.ChoiceField([str(one) for one in LicenceTerms.Wording], required=False)
    ends_on = serializers.DateField(required=False, allow_null=True)
    paper = PaperIn(required=False)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        self.brought = given.pop("paper", None)
        return super().validate(given)

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        day = typed.pop("ends_on", "")
        names = ("ends_on_year", "ends_on_month", "ends_on_day")
        parts = dict(zip(names, day.split("-"), strict=False))
        sent: MultiValueDict[str, UploadedFile[Any]] = MultiValueDict()
        if self.brought:
            paper = SimpleUploadedFile(self.brought["name"], self.brought["content"])
            sent["paper"] = paper
        return LicenceForm({**typed, **(parts if day else {})}, sent)


class AnsweredOut(Shape):
    """One answer. `language` is empty for all without an answer of their own; `own`: has its own.

    `paper`: where the letter behind it is, null without one.
    """

    language = serializers.CharField()
    own = serializers.BooleanField()
    usable = serializers.BooleanField()
    licence = serializers.CharField(source="terms.licence")
    holder = serializers.CharField(source="terms.holder")
    terms = serializers.CharField(source="terms.terms")
    allowed_use = serializers.CharField(source="terms.allowed_use")
    wording = serializers.CharField(source="terms.wording")
    licence_ends_on = serializers.DateField(source="terms.licence_ends_on", allow_null=True)
    paper = serializers.UUIDField(source="terms.evidence.ref", default=None)


class AnsweredListOut(Shape):
    """For all languages, then language by language."""

    results = AnsweredOut(many=True)


class OneLicence(APIView):
    """The licence question for every language without an answer of its own."""

    access = CURATORS

    @extend_schema(responses=AnsweredListOut, operation_id="licences_list")
    def get(self, request: Request, slug: str) -> Answer:
        """What was answered, for all languages and for each."""
        found = get_object_or_404(Instrument.objects.select_related("evidence"), slug=slug)
        entries = register_of(found, newest_version(found))
        return Answer(AnsweredListOut({"results": entries}).data)

    @extend_schema(request=LicenceIn, responses=RegisteredOut)
    def put(self, request: Request, slug: str) -> Answer:
        """Answers it; a paper put in before stays behind the answer until another one is given."""
        found = get_object_or_404(Instrument, slug=slug)
        given = read(LicenceIn, request).cleaned_data
        answer_licence(actor=asking(request), instrument=found, **given)
        return Answer(registered(slug))


class LanguageLicence(APIView):
    """The licence question for the wording in one language alone."""

    access = CURATORS

    @extend_schema(request=LicenceIn, responses={204: None}, operation_id="language_licence_update")
    def put(self, request: Request, slug: str, language: str) -> Answer:
        """Answers it for this language."""
        found = _worded(slug, language)
        given = read(LicenceIn, request).cleaned_data
        answer_licence(actor=asking(request), instrument=found, language=language, **given)
        return Answer(status=204)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, slug: str, language: str) -> Answer:
        """This language follows the answer for all languages again."""
        found = _worded(slug, language)
        forget_language(actor=asking(request), instrument=found, language=language)
        return Answer(status=204)


class LicencePaper(APIView):
    """The letter or agreement behind one of the answers."""

    access = CURATORS
    content_negotiation_class = AsItIs

    @extend_schema(responses={(200, PDF): OpenApiTypes.BINARY})
    def get(self, request: Request, slug: str, ref: UUID) -> HttpResponse:
        """As it was put in: PDF, PNG or JPEG."""
        found = evidence_of(get_object_or_404(Instrument, slug=slug), ref)
        if found is None:
            raise Http404
        return paper_file(found)


def registered(slug: str) -> Any:
    """One line of the register."""
    return RegisteredOut(instruments().get(slug=slug)).data


def _worded(slug: str, language: str) -> Instrument:
    found = get_object_or_404(Instrument, slug=slug)
    if language not in languages_of(newest_version(found).pk):
        raise Http404
    return found
