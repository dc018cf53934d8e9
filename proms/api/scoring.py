"""For curators: which question is which item of a rule, tried on example answers, then kept."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from proms.actions.instruments import fit_spec
from proms.api.for_everybody import CURATORS
from proms.api.patients import asking
from proms.api.shapes_in import StrictShape
from proms.api.shapes_out import DetailOut
from proms.attach import Attachment
from proms.course import in_language
from proms.fitting import open_answers, open_items, tried
from proms.models import Instrument
from proms.proof import examples
from proms.queries.instruments import newest_version
from proms.scale_spec import ScaleSpec
from proms.shipped import shipped_specs
from questionnaires.models import Version

Shape = serializers.Serializer[Any]


class FitIn(StrictShape):
    """What codes do not tell. `chosen`: item → question; `meanings`: question → answer → code."""

    chosen = serializers.DictField(child=serializers.CharField(), required=False, default=dict)
    meanings = serializers.DictField(
        child=serializers.DictField(child=serializers.CharField()), required=False, default=dict
    )


class MisfitOut(Shape):
    """An item that does not fit, and why."""

    item = serializers.CharField()
    message = serializers.CharField()


class ResultOut(Shape):
    """One scale of an example."""

    scale = serializers.CharField(source="scale.id")
    value = serializers.CharField()
    band = serializers.SerializerMethodField()

    def get_band(self, one: Any) -> str:
        """In the reader's language; empty without one."""
        return in_language(one.band.label, get_language() or "en") if one.band else ""


class CountedOut(Shape):
    """One answer of an example and what it counts."""

    item = serializers.CharField()
    question = serializers.CharField(source="link_id")
    answer = serializers.CharField()
    counts = serializers.CharField()


class ExampleOut(Shape):
    """A set of answers: lowest, middle or highest; to be compared with the manual."""

    kind = serializers.CharField()
    answers = CountedOut(many=True)
    results = ResultOut(many=True)


class FitOut(Shape):
    """How a rule fits. `open_items`, `open_answers`: what a person chooses; the latter with codes."""

    complete = serializers.BooleanField()
    open_items = serializers.ListField(child=serializers.CharField())
    open_answers = serializers.DictField()
    misfits = MisfitOut(many=True)
    proof = ExampleOut(many=True)


class Fit(APIView):
    """A shipped rule and the newest version of a questionnaire."""

    access = CURATORS

    @extend_schema(request=FitIn, responses=FitOut)
    def post(self, request: Request, slug: str, spec: str) -> Answer:
        """Tries it; nothing is kept."""
        _found, version, rule = _fitted(slug, spec)
        chosen, meanings = _said(request, version, rule)
        return Answer(_shown(rule, version, chosen, tried(version, rule, chosen, meanings)))

    @extend_schema(request=FitIn, responses={200: FitOut, 403: DetailOut, 422: FitOut})
    def put(self, request: Request, slug: str, spec: str) -> Answer:
        """Keeps what fits completely; a scoring that is in use stays as it is (403)."""
        found, version, rule = _fitted(slug, spec)
        chosen, meanings = _said(request, version, rule)
        kept = fit_spec(
            actor=asking(request),
            instrument=found,
            version=version,
            spec=rule,
            chosen=chosen,
            meanings=meanings,
        )
        return Answer(_shown(rule, version, chosen, kept), status=200 if kept.complete else 422)


def _fitted(slug: str, spec: str) -> tuple[Instrument, Version, ScaleSpec]:
    found, rule = get_object_or_404(Instrument, slug=slug), shipped_specs().get(spec)
    if rule is None:
        raise Http404
    return found, newest_version(found), rule


def _said(
    request: Request, version: Version, rule: ScaleSpec
) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Only what the page would ask: what a code told is not for choosing."""
    shape = FitIn(data=request.data)
    shape.is_valid(raise_exception=True)
    chosen, meanings = shape.validated_data["chosen"], shape.validated_data["meanings"]
    if set(chosen) - set(open_items(rule, version)):
        raise serializers.ValidationError({"chosen": [_("Choose only for what is open.")]})
    possible = open_answers(rule, version, chosen)
    for link_id, said in meanings.items():
        codes = possible.get(link_id, {})
        if any(code not in codes.get(option, ()) for option, code in said.items()):
            raise serializers.ValidationError({"meanings": [_("Choose only for what is open.")]})
    return chosen, meanings


def _shown(rule: ScaleSpec, version: Version, chosen: dict[str, str], fit: Attachment) -> Any:
    told = {
        "complete": fit.complete,
        "open_items": open_items(rule, version),
        "open_answers": open_answers(rule, version, chosen),
        "misfits": [
            {"item": one.path, "message": _(one.message) % one.params} for one in fit.problems
        ],
        "proof": examples(rule, fit.sources) if fit.complete else [],
    }
    return FitOut(told).data
