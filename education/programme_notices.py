"""Mails about programmes: that something waits, never what; a nudge is asked again before it goes."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from education.models import ProgrammeGroup, ProgrammeStop
from notifications.kinds import Group, Kind, Pending, register
from notifications.letters import absolute
from notifications.paper import PaperPart, PaperWriter
from po_platform.access.actor import Purpose, System, acting_as

NUDGE, CLOSING = "education.nudge", "education.closing"
PAUSE_OVER, LATER = "education.pause_over", "education.later"
ASKED_AGAIN, ENTERED = "education.asked_again", "education.entered"
MESSAGE, GUIDE_GONE = "education.message", "education.guide_gone"
GROUP, GROUP_CHANGED = "education.group", "education.group_changed"
STOPPED, SET = "education.stopped", "education.set_reminder"
GUIDE_CALL, GUIDES_MEET = "education.guide_call", "education.guides_meet"
TOLD = "education.guide_told"
BEGUN, GUIDED_NOW = "education.begun", "education.guided_now"
BEGUN_FOR = "education.begun_for"
BUDDY, BUDDY_ANSWERED = "education.buddy", "education.buddy_answered"


def still_quiet(pending: Sequence[Pending]) -> set[int]:
    """Nobody who came back, paused or left meanwhile; one query."""
    by_row = {one.row_id: UUID(one.about) for one in pending}
    with acting_as(System(Purpose.DELIVER)), connection.cursor() as cursor:
        cursor.execute("select still_quiet(%s::uuid[])", [list(by_row.values())])
        quiet = {found for (found,) in cursor.fetchall()}
    return {row for row, ref in by_row.items() if ref in quiet}


def still_to_ask(pending: Sequence[Pending]) -> set[int]:
    """Nobody who answered, left it out or moved the day meanwhile, or is left in peace; one query."""
    by_row = {one.row_id: UUID(one.about) for one in pending}
    with acting_as(System(Purpose.DELIVER)), connection.cursor() as cursor:
        cursor.execute("select still_to_measure(%s::uuid[])", [list(by_row.values())])
        wanted = {found for (found,) in cursor.fetchall()}
    return {row for row, ref in by_row.items() if ref in wanted}


def still_stopped(pending: Sequence[Pending]) -> list[int]:
    """Nothing that was lifted meanwhile; one query."""
    stops = ProgrammeStop.objects.filter(ref__in={one.about for one in pending}, lifted_at=None)
    standing = {str(ref) for ref in stops.values_list("ref", flat=True)}
    return [one.row_id for one in pending if one.about in standing]


def stopped_on_paper(actor: System, pending: Pending) -> PaperPart | None:
    """For who gets letters, and for who wants calls: what the mail says, and what to do now."""
    said = gettext(
        "Something you began with us was stopped, because something in it may not be right. Call us"
        " before you go on with it."
    )
    return PaperPart((said,), subject=gettext("Something you began was stopped"))


def asked_on_paper(actor: System, pending: Pending) -> PaperPart | None:
    """For who gets letters: what the mail says, and that nothing happens without her yes."""
    said = gettext(
        "Somebody asks you something in the portal. You find it there when you sign in. Nothing"
        " happens unless you say yes, and after two weeks it is over by itself."
    )
    return PaperPart((said,), subject=gettext("Somebody asks you something"))


def still_asked(pending: Sequence[Pending]) -> set[int]:
    """No ask that was taken back, answered or waited too long meanwhile; one query."""
    by_row = {one.row_id: UUID(one.about) for one in pending}
    with acting_as(System(Purpose.DELIVER)), connection.cursor() as cursor:
        cursor.execute("select still_asked_as_buddy(%s::uuid[])", [list(by_row.values())])
        waiting = {found for (found,) in cursor.fetchall()}
    return {row for row, ref in by_row.items() if ref in waiting}


def guided_on_paper(actor: System, pending: Pending) -> PaperPart | None:
    """That a guide goes along since a call, and how it ends."""
    said = gettext(
        "As you told us by telephone, a guide goes along with something you began. If you did not say"
        " so, or want it no more, call us, and it ends."
    )
    return PaperPart((said,))


def begun_for_on_paper(actor: System, pending: Pending) -> PaperPart | None:
    """To who acts for a child by law: that something began since a call, and how it ends."""
    said = gettext(
        "As you told us by telephone, something was begun for somebody you act for. You find it when you"
        " sign in, and end it there on any day. If you did not say so, call us."
    )
    return PaperPart((said,))


def guide_gone_on_paper(actor: System, pending: Pending) -> PaperPart | None:
    """For who has no mailbox: that nobody goes along, and who looks for another one."""
    said = gettext("Your guide cannot go along any more. Call us, and we look for another one.")
    return PaperPart((said,))


def still_set(pending: Sequence[Pending]) -> set[int]:
    """Nobody who took the reminders away, paused or left meanwhile; one query."""
    by_row = {one.row_id: UUID(one.about) for one in pending}
    with acting_as(System(Purpose.DELIVER)), connection.cursor() as cursor:
        cursor.execute("select still_to_remind(%s::uuid[])", [list(by_row.values())])
        wanted = {found for (found,) in cursor.fetchall()}
    return {row for row, ref in by_row.items() if ref in wanted}


def _where_to_change(ref: str) -> dict[str, str]:
    return {"change_url": absolute(reverse("education:set_reminders", args=[ref]))}


def about_group(ref: UUID, version: int) -> str:
    """What a notice is about: the group as it was when it was written."""
    return f"{ref}:{version}"


def still_changed(pending: Sequence[Pending]) -> list[int]:
    """Of those who are still in the group; of several changes the last alone."""
    return _in_group(pending, only_standing=False)


def still_met(pending: Sequence[Pending]) -> list[int]:
    """Nothing changed since, it takes place, and she is still in it."""
    return _in_group(pending, only_standing=True)


def _in_group(pending: Sequence[Pending], *, only_standing: bool) -> list[int]:
    found: list[int] = []
    with acting_as(System(Purpose.DELIVER)), connection.cursor() as cursor:
        for mark in {one.about for one in pending}:
            ref, version = mark.split(":")
            rows = ProgrammeGroup.objects.filter(ref=ref, version=version)
            row = rows.filter(over_at__gt=timezone.now()).first()
            if row is None or (only_standing and row.cancelled_at is not None):
                continue
            cursor.execute("select programme_group_comers(%s)", [row.pk])
            right = {person for (person,) in cursor.fetchall()}
            found += [one.row_id for one in pending if one.about == mark and one.person_id in right]
    return found


def connect(*, on_paper: PaperWriter, closing_on_paper: PaperWriter) -> None:
    """Once at start. `on_paper`: what a letter or a call says to who goes her way without a screen."""
    group = Group("education_programmes", _("something you began"))
    messages = Group("education_messages", _("messages to you"))
    keys = frozenset({"path"})
    register(
        Kind(
            NUDGE, group, _("Something you began"), keys=keys, still_wanted=still_quiet,
            paper=on_paper,
        )
    )  # fmt: skip
    register(
        Kind(
            BEGUN, group, _("Something was begun for you"), keys=keys, paper=on_paper,
            by_phone=False,
        )
    )  # fmt: skip
    register(
        Kind(
            BEGUN_FOR, group, _("Something was begun"), keys=keys, paper=begun_for_on_paper,
            by_phone=False,
        )
    )  # fmt: skip
    register(
        Kind(
            CLOSING, group, _("We stop writing about something you began"),
            template="education/mail/closing", keys=keys, still_wanted=still_quiet,
            paper=closing_on_paper, by_phone=False,
        )
    )  # fmt: skip
    register(
        Kind(
            STOPPED, group, _("Something you began was stopped"),
            template="education/mail/stopped", keys=keys, digestible=False, unsubscribable=False,
            still_wanted=still_stopped, paper=stopped_on_paper, by_phone=False,
        )
    )  # fmt: skip
    register(
        Kind(
            SET, group, _("Your reminder, on the day you set"),
            template="education/mail/set_reminder", keys=keys, still_wanted=still_set,
            fill=_where_to_change, paper=on_paper,
        )
    )  # fmt: skip
    register(Kind(ENTERED, group, _("Something was entered for you"), keys=keys))
    register(Kind(PAUSE_OVER, group, _("A pause is over"), keys=keys, paper=on_paper))
    register(
        Kind(
            ASKED_AGAIN, group, _("A few questions, as you were told"), keys=keys,
            still_wanted=still_to_ask,
        )
    )  # fmt: skip
    register(Kind(LATER, group, _("Something you wanted to be reminded of"), keys=keys))
    register(Kind(MESSAGE, messages, _("A message to you"), keys=keys))
    register(
        Kind(
            BUDDY, messages, _("Somebody asks you something"), keys=keys, still_wanted=still_asked,
            paper=asked_on_paper, by_phone=False,
        )
    )  # fmt: skip
    register(Kind(BUDDY_ANSWERED, messages, _("An answer to something you asked"), keys=keys))
    register(
        Kind(
            GUIDED_NOW, messages, _("Something was entered for you"), keys=keys,
            paper=guided_on_paper, by_phone=False,
        )
    )  # fmt: skip
    register(
        Kind(
            GUIDE_GONE, messages, _("Somebody who wrote with you stops"), keys=keys,
            paper=guide_gone_on_paper, by_phone=False,
        )
    )  # fmt: skip
    register(Kind(TOLD, messages, _("Something to look after in the portal"), keys=keys))
    register(Kind(GUIDE_CALL, messages, _("A call for you to make"), keys=keys))
    register(Kind(GUIDES_MEET, messages, _("A day on which guides meet"), keys=keys))
    register(
        Kind(
            GROUP, messages, _("A meeting you said you come to"), keys=keys, digestible=False,
            still_wanted=still_met,
        )
    )  # fmt: skip
    register(
        Kind(
            GROUP_CHANGED, messages, _("A meeting changed"), keys=keys, digestible=False,
            still_wanted=still_changed,
        )
    )  # fmt: skip
