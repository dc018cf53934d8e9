"""What a person's own file says about her groups, events, diagnoses and where she stands."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from po_platform.access.actor import System

from .export_parts import FROM, UNTIL, WHEN, Field, Part, Row, table
from .models import (
    Attendance,
    Brought,
    GroupContact,
    GroupLead,
    GroupMembership,
    MemberCondition,
    Standing,
)
from .queries.groups import name_of
from .queries.organisation import in_language


def groups_and_conditions(actor: System) -> Iterator[Part]:
    """Memberships, events, tasks in groups, diagnoses with their history, the first weeks."""
    yield Part("groups", _("Your groups"), _GROUPS, _groups(actor))
    yield Part("events", _("Events you said you come to"), _EVENTS, _events(actor))
    yield Part("groups_led", _("Groups you lead"), _LED, _led(actor))
    yield Part("group_contacts", _("Where you can be called"), _CALLED, _called(actor))
    yield Part("diagnoses", _("What you told us about diagnoses"), _SAID, _said(actor))
    yield table(
        "brought_along",
        _("What you brought along from another portal"),
        Brought.objects.visible_to(actor).order_by("pk"),
        {
            "house": _("the organisation there"),
            "site": _("the address of that portal"),
            "made_at": _("when the file was made there"),
            "brought_at": _("when you brought it here"),
            "parts": _("what stood in it"),
        },
        machine=("parts",),
    )
    yield table(
        "standing",
        _("Where you said you stand"),
        Standing.objects.visible_to(actor),
        {
            "where": _("what you said"),
            "said_at": WHEN,
            "wants_questions_at": _("when you asked for questionnaires nevertheless"),
        },
    )


_GROUPS = (
    Field("group", _("the group")),
    Field("asked_at", _("when you asked or joined")),
    Field("words", _("what you wrote to those who lead it")),
    Field("joined_at", FROM),
    Field("left_at", UNTIL),
    Field("declined", _("whether those who lead it said no")),
    Field("named", _("whether those who lead it could see your display name")),
)
_EVENTS = (
    Field("event", _("what it is called")),
    Field("starts_at", _("when it begins")),
    Field("said_at", _("when you said that you come")),
    Field("named", _("whether whoever looks after it could see your display name")),
    Field("reminds", _("whether you wanted to be reminded")),
    Field("ended_at", _("when you took it back")),
)
_LED = (Field("group", _("the group")), Field("since", FROM), Field("ended_at", UNTIL))
_CALLED = (
    Field("group", _("the group")),
    Field("name", _("your name as it stands there")),
    Field("phone", _("your number as it stands there")),
    Field("hours", _("when you can be called")),
    Field("agreed_on", _("the day you agreed")),
    Field("agreed_how", _("how you told us"), dict(GroupContact.How.choices)),
    Field("ended_at", UNTIL),
)
_SAID = (
    Field("entry", _("the same for what was corrected later"), machine=True),
    Field("diagnosis", _("the diagnosis")),
    Field("status", _("how sure"), dict(MemberCondition.Status.choices)),
    Field("since", _("since when")),
    Field("noted_at", _("when you wrote it down")),
    Field("replaced_at", _("when you corrected it")),
    Field("removed_at", _("when you took it off")),
)


# What another portal can show of it again.
BROUGHT_SAID = tuple(field for field in _SAID if not field.machine and field.name != "removed_at")


def _groups(actor: System) -> Iterator[Row]:
    rows = GroupMembership.objects.visible_to(actor).select_related("group").order_by("pk")
    for row in rows:
        yield {
            "group": name_of(row.group),
            "asked_at": row.asked_at,
            "words": row.words,
            "joined_at": row.joined_at,
            "left_at": row.left_at,
            "declined": row.declined,
            "named": row.named,
        }


def _events(actor: System) -> Iterator[Row]:
    for row in Attendance.objects.visible_to(actor).select_related("event").order_by("pk"):
        yield {
            "event": row.event.title,
            "starts_at": row.event.starts_at,
            "said_at": row.said_at,
            "named": row.named,
            "reminds": row.reminds,
            "ended_at": row.ended_at,
        }


def _led(actor: System) -> Iterator[Row]:
    for row in GroupLead.objects.filter(person_id=actor.person_id or 0).select_related("group"):
        yield {"group": name_of(row.group), "since": row.since, "ended_at": row.ended_at}


def _called(actor: System) -> Iterator[Row]:
    rows = GroupContact.objects.filter(person_id=actor.person_id or 0).select_related("group")
    for row in rows:
        yield {
            "group": name_of(row.group),
            "name": row.public_name,
            "phone": row.phone,
            "hours": in_language(row.hours, get_language() or "en"),
            "agreed_on": row.agreed_on,
            "agreed_how": row.agreed_how,
            "ended_at": row.ended_at,
        }


def _said(actor: System) -> Iterator[Row]:
    rows = MemberCondition.objects.visible_to(actor).select_related("condition").order_by("pk")
    for row in rows:
        yield {
            "entry": str(row.ref),
            "diagnosis": in_language(row.condition.name, get_language() or "en"),
            "status": row.status,
            "since": row.since,
            "noted_at": row.noted_at,
            "replaced_at": row.replaced_at,
            "removed_at": row.removed_at,
        }
