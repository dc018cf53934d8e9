"""For curators: the organisation's own check-ins, what is different in them, publishing one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from proms.actions.check_ins import ChangedMeanwhile, begin_check_in, publish_check_in
from proms.api.check_in_words import TitleIn
from proms.api.for_everybody import CURATORS
from proms.api.of_form import OfForm, read
from proms.api.patients import asking
from proms.api.shapes_out import DetailOut
from proms.check_in import Content, changes, lacking, languages_in, read_content
from proms.check_in_forms import PublishForm
from proms.models import CheckIn
from proms.queries.check_ins import check_in, check_ins, seen_as, title_of

Shape = serializers.Serializer[Any]


class CheckInOut(Shape):
    """One check-in. `changed`: what is written is not what people answer now."""

    ref = serializers.UUIDField()
    slug = serializers.CharField()
    title = serializers.CharField()
    changed = serializers.BooleanField()
    published = serializers.BooleanField()


class CheckInsOut(Shape):
    """Changed last first."""

    results = CheckInOut(many=True)


class ChangeOut(Shape):
    """A difference people would notice. `sort`: new, gone or changed."""

    sort = serializers.CharField()
    what = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class CheckInFullOut(CheckInOut):
    """With what is written, what it lacks, and what is different since it was published.

    `seen` is sent back to publish what was looked at, and nothing else.
    """

    content = serializers.DictField()
    languages = serializers.ListField(child=serializers.CharField())
    lacking = serializers.ListField(child=serializers.CharField())
    changes = ChangeOut(many=True)
    seen = serializers.CharField()


class PublishIn(OfForm):
    """`seen`: what looking at it gave."""

    seen = serializers.CharField(max_length=64)
    minutes = serializers.IntegerField()
    open_to_members = serializers.BooleanField(default=False)

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        return PublishForm(typed)


class PublishedOut(Shape):
    """By which name it is put on lists."""

    instrument = serializers.CharField(source="slug")


class CheckIns(APIView):
    """Those being written and those in use."""

    access = CURATORS

    @extend_schema(responses=CheckInsOut, operation_id="check_ins_list")
    def get(self, request: Request) -> Answer:
        rows = [_shown(found, read_content(found.content)) for found in check_ins()]
        return Answer({"results": rows})

    @extend_schema(request=TitleIn, responses={201: CheckInFullOut})
    def post(self, request: Request) -> Answer:
        """A title, and there it is; nobody is asked it before it is published."""
        form = read(TitleIn, request, content=Content())
        title, about = form.words("title"), form.words("about")
        made = begin_check_in(actor=asking(request), title=title, about=about)
        return Answer(full_out(made.ref), status=201)


class OneCheckIn(APIView):
    """One of them as it is written now."""

    access = CURATORS

    @extend_schema(responses=CheckInFullOut)
    def get(self, request: Request, ref: UUID) -> Answer:
        return Answer(full_out(ref))


class PublishedCheckIn(APIView):
    """Making what was looked at the version people answer."""

    access = CURATORS

    @extend_schema(request=PublishIn, responses={201: PublishedOut, 403: DetailOut, 409: DetailOut})
    def post(self, request: Request, ref: UUID) -> Answer:
        """Answers to older versions stay with theirs; changed since it was looked at: 409."""
        check_in(ref)
        given = read(PublishIn, request).cleaned_data
        try:
            made = publish_check_in(actor=asking(request), ref=ref, **given)
        except ChangedMeanwhile:
            told = _("Somebody changed it while you looked. See what is different, then publish.")
            return Answer({"detail": told}, status=409)
        return Answer(PublishedOut(made).data, status=201)


def full_out(ref: UUID) -> dict[str, Any]:
    """One of them as it is written now. Raises Http404."""
    found, content = check_in(ref)
    before = read_content(found.published) if found.published else Content()
    return {
        **_shown(found, content),
        "content": found.content,
        "languages": languages_in(content),
        "lacking": lacking(content),
        "changes": ChangeOut(changes(before, content), many=True).data,
        "seen": seen_as(found),
    }


def _shown(found: CheckIn, content: Content) -> dict[str, Any]:
    return {
        "ref": found.ref,
        "slug": found.slug,
        "title": title_of(content),
        "changed": found.content != found.published,
        "published": found.published is not None,
    }
