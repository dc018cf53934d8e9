"""What whoever takes over the office gets: names of those with duties, no member's name, no secret."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from members.hats import HAT_LABELS
from members.models import HandOverNote, Person
from members.office_rules import may_run_the_office
from members.purposes import Words
from members.queries.duties import Filled, duties
from members.queries.roles import living_holdings
from members.queries.set_up import hand_over_note
from members.set_up import Point, points_for
from po_platform.access.actor import Actor, Hat
from po_platform.access.refusals import demand

EVERYBODY = (Hat.MEMBER, Hat.HELPER, Hat.PROXY)  # nobody's duty, and never listed by name


@dataclass(frozen=True, slots=True)
class Held:
    """A role with a duty, and who holds it from when to when."""

    role: Words
    who: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything the pages and the PDF show."""

    duties: Sequence[Filled]
    roles: Sequence[Held]
    points: Sequence[Point]
    note: HandOverNote


def pack(*, actor: Actor) -> Pack:
    """Read now; a fixed number of queries."""
    demand(may_run_the_office(actor))
    rows = (
        living_holdings()
        .exclude(role__in=EVERYBODY)
        .filter(account__person__state=Person.State.ACTIVE)
        .order_by("role", "starts_at", "pk")
        .values_list("role", "account__person__display_name", "starts_at", "ends_at")
    )
    roles = [Held(HAT_LABELS[Hat(role)], who, since, until) for role, who, since, until in rows]
    return Pack(duties(actor=actor), roles, points_for(actor), hand_over_note(actor=actor))
