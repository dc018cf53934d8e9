"""What somebody told the moderators, and what they decided about her, for her own file."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from members.export_parts import FROM, UNTIL, WHEN, Field, Part, Row, table
from moderation.call_numbers import open_number
from moderation.models import (
    Avoided,
    CallNumber,
    Case,
    Decision,
    DecisionSeen,
    DeskWish,
    DutyFeed,
    Passed,
    PlaceKeeper,
    PrivateWord,
    Report,
    Reveal,
    RulesAgreed,
    SafetyContact,
    Sealed,
    Shift,
    Silence,
    TrainingRead,
)
from moderation.originals import Original, open_words
from po_platform.access.actor import System
from po_platform.kit.crypto import Tampered

NUMBER = _("its number")


def case_parts(actor: System) -> Iterator[Part]:
    """Never who else told us, and never the name of a moderator."""
    me = actor.person_id
    yield table(
        "told_moderators",
        _("What you told the moderators"),
        Report.objects.visible_to(actor).order_by("pk"),
        {
            "ref": NUMBER,
            "reason": _("what it was"),
            "text": _("what you wrote"),
            "at": WHEN,
            "answer": _("what came of it"),
            "answered_at": _("when somebody had looked"),
        },
        machine=("ref",),
    )
    yield table(
        "decisions_about_posts",
        _("What moderators decided about something you wrote"),
        Decision.objects.visible_to(actor).order_by("pk"),
        {
            "ref": NUMBER,
            "thing": _("the id of what it was about"),
            "before": _("how it stood before"),
            "after": _("how it stands since"),
            "why": _("what the moderator wrote to you"),
            "label": _("what readers find above it since"),
            "ground": _("which law it goes against"),
            "rule__number": _("which rule it rests on"),
            "rule__version": _("which version of the rule"),
            "source": _("how we came to look"),
            "at": WHEN,
        },
        machine=("ref", "thing", "label"),
        rule__number="rule",
        rule__version="rule_version",
    )
    yield table(
        "decisions_seen",
        _("Decisions that no longer wait on your start page"),
        DecisionSeen.objects.filter(person=me).order_by("pk"),
        {"decision": NUMBER, "at": FROM},
        machine=("decision",),
    )
    yield _sealed(actor)
    yield table(
        "words_with_moderators",
        _("What you and the moderation team wrote to each other"),
        PrivateWord.objects.visible_to(actor).order_by("pk"),
        {
            "thread": NUMBER,
            "thing": _("the id of what it was about"),
            "from_team": _("whether the team wrote it"),
            "text": _("what was written"),
            "at": WHEN,
            "read_at": _("when you opened it"),
        },
        machine=("thread", "thing"),
    )
    yield table(
        "not_writing",
        _("Times you could not write here"),
        Silence.objects.visible_to(actor).order_by("pk"),
        {
            "ref": NUMBER,
            "thing": _("the id of what it was about"),
            "why": _("what the moderator wrote to you"),
            "rule__number": _("which rule it rests on"),
            "rule__version": _("which version of the rule"),
            "from_at": FROM,
            "until_at": UNTIL,
            "lifted_at": _("when it was ended early"),
            "objection": _("what you wrote against it"),
            "objected_at": _("when you objected"),
            "answer": _("what another person answered"),
            "answered_at": _("when somebody had looked"),
        },
        machine=("ref", "thing"),
        rule__number="rule",
        rule__version="rule_version",
    )
    yield table(
        "opened_in_danger",
        _("When name and address were opened because we feared for you"),
        Reveal.objects.visible_to(actor).order_by("pk"),
        {
            "ref": NUMBER,
            "at": WHEN,
            "why": _("why"),
            "looked": _("how often they were shown"),
            "was_right": _("whether another person found it right"),
            "review": _("what that person wrote"),
            "reviewed_at": _("when somebody had looked"),
            "told_at": _("when you were told"),
        },
        machine=("ref",),
    )
    yield table(
        "rules_agreed",
        _("When you said yes to the rules"),
        RulesAgreed.objects.filter(person=me).order_by("pk"),
        {"call__at": _("since when they were asked about"), "at": WHEN},
        call__at="asked_at",
    )
    yield table(
        "moderation_cases",
        _("When moderators looked at something you wrote"),
        Case.objects.visible_to(actor).order_by("pk"),
        {
            "ref": NUMBER,
            "thing": _("the id of what it was about"),
            "lane": _("in which way"),
            "state": _("how far it is"),
            "opened_at": WHEN,
            "decided_at": _("when it was decided"),
        },
        machine=("ref", "thing"),
    )
    yield table(
        "shifts",
        _("Hours you were there as a moderator"),
        Shift.objects.filter(person=me).order_by("pk"),
        {"starts_at": FROM, "ends_at": UNTIL, "note": _("what you left for the next one")},
    )
    yield table(
        "called_for_help",
        _("When you are called for somebody in danger"),
        SafetyContact.objects.filter(person=me),
        {"step": _("at which step"), "since": FROM},
    )
    yield _call_number(actor)
    yield table(
        "not_given",
        _("Kinds of cases you did not want to be given"),
        Avoided.objects.visible_to(actor).order_by("pk"),
        {"kind": _("which kind"), "since": FROM},
    )
    yield table(
        "moderators_desk",
        _("How you have your desk as a moderator"),
        DeskWish.objects.filter(person=me),
        {"pictures_open": _("pictures at once and in colour"), "since": FROM},
    )
    yield table(
        "confirmed_as_moderator",
        _("What you confirmed before you decided as a moderator"),
        TrainingRead.objects.filter(person=me).order_by("pk"),
        {"training__number": _("which version"), "at": WHEN},
        training__number="version",
    )
    yield table(
        "calendar_address",
        _("A secret address for your own calendar"),
        DutyFeed.objects.filter(person=me),
        {"made_at": FROM},
    )
    yield table(
        "moderates_places",
        _("Boards you moderate"),
        PlaceKeeper.objects.filter(person=me).order_by("pk"),
        {"place": _("the id of the board"), "since": FROM},
        machine=("place",),
    )
    yield table(
        "passed_cases",
        _("Cases you did not want to look at"),
        Passed.objects.filter(person=me).order_by("pk"),
        {"at": WHEN},
    )


def _call_number(actor: System) -> Part:
    fields = (Field("number", _("the number")), Field("since", FROM))
    rows = (
        {"number": _number(row), "since": row.since} for row in CallNumber.objects.visible_to(actor)
    )
    return Part("call_number", _("Where we call you for somebody in danger"), fields, rows)


def _number(row: CallNumber) -> str:
    try:
        return open_number(row)
    except Tampered:
        return ""


def _sealed(actor: System) -> Part:
    """Her own words, opened for her own file."""
    fields = (
        Field("thing", _("the id of what it was about"), machine=True),
        Field("piece", _("whether only a piece was covered")),
        Field(
            "text",
            _(
                "what you had written; empty: it is deleted, there again, or cannot be opened any more"
            ),
        ),
        Field("title", _("its title, where it was covered too")),
        Field("note", _("your content note")),
        Field("before", _("how it had read before that")),
        Field("sealed_at", WHEN),
        Field("purge_after", _("until when it lies sealed")),
        Field("ended_as", _("what became of it"), dict(Sealed.Ended.choices)),
        Field("ended_at", _("when that was")),
    )
    return Part("sealed_words", _("What moderators took off or covered"), fields, _opened(actor))


def _opened(actor: System) -> Iterator[Row]:
    for row in Sealed.objects.visible_to(actor).order_by("pk"):
        original = _original(row)
        yield {
            "thing": row.thing,
            "piece": row.piece,
            "text": original.text if original else "",
            "title": original.title if original else "",
            "note": original.note if original else "",
            "before": "\n\n".join(one.text for one in original.former) if original else "",
            "sealed_at": row.sealed_at,
            "purge_after": row.purge_after,
            "ended_as": row.ended_as,
            "ended_at": row.ended_at,
        }


def _original(row: Sealed) -> Original | None:
    try:
        return open_words(row.ref, row.words) if row.words else None
    except Tampered:
        return None
