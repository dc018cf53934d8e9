"""What this app puts into a person's own file: who she is, how she signs in, what she decided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from po_platform.access.actor import System
from po_platform.kit.crypto import Tampered

from .call_secrets import open_of_call
from .export_account import signing_in, tasks
from .export_decided import decided
from .export_endings import endings
from .export_groups import groups_and_conditions
from .export_parts import FROM, UNTIL, WHEN, Field, Part, Row, table
from .export_proxies import by_law
from .export_rights import requests
from .models import (
    BoardMember,
    CallRequest,
    EraseRequest,
    Identity,
    JoinRequest,
    ListedPerson,
    OfficeErasure,
    OfficeReason,
    Person,
    PostedLetter,
)
from .queries.identity import identity_of


def own_parts(actor: System) -> Iterator[Part]:
    """Everything members holds about the one person the actor works for."""
    person = Person.objects.filter(pk=actor.person_id or 0)
    account_id = person.values_list("account_id", flat=True).first()
    yield from _about_her(actor, person)
    yield table(
        "listed",
        _("Your line in the association’s list"),
        ListedPerson.objects.filter(person_id=actor.person_id or 0),
        {
            "key": _("your number there"),
            "made_at": _("when the list was read in"),
            "invited_at": _("when you were last invited"),
            "times_invited": _("how often you were invited"),
            "differs": _("whether the list says something else than you did"),
        },
    )
    if account_id is not None:
        yield from signing_in(account_id)
        yield from tasks(account_id)
    yield from _with_the_office(actor)
    yield from endings(actor)
    yield from requests(actor)
    yield from by_law(actor)
    yield Part("calls", _("Calls you asked for"), _CALLS, _calls(actor))
    yield from decided(actor)
    yield from groups_and_conditions(actor)


def _about_her(actor: System, person: Any) -> Iterator[Part]:
    yield table(
        "person",
        _("You as a member"),
        person,
        {
            "display_name": _("the name others see"),
            "state": _("your membership"),
            "state_since": _("since when it is so"),
            "joined_on": _("the day you joined"),
            "reached_by": _("how you want to be reached"),
            "post_stopped_at": _("since when we print no letters to you"),
            "post_stopped_why": _("why"),
        },
    )
    given = Identity.objects.visible_to(actor).filter(person_id=actor.person_id or 0).exists()
    yield Part(
        "identity",
        _("Who you are"),
        (
            Field("real_name", _("your name")),
            Field("birth_date", _("your date of birth")),
            Field("address", _("your address")),
            Field("phone", _("your telephone number")),
            Field("unreadable", _("what we hold but cannot open any more")),
        ),
        _identity(actor) if given else [],
    )


def _identity(actor: System) -> Iterator[Row]:
    known = identity_of(actor=actor, person_id=actor.person_id or 0)
    yield {
        "real_name": known.real_name,
        "birth_date": known.birth_date,
        "address": known.address,
        "phone": known.phone,
        "unreadable": sorted(known.unreadable),
    }


_CALLS = (
    Field("asked_at", WHEN),
    Field("name", _("the name you gave")),
    Field("number", _("the number you gave")),
    Field("about", _("what it is about"), dict(CallRequest.About.choices)),
    Field("suits", _("when it suits you"), dict(CallRequest.Suits.choices)),
    Field("language", _("its language")),
    Field("promised_on", _("by when we said we would call")),
    Field("state", _("what came of it"), dict(CallRequest.State.choices)),
    Field("tries", _("how often we tried")),
    Field("note", _("what was noted about it")),
)


def _calls(actor: System) -> Iterator[Row]:
    for call in CallRequest.objects.visible_to(actor).order_by("pk"):
        row: dict[str, Any] = {field.name: getattr(call, field.name) for field in _CALLS}
        for column in ("name", "number"):
            try:
                row[column] = open_of_call(call.ref, column, row[column])
            except Tampered:
                row[column] = ""
        yield row


def _with_the_office(actor: System) -> Iterator[Part]:
    yield table(
        "join_request",
        _("How you asked to join"),
        JoinRequest.objects.filter(person_id=actor.person_id or 0),
        {
            "words": _("what you wrote"),
            "at": WHEN,
            "decided_at": _("when the office decided"),
            "let_in": _("whether you were let in"),
            "reason": _("what the office wrote to you"),
        },
    )
    yield table(
        "office",
        _("What the office changed for you"),
        OfficeReason.objects.filter(person_id=actor.person_id or 0),
        {"verb": _("what was changed"), "reason": _("why"), "at": WHEN},
    )
    yield table(
        "letters",
        _("Letters we printed for you"),
        PostedLetter.objects.filter(person_id=actor.person_id or 0).order_by("pk"),
        {
            "made_at": WHEN,
            "returned_at": _("when it came back"),
            "again_at": _("when it was to be printed again"),
            "again_why": _("why it was printed again"),
        },
    )
    yield table(
        "board",
        _("Your name on the page of the board"),
        BoardMember.objects.filter(person_id=actor.person_id or 0).order_by("pk"),
        {
            "public_name": _("your name as it stands there"),
            "task": _("your task as it stands there"),
            "agreed_on": _("the day you agreed"),
            "agreed_how": _("how you told us"),
            "added_at": FROM,
            "ended_at": UNTIL,
        },
    )
    yield table(
        "erase_requests",
        _("Wishes to have everything erased"),
        EraseRequest.objects.filter(person_id=actor.person_id or 0),
        {
            "asked_at": WHEN,
            "way": _("how you told us"),
            "due_at": _("when it was to be done"),
            "stopped_at": _("when you changed your mind"),
        },
    )
    yield table(
        "erasings_prepared",
        _("When our office prepared to erase everything"),
        OfficeErasure.objects.filter(person_id=actor.person_id or 0),
        {
            "prepared_at": WHEN,
            "shown": _("how we knew that it is your wish"),
            "at_once": _("whether it was to be done at once"),
            "confirmed_at": _("when a second person confirmed it"),
            "withdrawn_at": _("when it was taken back"),
        },
    )
