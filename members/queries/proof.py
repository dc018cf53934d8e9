"""Check numbers of the log's days, and to whom they go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from audit.roots import in_groups, newest_roots
from members.models import ProofReader
from members.office_rules import may_run_the_office
from members.proof_secrets import open_reader
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from po_platform.kit.crypto import KeyMissing, Tampered

SHOWN = 14  # days


@dataclass(frozen=True, slots=True)
class CheckNumber:
    """One day as the office reads it."""

    day: date
    deeds: int
    looks: int
    number: str


def check_numbers(*, actor: Actor, count: int = SHOWN) -> Sequence[CheckNumber]:
    """The last days, newest first. One query."""
    demand(may_run_the_office(actor))
    return [
        CheckNumber(row.day, row.events, row.reads, in_groups(row.root))
        for row in newest_roots(count)
    ]


def proof_readers(*, actor: Actor) -> Sequence[str]:
    """The addresses the numbers go to; one that does not open any more is left out."""
    demand(may_run_the_office(actor))
    found = []
    for row in ProofReader.objects.all():
        try:
            found.append(open_reader(row.ref, row.sealed))
        except (KeyMissing, Tampered):
            continue
    return found
