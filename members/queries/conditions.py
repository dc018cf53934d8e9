"""What a member said about her illnesses, and the list she chooses from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language

from members.models import Condition, MemberCondition
from members.part_dates import in_words
from members.queries.organisation import in_language
from members.queries.own import own_rows
from po_platform.access.actor import Actor

Status = MemberCondition.Status


@dataclass(frozen=True, slots=True)
class Said:
    """One diagnosis as its person reads it; `before`: what she had said, newest first."""

    ref: UUID
    condition_id: int
    name: str
    status: str
    since: str
    noted_at: datetime
    before: list[Said] = field(default_factory=list)

    @property
    def status_words(self) -> str:
        return str(Status(self.status).label)

    @property
    def since_words(self) -> str:
        return in_words(self.since)

    @property
    def is_over(self) -> bool:
        """It turned out to be something else."""
        return self.status == Status.CHANGED


def catalogue() -> list[tuple[int, str]]:
    """(id, name in the reader's language) of what can be chosen, by name."""
    here = get_language() or "en"
    rows = Condition.objects.filter(retired_at__isnull=True)
    return sorted(
        ((row.pk, in_language(row.name, here)) for row in rows),
        key=lambda pair: pair[1].casefold(),
    )


def my_conditions(*, actor: Actor) -> list[Said]:
    """What stands now, with its history, by name; one query."""
    rows = (
        own_rows(MemberCondition, actor)
        .filter(removed_at__isnull=True)
        .select_related("condition")
        .order_by("-pk")
    )
    now: dict[UUID, Said] = {}
    for row in rows:
        if row.replaced_at is None:
            now[row.ref] = _said(row)
        elif row.ref in now:
            now[row.ref].before.append(_said(row))
    return sorted(now.values(), key=lambda said: (said.is_over, said.name.casefold()))


def my_condition(*, actor: Actor, ref: UUID) -> Said | None:
    """One of them."""
    return next((said for said in my_conditions(actor=actor) if said.ref == ref), None)


def taken_off(*, actor: Actor) -> list[Said]:
    """What she took off and what is not deleted yet (newest first)."""
    rows = (
        own_rows(MemberCondition, actor)
        .filter(
            removed_at__gt=timezone.now() - timedelta(days=MemberCondition.holds.days),
            replaced_at__isnull=True,
        )
        .select_related("condition")
        .order_by("-removed_at")
    )
    return [_said(row) for row in rows]


def _said(row: MemberCondition) -> Said:
    name = in_language(row.condition.name, get_language() or "en")
    return Said(row.ref, row.condition_id, name, row.status, row.since, row.noted_at)
