"""A member's codes for programs: for the telephone, for a tablet, and for a doctor on one day."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from members.reply_codes import in_groups as in_reply_groups
from proms.actions.reply_codes import make_reply_code, withdraw_reply_code
from proms.actions.room_codes import make_room_code
from proms.actions.visit_codes import make_visit_code, take_back_visit_code
from proms.api.asker import OWN, actor_of
from proms.api.assignments import one_assignment
from proms.api.shapes_out import CodeOut, DetailOut
from proms.api.visits import one_visit
from proms.queries.reply_codes import my_reply_code
from proms.queries.visits import my_visit_code
from proms.room_codes import in_groups as in_room_groups
from proms.visit_codes import in_groups


class TelephoneCodeOut(CodeOut):
    """To read out to the helper desk; `until`: it opens nothing after."""

    until = serializers.DateTimeField()


class DoctorCodeOut(TelephoneCodeOut):
    """For the doctor, from the first moment of the visit's day; each opening is told.

    `behind`: all numbers and the newest single answers, free words among them, are folded behind it.
    """

    starts_at = serializers.DateTimeField()
    opened = serializers.ListField(child=serializers.DateTimeField())
    left = serializers.IntegerField()
    behind = serializers.BooleanField()


class TelephoneCode(APIView):
    """With it the helper desk enters my answers to one questionnaire; 404 while there is none."""

    access = OWN

    @extend_schema(responses=TelephoneCodeOut)
    def get(self, request: Request, ref: UUID) -> Answer:
        return Answer(self._told(request, ref))

    @extend_schema(request=None, responses={201: TelephoneCodeOut, 403: DetailOut})
    def post(self, request: Request, ref: UUID) -> Answer:
        """The one that lives, or a new one."""
        actor = actor_of(request)
        make_reply_code(actor=actor, ref=ref, language=get_language() or "en")
        return Answer(self._told(request, ref), status=201)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, ref: UUID) -> Answer:
        """It opens nothing any more."""
        withdraw_reply_code(actor=actor_of(request), ref=ref)
        return Answer(status=204)

    def _told(self, request: Request, ref: UUID) -> Any:
        assignment = one_assignment(request, ref)
        found = my_reply_code(actor=actor_of(request), assignment=assignment)
        if found is None:
            raise Http404
        told = {"code": in_reply_groups(found.code), "until": found.until}
        return TelephoneCodeOut(told).data


class TabletCode(APIView):
    """For a tablet at the clinic: good once and for two hours, told only now."""

    access = OWN

    @extend_schema(request=None, responses={201: CodeOut, 403: DetailOut})
    def post(self, request: Request, ref: UUID) -> Answer:
        """The one before it opens nothing any more."""
        language = get_language() or "en"
        code = make_room_code(actor=actor_of(request), ref=ref, language=language)
        return Answer(CodeOut({"code": in_room_groups(code)}).data, status=201)


class DoctorCode(APIView):
    """It opens my summary on the day of one visit, three times; 404 while there is none."""

    access = OWN

    @extend_schema(responses=DoctorCodeOut)
    def get(self, request: Request, ref: UUID) -> Answer:
        return Answer(self._told(request, ref))

    @extend_schema(request=None, responses={201: DoctorCodeOut, 403: DetailOut})
    def post(self, request: Request, ref: UUID) -> Answer:
        """Under the name everybody sees; the real one is put above the page on the website only.

        Whoever has the code also opens every number and the newest single answers, free words among
        them: tell the member before you make it.
        """
        actor = actor_of(request)
        make_visit_code(actor=actor, visit=one_visit(actor, ref), named=False)
        return Answer(self._told(request, ref), status=201)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, ref: UUID) -> Answer:
        """It opens nothing any more, also where it was opened before."""
        actor = actor_of(request)
        take_back_visit_code(actor=actor, visit=one_visit(actor, ref))
        return Answer(status=204)

    def _told(self, request: Request, ref: UUID) -> Any:
        actor = actor_of(request)
        found = my_visit_code(actor=actor, visit=one_visit(actor, ref))
        if found is None:
            raise Http404
        told = {
            "code": in_groups(found.code),
            "starts_at": found.starts_at,
            "until": found.until,
            "opened": found.opened,
            "left": found.left,
            "behind": found.behind,
        }
        return DoctorCodeOut(told).data
