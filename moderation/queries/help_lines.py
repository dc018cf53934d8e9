"""Where one can turn to: what everybody reads, and the list of those who look after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language

from moderation.help_age import HIDE_AFTER, Age, age_of
from moderation.models import HelpLine
from moderation.queries.cases import names_of
from moderation.rules import may_write_rules
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

IN_A_BOX = 4
ORDER = {HelpLine.Kind.TALK: 0, HelpLine.Kind.DOCTOR: 1, HelpLine.Kind.ADVICE: 2}


def shown_lines(*, language: str, most: int | None = None) -> list[HelpLine]:
    """For everybody, nothing unchecked for a year: the reader's language first. One query."""
    since = timezone.localdate() - HIDE_AFTER
    rows = list(HelpLine.objects.filter(checked_on__gt=since).order_by("name", "pk")[:200])
    rows.sort(key=lambda row: (row.language != language, ORDER[HelpLine.Kind(row.kind)]))
    return rows[:most]


def box_lines(*, language: str) -> list[HelpLine]:
    """The few that stand in the box beside words of danger: somebody to talk to first."""
    own = [row for row in shown_lines(language=language) if row.language == language]
    return [row for row in own if row.kind != HelpLine.Kind.ADVICE][:IN_A_BOX]


def box_lines_here() -> list[HelpLine]:
    """The same in the language of this page."""
    return box_lines(language=(get_language() or "en").partition("-")[0])


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
