"""Mails around registries: that something waits or is kept, never what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifications.kinds import Group, Kind, Pending, register
from notifications.paper import PaperPart
from po_platform.access.actor import Purpose, System, acting_as
from po_platform.kit import spoken
from registry.copies import on_paper

JOINED = "registry.joined"
ASKED, ANSWERED = "registry.asked", "registry.answered"
NAMED, WAITS = "registry.named", "registry.waits"
DUE, NEWER, ENDING = "registry.due", "registry.newer", "registry.ending"
FOUND, LEFT = "registry.found", "registry.left"


def still_asked(pending: Sequence[Pending]) -> set[int]:
    """Of these mails those whose question still waits, for somebody who still takes part."""
    return _still("registry_still_asked", pending)


def still_waits(pending: Sequence[Pending]) -> set[int]:
    """Of these mails to those who keep a registry the ones about a question they could answer."""
    told = [(one.row_id, int(one.about), one.person_id) for one in pending if one.about.isdecimal()]
    with acting_as(System(Purpose.DELIVER)), connection.cursor() as cursor:
        cursor.execute(
            "select question, person from registry_still_open(%s, %s)",
            [[question for _row, question, _person in told], [person for *_row, person in told]],
        )
        right = set(cursor.fetchall())
    return {row for row, *about in told if tuple(about) in right}


def still_due(pending: Sequence[Pending]) -> set[int]:
    """Of these mails the ones to somebody of whom a form is due."""
    return _still("still_due", pending)


def still_newer(pending: Sequence[Pending]) -> set[int]:
    """Of these mails the ones to somebody who has not agreed to the newest text."""
    return _still("still_newer", pending)


def still_ending(pending: Sequence[Pending]) -> set[int]:
    """Of these mails the ones that name the last day that runs, to somebody who has not answered."""
    told = [one for one in pending if one.about.isdecimal()]
    with acting_as(System(Purpose.DELIVER)), connection.cursor() as cursor:
        about = [int(one.about) for one in told]
        cursor.execute("select participation, last from still_ending(%s)", [about])
        with timezone.override(None):  # by the clock of the portal, as the day was set
            runs = {one: spoken.last_day(last).isoformat() for one, last in cursor.fetchall()}
    return {one.row_id for one in told if runs.get(int(one.about), "") == one.context["day"]}


def _still(function: str, pending: Sequence[Pending]) -> set[int]:
    """`function` of the vault: of these ids, those that are still right."""
    about = {one.row_id: int(one.about) for one in pending if one.about.isdecimal()}
    with acting_as(System(Purpose.DELIVER)), connection.cursor() as cursor:
        cursor.execute(f"select {function}(%s)", [list(about.values())])
        right = {found for (found,) in cursor.fetchall()}
    return {row for row, one in about.items() if one in right}


def due_on_paper(actor: System, pending: Pending) -> PaperPart | None:
    """For who gets letters: that it is time, and how to answer."""
    said = gettext(
        "A registry you take part in asks you to look at its questions. You can do it in the portal,"
        " or call us and we go through them together."
    )
    return PaperPart((said,), subject=gettext("Questions that wait for you"))


def newer_on_paper(actor: System, pending: Pending) -> PaperPart | None:
    """For who gets letters: that there is a newer text, and what holds meanwhile."""
    said = gettext(
        "You take part in a registry. The text you agreed to has changed. What you agreed to stays"
        " as it is until you decide anew. Read the new text in the portal, or call us and we send"
        " it to you on paper."
    )
    return PaperPart((said,), subject=gettext("A newer text to read"))


def ending_on_paper(actor: System, pending: Pending) -> PaperPart | None:
    """For who gets letters: that there is a newer text, and by when what is not answered ends."""
    said = gettext(
        "You take part in a registry. The text you agreed to has changed, and we ask you anew. Some"
        " of what you allowed goes on only if you answer by %(day)s. Without an answer it ends then."
        " Everything else stays as it is, and you go on taking part. Read the new text in the"
        " portal, or call us and we send it to you on paper."
    )
    words = said % {"day": spoken.plain_day(date.fromisoformat(pending.context["day"]))}
    return PaperPart((words,), subject=gettext("A newer text to read"))


def connect() -> None:
    """Once at start."""
    mine = Group("registry", _("data you give, and questions about it"))
    work = Group("registry_work", _("work in a registry"))
    keys = frozenset({"path"})
    register(
        Kind(
            JOINED, mine, _("A copy of what you decided"),
            template="registry/mail/joined", keys=keys, digestible=False, paper=on_paper,
            by_phone=False,
        )
    )  # fmt: skip
    line = _("Somebody has a question for you")
    register(Kind(ASKED, mine, line, keys=keys, still_wanted=still_asked))
    line_of_leaving = _("Something we wrote down for you")
    register(Kind(LEFT, mine, line_of_leaving, keys=keys, paper=on_paper, by_phone=False))
    register(Kind(FOUND, mine, _("Something to look at and decide"), keys=keys))
    register(Kind(ANSWERED, work, _("An answer came"), keys=keys))
    register(
        Kind(
            DUE, mine, _("Questions that wait for you"), keys=keys, still_wanted=still_due,
            paper=due_on_paper, by_phone=False,
        )
    )  # fmt: skip
    register(
        Kind(
            NEWER, mine, _("A newer text to read"), keys=keys, still_wanted=still_newer,
            paper=newer_on_paper, by_phone=False,
        )
    )  # fmt: skip
    register(
        Kind(
            ENDING, mine, _("A newer text to answer by a certain day"),
            template="registry/mail/ending", keys=frozenset({"path", "day"}), digestible=False,
            unsubscribable=False, still_wanted=still_ending, paper=ending_on_paper, by_phone=False,
        )
    )  # fmt: skip
    register(Kind(WAITS, work, _("A question waits"), keys=keys, still_wanted=still_waits))
    register(Kind(NAMED, work, _("Your name stands on a page of ours"), keys=keys))
