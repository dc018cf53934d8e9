"""What programmes add to start pages and My data."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from education.models import Enrolment, GuideMessage
from education.queries.card_orders import orders_waiting
from education.queries.guiding import open_words
from education.queries.measuring import asked_again
from members.holdings import Holding
from members.queries.first_weeks import quiet_until
from members.queries.own import own_rows
from members.start_page import Row, Waiting, Work
from po_platform.access.actor import Actor, SignedIn

ON_THE_WAY = """select 1 from education_enrolment
  where subject_id = %(subject)s and state = 'active' and paused_until is null"""
GUIDE_WROTE = """select 1 from education_guidemessage
  where subject_id = %(subject)s and by_guide and read_at is null"""


def programme_row(actor: Actor) -> Row | None:
    """The programme she is in the middle of, quietly; nothing for whoever began none or pauses."""
    rows = own_rows(Enrolment, actor).filter(state="active", paused_until=None)
    newest = rows.order_by("-quiet_since").values_list("ref", "steps_done").first()
    if newest is None:
        return None
    ref, done = newest
    sentence = ngettext(
        "You have done %(n)d step of your programme.",
        "You have done %(n)d steps of your programme.",
        done,
    ) % {"n": done}
    return Row(_("Programme"), sentence, reverse("education:way", args=[ref]), _("Go on"), 40)


def answered_by_guide(actor: Actor) -> list[Waiting]:
    """A guide wrote, and she has not read it."""
    if not isinstance(actor, SignedIn) or actor.helping is not None:
        return []
    rows = own_rows(GuideMessage, actor).filter(by_guide=True, read_at=None)
    refs = set(rows.values_list("enrolment__ref", flat=True)[:5])
    return [
        Waiting(
            "education.message",
            _("Your guide wrote to you"),
            reverse("education:my_guide", args=[ref]),
            _("Read it"),
            minutes=2,
        )
        for ref in sorted(refs)
    ]


def measured_again(actor: Actor) -> list[Waiting]:
    """Three months after a programme: a few questions, unless she is left in peace just now."""
    if not isinstance(actor, SignedIn) or actor.helping is not None:
        return []
    due = asked_again(actor=actor)
    if not due or quiet_until(actor=actor) is not None:
        return []
    return [
        Waiting(
            "education.measuring",
            _("How are you, three months on?"),
            reverse("education:way", args=[row.enrolment.ref]),
            _("Look at it"),
            sentences=(_("A few questions after a programme. You may leave them out."),),
        )
        for row in due
    ]


def programmes_kept(actor: SignedIn) -> Iterable[Holding]:
    """How many she began."""
    begun = own_rows(Enrolment, actor).count()
    if begun:
        sentence = ngettext("%(n)d programme.", "%(n)d programmes.", begun) % {"n": begun}
        yield Holding(
            _("Programmes you began"), sentence, reverse("education:programmes"), _("See them")
        )


def cards_to_post(actor: Actor) -> list[Work]:
    """Cards practices ordered: one line for the office, without a name."""
    waiting = orders_waiting(actor=actor)
    if not waiting:
        return []
    title = ngettext(
        "%(n)d practice ordered cards for patients.",
        "%(n)d practices ordered cards for patients.",
        waiting[0],
    ) % {"n": waiting[0]}
    return [Work(title, reverse("education:card_orders"), _("Print and post them"), waiting[1])]


def guided_work(actor: Actor) -> list[Work]:
    """Who waits for a guide's answer: one line, without a name."""
    waiting = open_words(actor=actor)
    if not waiting:
        return []
    title = ngettext(
        "%(n)d message waits for your answer.", "%(n)d messages wait for your answer.", waiting[0]
    ) % {"n": waiting[0]}
    return [Work(title, reverse("education:guided_people"), _("Read and answer"), waiting[1])]
