"""Where one can turn to: what everybody reads, and the list of those who look after it.

Nobody is kept from any of it: what is known of the reader's own age changes the order alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language

from members.models import AgeSaid
from members.queries.age import my_age
from moderation.help_age import HIDE_AFTER, Age, age_of
from moderation.models import HelpLine
from moderation.queries.cases import names_of
from moderation.rules import may_write_rules
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

IN_A_BOX = 4
ORDER = {HelpLine.Kind.TALK: 0, HelpLine.Kind.DOCTOR: 1, HelpLine.Kind.ADVICE: 2}
NOT_YET_18 = frozenset([AgeSaid.Said.YOUNG, AgeSaid.Said.BOTH])  # also who said both


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading."""

    heading: str
    lines: list[HelpLine]


def shown_lines(*, language: str) -> list[HelpLine]:
    """For everybody, nothing unchecked for a year: the reader's language first. One query."""
    since = timezone.localdate() - HIDE_AFTER
    rows = list(HelpLine.objects.filter(checked_on__gt=since).order_by("name", "pk")[:200])
    rows.sort(key=lambda row: (row.language != language, ORDER[HelpLine.Kind(row.kind)]))
    return rows


def groups_of(*, actor: Actor, language: str) -> tuple[list[Group], list[HelpLine]]:
    """In the reader's language: for everybody by kind, then for some; and those in another one.

    What is for young people stands first for a reader who is known to be one.
    """
    rows = shown_lines(language=language)
    own = [row for row in rows if row.language == language]
    found = [
        Group(str(kind.label), lines)
        for kind in ORDER
        if (lines := [row for row in _for(own, HelpLine.Audience.ALL) if row.kind == kind])
    ]
    for audience in (HelpLine.Audience.YOUNG, HelpLine.Audience.CARERS, HelpLine.Audience.BEREAVED):
        if lines := _for(own, audience):
            first = audience == HelpLine.Audience.YOUNG and _is_young(actor)
            found.insert(0 if first else len(found), Group(str(audience.label), lines))
    return found, [row for row in rows if row.language != language]


def box_lines(*, language: str) -> list[HelpLine]:
    """The few for everybody in the box beside words of danger: somebody to talk to first."""
    return _for(_in_a_box(language), HelpLine.Audience.ALL)[:IN_A_BOX]


def box_lines_here(*, actor: Actor) -> list[HelpLine]:
    """The same in the language of this page; for young people first where the reader is one.

    One for everybody stays in it: those for young people are mostly closed at night.
    """
    rows = _in_a_box((get_language() or "en").partition("-")[0])
    young = _for(rows, HelpLine.Audience.YOUNG)
    first = young if young and _is_young(actor) else []
    everybody = _for(rows, HelpLine.Audience.ALL)
    return [*first[: IN_A_BOX - min(1, len(everybody))], *everybody][:IN_A_BOX]


def _in_a_box(language: str) -> list[HelpLine]:
    rows = shown_lines(language=language)
    return [row for row in rows if row.language == language and row.kind != HelpLine.Kind.ADVICE]


def _for(rows: Sequence[HelpLine], audience: str) -> list[HelpLine]:
    return [row for row in rows if row.audience == audience]


def _is_young(actor: Actor) -> bool:
    """By law, or as she says herself; of nobody else is anything known. One query."""
    return my_age(actor=actor).side in NOT_YET_18


@dataclass(frozen=True, slots=True)
class Kept:
    """One entry as those see it who look after it. `owner`: '' for nobody."""

    row: HelpLine
    owner: str
    age: Age
    mine: bool

    @property
    def tongue(self) -> str:
        return str(dict(settings.LANGUAGES).get(self.row.language, self.row.language))


def kept_lines(*, actor: Actor) -> Sequence[Kept]:
    """All of them, whose check is the longest ago first. Raises PermissionDenied."""
    demand(may_write_rules(actor))
    rows = list(HelpLine.objects.order_by("checked_on", "pk")[:200])
    return _kept(actor, rows)


def due_lines(*, actor: Actor) -> Sequence[Kept]:
    """Those of the actor that want checking."""
    return [one for one in kept_lines(actor=actor) if one.mine and one.age is not Age.CHECKED]


def _kept(actor: Actor, rows: Sequence[HelpLine]) -> list[Kept]:
    names, today = names_of([row.owner for row in rows]), timezone.localdate()
    me = getattr(actor, "person_id", None)
    return [
        Kept(row, names.get(row.owner or 0, ""), age_of(row.checked_on, today), row.owner == me)
        for row in rows
    ]


def line_to_change(*, actor: Actor, number: int) -> HelpLine:
    """Raises Http404, PermissionDenied."""
    demand(may_write_rules(actor))
    row = HelpLine.objects.filter(pk=number).first()
    if row is None:
        raise Http404
    return row
