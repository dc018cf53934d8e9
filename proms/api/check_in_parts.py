"""For curators' programs: wording a check-in, part by part, by the forms of its pages."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import get_language
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from po_platform.access.refusals import demand
from proms import check_in_writing as writing
from proms.api.check_in_words import (
    AnswersIn,
    BandsIn,
    PartIn,
    QuestionChangeIn,
    QuestionIn,
    RatingIn,
    ScaleIn,
    TitleIn,
    answers_in,
)
from proms.api.check_ins import CheckInFullOut, full_out
from proms.api.computed import NumberOut
from proms.api.for_everybody import CURATORS
from proms.api.of_form import read
from proms.api.patients import asking
from proms.api.shapes_out import DetailOut, Shape
from proms.check_in import Content, Question, Scale, lacking
from proms.how import how_examples
from proms.queries.check_ins import check_in, form_made_of, sources_in, spec_made_of

ANSWERS = PolymorphicProxySerializer(
    component_name="CheckInAnswersIn",
    serializers=[AnswersIn, RatingIn],
    resource_type_field_name=None,
)


class WrittenOut(CheckInFullOut):
    """The check-in as it is written now; `name`: of the part that was written."""

    name = serializers.CharField()


class TriedOut(Shape):
    """Made-up answers (lowest, middle or highest) and the numbers they lead to."""

    kind = serializers.CharField()
    numbers = NumberOut(many=True)


class TriedListOut(Shape):
    """None where nothing is computed."""

    results = TriedOut(many=True)


class CheckInTitle(APIView):
    """What a check-in is called."""

    access = CURATORS

    @extend_schema(request=TitleIn, responses=CheckInFullOut)
    def put(self, request: Request, ref: UUID) -> Answer:
        """Nobody is asked the new words before they are published."""
        _found, content = check_in(ref)
        form = read(TitleIn, request, content=content)
        writing.write_title(actor=asking(request), ref=ref, form=form)
        return Answer(full_out(ref))


class CheckInQuestions(APIView):
    """Questions of a check-in."""

    access = CURATORS

    @extend_schema(request=QuestionIn, responses={201: WrittenOut, 403: DetailOut})
    def post(self, request: Request, ref: UUID) -> Answer:
        """One more, at the end; forty are enough (403)."""
        _found, content = check_in(ref)
        demand(writing.room_for_a_question(content))
        before = writing.asked_before(content)
        form = read(QuestionIn, request, question=None, before=before)
        made = writing.write_question(actor=asking(request), ref=ref, name="", form=form)
        return Answer({**full_out(ref), "name": made.name}, status=201)


class CheckInQuestion(APIView):
    """One of them."""

    access = CURATORS

    @extend_schema(request=QuestionChangeIn, responses=CheckInFullOut)
    def put(self, request: Request, ref: UUID, name: str) -> Answer:
        """Its words, and when it is asked; how it is answered stays."""
        held, content = _question(ref, name)
        before = writing.asked_before(content, name)
        form = read(QuestionChangeIn, request, question=held, before=before)
        writing.write_question(actor=asking(request), ref=ref, name=name, form=form)
        return Answer(full_out(ref))


class CheckInAnswers(APIView):
    """What can be answered, and what each answer counts."""

    access = CURATORS

    @extend_schema(request=ANSWERS, responses=CheckInFullOut)
    def put(self, request: Request, ref: UUID, name: str) -> Answer:
        """`answers` of a choice; of a rating its ends. A question in own words has none (404)."""
        held, _content = _question(ref, name)
        if held.kind == "text":
            raise Http404
        form = read(answers_in(held), request, question=held)
        writing.write_answers(actor=asking(request), ref=ref, held=held, form=form)
        return Answer(full_out(ref))


class CheckInScales(APIView):
    """Numbers a check-in leads to."""

    access = CURATORS

    @extend_schema(request=ScaleIn, responses={201: WrittenOut})
    def post(self, request: Request, ref: UUID) -> Answer:
        """One more."""
        _found, content = check_in(ref)
        form = read(ScaleIn, request, scale=None, counting=writing.that_count(content))
        made = writing.write_scale(actor=asking(request), ref=ref, name="", form=form)
        return Answer({**full_out(ref), "name": made.name}, status=201)


class CheckInScale(APIView):
    """One of them."""

    access = CURATORS

    @extend_schema(request=ScaleIn, responses=CheckInFullOut)
    def put(self, request: Request, ref: UUID, name: str) -> Answer:
        """What it is made of, and how."""
        held, content = _scale(ref, name)
        form = read(ScaleIn, request, scale=held, counting=writing.that_count(content))
        writing.write_scale(actor=asking(request), ref=ref, name=name, form=form)
        return Answer(full_out(ref))


class CheckInBands(APIView):
    """Words for stretches of a number."""

    access = CURATORS

    @extend_schema(request=BandsIn, responses=CheckInFullOut)
    def put(self, request: Request, ref: UUID, name: str) -> Answer:
        """All of them each time; none takes them away."""
        held, _content = _scale(ref, name)
        form = read(BandsIn, request, scale=held)
        writing.write_bands(actor=asking(request), ref=ref, held=held, form=form)
        return Answer(full_out(ref))


class CheckInPart(APIView):
    """A question or a number of a check-in, in its place."""

    access = CURATORS

    @extend_schema(request=PartIn, responses=CheckInFullOut)
    def patch(self, request: Request, ref: UUID, name: str) -> Answer:
        """Up, out, or back in; what was taken out is kept."""
        _found, content = check_in(ref)
        if content.question(name) is None and content.scale(name) is None:
            raise Http404
        shape = PartIn(data=request.data)
        shape.is_valid(raise_exception=True)
        actor, given = asking(request), shape.validated_data
        if "up" in given:
            writing.move_up(actor=actor, ref=ref, name=name)
        else:
            writing.put_out(actor=actor, ref=ref, name=name, out=given["out"])
        return Answer(full_out(ref))


class CheckInNumbers(APIView):
    """What comes out of example answers, step by step."""

    access = CURATORS

    @extend_schema(responses={200: TriedListOut, 403: DetailOut})
    def get(self, request: Request, ref: UUID) -> Answer:
        """Once nothing is lacking (403)."""
        found, content = check_in(ref)
        missing = lacking(content)
        if missing:
            raise PermissionDenied(missing[0])
        language, spec = get_language() or "en", spec_made_of(content, found)
        form = form_made_of(content, found, language)
        shown = how_examples(spec, sources_in(spec, form), form, language) if spec else []
        return Answer(TriedListOut({"results": shown}).data)


def _question(ref: UUID, name: str) -> tuple[Question, Content]:
    _found, content = check_in(ref)
    held = content.question(name)
    if held is None:
        raise Http404
    return held, content


def _scale(ref: UUID, name: str) -> tuple[Scale, Content]:
    _found, content = check_in(ref)
    held = content.scale(name)
    if held is None:
        raise Http404
    return held, content
