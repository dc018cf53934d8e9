"""What releases and requests hold about a person, for her own file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from members.export_parts import FROM, UNTIL, WHEN, Field, Part, table
from members.models import Person
from members.queries.own import own_rows
from po_platform.access.actor import System
from registry.models import (
    DataRequest,
    Deputy,
    Fetched,
    Recipient,
    ReleaseSubject,
    RequestStep,
    StudyInvitation,
    UseAsked,
    Vote,
)
from registry.queries.single_uses import OUTCOMES, outcomes_of
from registry.queries.studies import reach_of
from registry.request_change import all_as_approved

RELEASE = {
    "release__request__title": "use",
    "release__request__institution": "institution",
    "release__freed_at": "released_at",
    "release__expires_on": "until",
}


def request_parts(actor: System) -> Iterator[Part]:
    """Uses that contain her data; and, of whoever works with requests, what stands about her."""
    used = own_rows(ReleaseSubject, actor).order_by("pk")
    uses = table(
        "registry_uses",
        _("Research that used your data"),
        used,
        {
            "release__request__title": _("what it was about"),
            "release__request__institution": _("who got them"),
            "release__freed_at": FROM,
            "release__expires_on": UNTIL,
            "gone_at": _("when those who have them were told to take yours out"),
        },
        **RELEASE,
    )
    of_uses = used.select_related("release__request")
    yield _approved(uses, "use", [one.release.request for one in of_uses])
    account = Person.objects.values_list("account_id", flat=True).get(pk=actor.person_id or 0)
    yield table(
        "registry_requests",
        _("Data you asked for"),
        DataRequest.objects.filter(asked_by=account or 0).order_by("pk"),
        {
            "title": _("what it is about"),
            "asker": _("who is responsible"),
            "institution": _("at which institution"),
            "question": _("what you want to find out"),
            "state": _("where it stands"),
            "made_at": WHEN,
        },
    )
    yield _studies(actor)
    yield _uses_asked(actor)
    yield table(
        "registry_votes",
        _("Requests for data you voted on"),
        Vote.objects.filter(account=account or 0).order_by("pk"),
        {
            "request__title": _("what it was about"),
            "name": _("the name that stands there"),
            "answer": _("how you voted"),
            "words": _("what you wrote with it"),
            "at": WHEN,
        },
        request__title="request",
    )
    yield table(
        "registry_steps",
        _("What you did with requests for data"),
        RequestStep.objects.filter(by_account=account or 0).order_by("pk"),
        {
            "request__title": _("what it was about"),
            "by_name": _("the name that stands there"),
            "move": _("what you did"),
            "words": _("what you wrote with it"),
            "at": WHEN,
        },
        request__title="request",
        by_name="name",
        move="step",
    )
    yield table(
        "registry_fetched",
        _("Data you fetched"),
        Fetched.objects.filter(by_account=account or 0).order_by("pk"),
        {
            "release__request__title": _("what it was about"),
            "by_name": _("the name that stands there"),
            "at": WHEN,
        },
        release__request__title="use",
        by_name="name",
    )
    yield table(
        "registry_recipients",
        _("Data you may fetch"),
        Recipient.objects.filter(account_id=account).order_by("pk"),
        {"release__request__title": _("what it is about"), "until": UNTIL, "made_at": WHEN},
        release__request__title="use",
    )
    yield table(
        "registry_deputies",
        _("In whose place you vote"),
        Deputy.objects.filter(account_id=account).order_by("pk"),
        {"made_at": WHEN},
    )


def _studies(actor: System) -> Part:
    """Every study she was asked to, with what she wrote to those of the study after a yes."""
    rows = own_rows(StudyInvitation, actor).order_by("pk")
    part = table(
        "registry_studies",
        _("Studies you were asked to"),
        rows,
        {
            "ref": _("the id of this row"),
            "study__request__title": _("what it was about"),
            "study__request__institution": _("who asked"),
            "state": _("what you said"),
            "invited_at": WHEN,
            "reminded_at": _("when we asked once more"),
            "answered_at": _("when you answered"),
        },
        machine=("ref",),
        study__request__title="study",
        study__request__institution="institution",
    )
    hers = (
        Field("name", _("the name you gave to those of the study")),
        Field("reach", _("how you wrote they can reach you")),
    )
    asked = list(rows.select_related("study__request"))
    told = {one.ref: {"name": "", "reach": "", **reach_of(one)} for one in asked}
    written = ({**row, **told[row["ref"]]} for row in part.rows)
    whole = replace(part, fields=(*part.fields, *hers), rows=written)
    return _approved(whole, "study", [one.study.request for one in asked])


def _uses_asked(actor: System) -> Part:
    """Every use of her data she was asked about by itself."""
    rows = own_rows(UseAsked, actor).order_by("pk")
    part = table(
        "registry_uses_asked",
        _("Uses of your data you were asked about"),
        rows,
        {
            "ref": _("the id of this row"),
            "asking__request__title": _("what it was about"),
            "asking__request__institution": _("who asked"),
            "state": _("what you said"),
            "asked_at": WHEN,
            "answered_at": _("when you answered"),
        },
        machine=("ref",),
        asking__request__title="use",
        asking__request__institution="institution",
    )
    asked = list(rows.select_related("asking__request__dataset"))
    outcomes = outcomes_of(actor=actor, asked=asked)
    told = ({**row, "state": now} for row, now in zip(part.rows, outcomes, strict=True))
    fields = tuple(
        replace(one, codes=OUTCOMES) if one.name == "state" else one for one in part.fields
    )
    part = replace(part, fields=fields, rows=told)
    return _approved(part, "use", [one.asking.request for one in asked])


def _approved(part: Part, title: str, requests: Sequence[DataRequest]) -> Part:
    """The same with titles and institutions as they were approved, one request for each row."""
    held = all_as_approved(requests)
    rows = zip(part.rows, held, strict=True)
    told = ({**row, title: one.title, "institution": one.institution} for row, one in rows)
    return replace(part, rows=told)
