"""Questions of guides month by month: for guides, and nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from education.models import SupervisionMonth, SupervisionQuestion
from education.programme_rules import may_guide, may_supervise
from education.queries.guiding import guided_names, leads, living_guides
from education.supervision import month_of, named_in
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from po_platform.kit.personal import personal_in

MOST = 200
MONTHS = 24


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer. `by`: the public name of who gave it, while she is a guide."""

    row: SupervisionQuestion
    by: str


@dataclass(frozen=True, slots=True)
class Month:
    """One month: when guides meet, what is open, what was answered. `others`: months to look at."""

    first: date
    meeting: SupervisionMonth | None
    to_answer: list[SupervisionQuestion]
    answered: list[Answered]
    others: list[date]


def month(*, actor: Actor, first: date) -> Month:
    """What is open stays in sight, from whichever month, in the month that runs. Five queries."""
    demand(may_guide(actor))
    rows = SupervisionQuestion.objects.order_by("month", "ref")
    done = SupervisionQuestion.State.ANSWERED
    is_now = first == month_of(timezone.localdate())
    open_rows = rows.exclude(state=done)
    if not is_now:
        open_rows = open_rows.filter(month=first)
    known = SupervisionQuestion.objects.order_by("-month").values_list("month", flat=True)
    return Month(
        first,
        SupervisionMonth.objects.filter(month=first).first(),
        list(open_rows[:MOST]),
        _answered(list(rows.filter(state=done, month=first)[:MOST])),
        [one for one in known.distinct()[:MONTHS] if one != first],
    )


def _answered(rows: list[SupervisionQuestion]) -> list[Answered]:
    found = living_guides().filter(account_id__in=[one.answered_account for one in rows])
    names = dict(found.values_list("account_id", "public_name"))
    gone = _("who looked after the guides")
    return [Answered(one, names.get(one.answered_account or 0, gone)) for one in rows]


def question(*, actor: Actor, ref: UUID) -> SupervisionQuestion:
    """One of them, for who answers. Raises Http404."""
    demand(may_supervise(actor, leads=leads(actor)))
    row = SupervisionQuestion.objects.filter(ref=ref).first()
    if row is None:
        raise Http404
    return row


def tells_too_much(*, actor: Actor, text: str) -> list[str]:
    """Names of people she goes along with, and what looks like a number, an address or a name."""
    named = named_in(text, guided_names(actor=actor))
    return list(dict.fromkeys([*named, *(one.words for one in personal_in(text))]))


def next_meeting(*, actor: Actor) -> SupervisionMonth | None:
    """The next one with a day, for guides. One query."""
    if not may_guide(actor):
        return None
    rows = SupervisionMonth.objects.filter(meets_at__gt=timezone.now())
    return rows.order_by("meets_at").first()


def questions_open(*, actor: Actor) -> int:
    """How many wait for the acting guide to answer; 0 for who does not look after the others."""
    if not leads(actor):
        return 0
    return SupervisionQuestion.objects.filter(state=SupervisionQuestion.State.OPEN).count()
