"""Kinds of mail of the moderation: that there is something to read, never what or about whom."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from moderation.models import Case, Decision, PrivateWord, Report, Reveal, Shift, Silence
from notifications.actions import queue, send_service_mail
from notifications.kinds import Group, Kind, register

DECIDED = "moderation.decided"
RECEIVED = "moderation.received"
ANSWERED = "moderation.answered"
WORD = "moderation.word"
SILENCE = "moderation.silence"
OPENED = "moderation.opened"
CHECK = "moderation.check"
HOURS = "moderation.hours"
RAISED = "moderation.raised"
TOLD_US = Group("moderation.told_us", _("what you told us"))


def tell_author(decision: Decision) -> None:
    """There is a decision about something she published; the page has the reasons."""
    if decision.person_id is not None:
        queue(
            recipient=decision.person_id,
            kind=DECIDED,
            context={"path": reverse("moderation:statement", args=[decision.ref])},
            dedup=f"{DECIDED}:{decision.ref}",
        )


def tell_of_word(word: PrivateWord) -> None:
    """The team wrote to her; the page has the words."""
    queue(
        recipient=word.person_id,
        kind=WORD,
        context={"path": reverse("moderation:my_thread", args=[word.thread])},
        dedup=f"{WORD}:{word.client_ref}",
    )


def tell_of_silence(silence: Silence, what: str) -> None:
    """A letter about writing here waits for her: it began, lasts longer, ended, or was answered."""
    queue(
        recipient=silence.person_id,
        kind=SILENCE,
        context={"path": reverse("moderation:my_silence", args=[silence.ref])},
        dedup=f"{SILENCE}:{silence.ref}:{what}",
    )


def tell_of_reveal(reveal: Reveal) -> None:
    """That her name and address were opened; the page says when and why."""
    queue(
        recipient=reveal.person_id,
        kind=OPENED,
        context={"path": reverse("moderation:my_reveal", args=[reveal.ref])},
        dedup=f"{OPENED}:{reveal.ref}",
    )


def ask_to_check(person_id: int, on: date) -> None:
    """Something she looks after wants checking."""
    queue(
        recipient=person_id,
        kind=CHECK,
        context={"path": reverse("moderation:kept_lines")},
        dedup=f"{CHECK}:{person_id}:{on.isoformat()}",
    )


def ask_about_hours(people: Collection[int], shift: Shift) -> None:
    """Somebody asks whether one of them takes her hours, or one of them took what this person asked about."""
    what = f"{shift.pk}:{shift.person_id}:{shift.wanted_at or uuid4()}"
    for person in sorted(people):
        queue(
            recipient=person,
            kind=HOURS,
            context={"path": reverse("moderation:rota")},
            dedup=f"{HOURS}:{what}:{person}",
        )


def ask_who_leads(people: Collection[int], case: Case) -> None:
    """A colleague wants somebody who leads to look at a case."""
    for person in sorted(people):
        queue(
            recipient=person,
            kind=RAISED,
            context={"path": reverse("moderation:case", args=[case.ref])},
            dedup=f"{RAISED}:{case.ref}:{case.version}:{person}",
        )


def tell_reporter(report: Report, *, kind: str, address: str = "") -> None:
    """Receipt or outcome: to a member by her page, to a guest in the mail itself."""
    if report.person_id is not None:
        queue(
            recipient=report.person_id,
            kind=kind,
            context={"path": reverse("moderation:my_reports")},
            dedup=f"{kind}:{report.ref}",
        )
    elif address:
        send_service_mail(
            to_address=address,
            template=f"moderation/mail/guest_{kind.partition('.')[2]}",
            context={"number": str(report.ref)[:8], "changed": report.answer == "changed"},
            language=report.language,
        )


def connect() -> None:
    """Once at start."""
    register(
        Kind(
            DECIDED,
            Group("moderation.decided", _("decisions about what you wrote")),
            _("A decision about something you wrote"),
            template="moderation/mail/decided",
            keys=frozenset({"path"}),
            digestible=False,
            unsubscribable=False,
        )
    )
    register(
        Kind(
            WORD,
            Group("moderation.word", _("words of the moderation team to you")),
            _("The moderation team wrote to you"),
            template="moderation/mail/word",
            keys=frozenset({"path"}),
            digestible=False,
            unsubscribable=False,
        )
    )
    register(
        Kind(
            SILENCE,
            Group("moderation.silence", _("letters of the moderation team to you")),
            _("A letter of our moderation team"),
            template="moderation/mail/silence",
            keys=frozenset({"path"}),
            digestible=False,
            unsubscribable=False,
        )
    )
    register(
        Kind(
            OPENED,
            Group("moderation.opened", _("letters of our team about your safety")),
            _("A letter of our team"),
            template="moderation/mail/opened",
            keys=frozenset({"path"}),
            digestible=False,
            unsubscribable=False,
        )
    )
    register(
        Kind(
            CHECK,
            Group("moderation.check", _("numbers and addresses you look after")),
            _("Something you look after wants checking"),
            template="moderation/mail/check",
            keys=frozenset({"path"}),
        )
    )
    for kind, group, line in (
        (HOURS, _("hours on duty somebody is asked to take"), _("Hours on duty")),
        (RAISED, _("cases a colleague asks you to look at"), _("A colleague asks you to look")),
    ):
        register(
            Kind(
                kind,
                Group(kind, group),
                line,
                template=f"moderation/mail/{kind.partition('.')[2]}",
                keys=frozenset({"path"}),
                digestible=False,
            )
        )
    for kind, line in (
        (RECEIVED, _("We got what you told us")),
        (ANSWERED, _("An answer to what you told us")),
    ):
        register(
            Kind(
                kind,
                TOLD_US,
                line,
                template=f"moderation/mail/{kind.partition('.')[2]}",
                keys=frozenset({"path"}),
            )
        )
