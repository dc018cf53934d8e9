"""Who fills each duty now, by the roles people hold."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from members.duties import Duty, all_duties
from members.models import Person
from members.office_rules import may_run_the_office
from members.parts import parts_off
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

from .roles import living_holdings


@dataclass(frozen=True, slots=True)
class Filled:
    """`people`: those it takes; `stand_in`: who is there besides."""

    duty: Duty
    people: list[str]
    stand_in: list[str]

    @property
    def is_filled(self) -> bool:
        return len(self.people) >= self.duty.needs


def duties(*, actor: Actor) -> list[Filled]:
    """All of them, in one query; whoever holds a role longest comes first."""
    demand(may_run_the_office(actor))
    by_hat: dict[str, list[tuple[int, str]]] = defaultdict(list)
    held = living_holdings().filter(account__person__state=Person.State.ACTIVE)
    for hat, name, account in held.order_by("starts_at", "pk").values_list(
        "role", "account__person__display_name", "account_id"
    ):
        by_hat[hat].append((account, name))
    found = []
    off = parts_off()
    for duty in all_duties():
        if duty.part in off:
            continue
        people = list(dict(one for hat in duty.hats for one in by_hat[hat]).values())
        found.append(Filled(duty, people[: duty.needs], people[duty.needs :]))
    return found
