"""For the helper desk's programs: a code read out or printed, its one form, keying it, deciding.

The code is shown with every call and kept nowhere; wrong ones are counted as on the page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from audit.actions import record_read
from members.code_tries import count_wrong_code, too_many_wrong_codes
from members.keyed_codes import Keyed, place_of
from members.reply_codes import Miskeyed, as_typed, code_hash
from members.tickets import bearer_by, fate_of_reply_code
from po_platform.access.actor import Bearer, Hat, SignedIn, acting_as
from po_platform.access.declare import Access
from proms.actions.responses import NotComplete, OtherAnswers
from proms.api.of_form import OfForm
from proms.api.patients import asking
from proms.api.shapes_out import DetailOut, ProblemsOut, Shape, problems_out
from proms.desk_flow import DeskFlow
from proms.desk_keying import decide, differing, may_be_keyed_now, may_go_on, send
from proms.double_entry import FIRST, NEITHER, SECOND
from proms.forms import ReplyCodeForm
from proms.looks import DESK_FORM
from proms.models import Response
from proms.queries.licences import barred_languages
from proms.queries.reply_codes import opened_by
from proms.take_along import questionnaire_as_fhir

AT_DESK = Access(hats=frozenset({Hat.DESK}), health=True)
Then = Callable[[DeskFlow, SignedIn], Answer]
REFUSED: dict[Any, Any] = {
    400: OpenApiTypes.OBJECT,
    409: DetailOut,
    410: DetailOut,
    429: DetailOut,
}


class CodeIn(OfForm):
    """The code; how the answers come; on paper the day that stands on the sheet, where one does."""

    code = serializers.CharField(max_length=40)
    way = serializers.ChoiceField([str(Response.Way.PHONE), str(Response.Way.PAPER)])
    sheet_on = serializers.DateField(required=False, allow_null=True)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        self.given = given
        typed = {name: given.get(name) for name in ("code", "way", "sheet_on")}
        super().validate(typed)
        self.keyed = self._keyed()
        return given

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        return ReplyCodeForm(typed)

    def _keyed(self) -> Keyed:
        told = self.form.cleaned_data
        day = told["sheet_on"] if told["way"] == Response.Way.PAPER else None
        try:
            return Keyed(code_hash(as_typed(told["code"])), told["way"], day)
        except Miskeyed as error:
            words = _("Read the code once more: a sign is missing or another was heard")
            raise serializers.ValidationError({"code": [words]}) from error


class KeyedIn(CodeIn):
    """With every answer as it was read out or stands on the sheet; codes as in sending."""

    answers = serializers.DictField()
    missing = serializers.DictField(required=False, default=dict)


class DecidedIn(CodeIn):
    """With the one the sheet says for each question that differs: first, second or neither."""

    chosen = serializers.DictField(child=serializers.ChoiceField([FIRST, SECOND, NEITHER]))


class DeskFormOut(Shape):
    """Whose form it is, by first name, and its questions; nothing that was answered.

    `twice`: somebody else keys this sheet too. `came_in`: it was keyed once. `differs`: two people
    keyed it and not the same: decide, then.
    """

    first_name = serializers.CharField()
    title = serializers.CharField()
    language = serializers.CharField()
    twice = serializers.BooleanField()
    came_in = serializers.BooleanField()
    differs = serializers.BooleanField()
    questionnaire = serializers.DictField()


class KeyedOut(Shape):
    """sent; or waits: somebody else keys this sheet too; or differs: the sheet has to decide."""

    state = serializers.ChoiceField(["sent", "waits", "differs"])


class DifferenceOut(Shape):
    """One question keyed in two ways, in words; empty: left open."""

    link_id = serializers.CharField()
    question = serializers.CharField()
    first = serializers.CharField()
    second = serializers.CharField()


class DifferencesOut(Shape):
    """In the order of the form."""

    results = DifferenceOut(many=True)


class DeskForm(APIView):
    """What a member's code opens at the helper desk; the look is recorded and shown to her."""

    access = AT_DESK

    @extend_schema(request=CodeIn, responses={200: DeskFormOut, **REFUSED})
    def post(self, request: Request) -> Answer:
        """A POST, so that no code stands in an address. A slip of the fingers costs no try (400)."""
        return _by_code(request, _shape(CodeIn, request), _shown)


class DeskAnswers(APIView):
    """Keying the answers."""

    access = AT_DESK

    @extend_schema(
        request=KeyedIn, responses={200: KeyedOut, 403: DetailOut, 422: ProblemsOut, **REFUSED}
    )
    def post(self, request: Request) -> Answer:
        """They are sent, and the member is told; a sheet that is keyed twice waits for the second."""
        shape = _shape(KeyedIn, request)

        def key(flow: DeskFlow, actor: SignedIn) -> Answer:
            if flow.differs:
                told = _("Two people keyed this sheet and not the same. Look at what differs.")
                return Answer({"detail": told}, status=409)
            flow.answers, flow.missing = shape.given["answers"], shape.given["missing"]
            second = flow.came_in
            try:
                done = send(flow, actor)
            except NotComplete as error:
                return Answer(problems_out(error), status=422)
            except OtherAnswers:
                return _over("used")
            state = "sent" if done is not None else "differs" if second else "waits"
            return Answer({"state": state})

        return _by_code(request, shape, key)


class DeskDifferences(APIView):
    """A sheet two people keyed, and not the same."""

    access = AT_DESK

    @extend_schema(request=CodeIn, responses={200: DifferencesOut, 403: DetailOut, **REFUSED})
    def post(self, request: Request) -> Answer:
        """What differs, for the second of them; the look is recorded. None: nothing to decide."""

        def show(flow: DeskFlow, actor: SignedIn) -> Answer:
            _looked(flow, actor)
            found = differing(flow) if flow.differs else []
            return Answer(DifferencesOut({"results": found}).data)

        return _by_code(request, _shape(CodeIn, request), show)

    @extend_schema(
        request=DecidedIn, responses={200: KeyedOut, 403: DetailOut, 422: ProblemsOut, **REFUSED}
    )
    def put(self, request: Request) -> Answer:
        """The sheet decides each of them; that is the answer now, and the member is told."""
        shape = _shape(DecidedIn, request)

        def settle(flow: DeskFlow, actor: SignedIn) -> Answer:
            if not flow.differs:
                return Answer({"detail": _("Nothing differs on this sheet.")}, status=409)
            wanted = {one.link_id for one in differing(flow)}
            if set(shape.given["chosen"]) != wanted:
                told = _("Choose for every question that differs, and for no other.")
                return Answer({"chosen": [told]}, status=400)
            try:
                decide(flow, actor, shape.given["chosen"])
            except NotComplete as error:
                return Answer(problems_out(error), status=422)
            return Answer({"state": "sent"})

        return _by_code(request, shape, settle)


def _shape(kind: type[CodeIn], request: Request) -> Any:
    """The valid shape; `given`: what was sent with it."""
    found = kind(data=request.data)
    found.is_valid(raise_exception=True)
    return found


def _by_code(request: Request, shape: Any, then: Then) -> Answer:
    """Goes on with the form a living code opens. Refusals are answers: the count of tries is kept."""
    actor = asking(request)
    if too_many_wrong_codes(actor.account_id):
        told = _("Too many wrong codes were keyed. Wait an hour, then go on.")
        return Answer({"detail": told}, status=429)
    keyed = shape.keyed
    bearer = opened_by(keyed.hashed)
    if bearer is None or bearer.subject_id is None:
        return _nothing(actor, keyed)
    verdict = may_be_keyed_now(bearer, keyed)
    if not verdict:
        return Answer({"sheet_on": [getattr(verdict, "reason", "")]}, status=400)
    try:
        return _with_form(bearer, keyed, actor, then)
    except Http404:
        # Somebody else sent it with the same code in between.
        fate = fate_of_reply_code(keyed.hashed)
        if not fate:
            raise
        return _over(fate)


def _with_form(bearer: Bearer, keyed: Keyed, actor: SignedIn, then: Then) -> Answer:
    with acting_as(bearer):
        flow = DeskFlow.by_code(
            bearer,
            account_id=actor.account_id,
            sent_by=keyed.way,
            sheet_on=keyed.sheet_on,
            lock=True,
        )
        verdict = may_go_on(flow, deciding=False)
        if not verdict:
            return Answer({"detail": getattr(verdict, "reason", "")}, status=403)
        return then(flow, actor)


def _nothing(actor: SignedIn, keyed: Keyed) -> Answer:
    if place_of(bearer_by(keyed.hashed)) is not None:
        told = _("This code opens a form of another kind. Key it on the page of the helper desk.")
        return Answer({"detail": told}, status=409)
    fate = fate_of_reply_code(keyed.hashed)
    if fate:
        return _over(fate)
    count_wrong_code(actor.account_id)
    told = _("We do not know this code. Ask the member to read it once more")
    return Answer({"code": [told]}, status=400)


def _over(fate: str) -> Answer:
    words = {
        "used": _("The answers to this form are sent already"),
        "withdrawn": _("This code was taken back"),
        "expired": _("This code is too old"),
    }
    return Answer({"detail": words.get(fate, _("These questions are closed"))}, status=410)


def _shown(flow: DeskFlow, actor: SignedIn) -> Answer:
    _looked(flow, actor)
    barred = barred_languages(flow.assignment.instrument_id)
    told = {
        "first_name": flow.first_name,
        "title": flow.form.texts.title or flow.assignment.instrument.name,
        "language": flow.form.language,
        "twice": flow.twice,
        "came_in": flow.came_in,
        "differs": flow.differs,
        "questionnaire": questionnaire_as_fhir(flow.assignment.version, barred),
    }
    return Answer(DeskFormOut(told).data)


def _looked(flow: DeskFlow, actor: SignedIn) -> None:
    """As the one of the desk, not as the holder of the code."""
    with acting_as(actor):
        record_read(actor=actor, subject=flow.assignment.subject_id, what=DESK_FORM)
