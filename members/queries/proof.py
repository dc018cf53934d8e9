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


def proof_readers(*, actor: Actor) -> tuple[Sequence[str], int]:
    """The addresses the numbers go to, and how many more do not open any more."""
    demand(may_run_the_office(actor))
    found = [address_of(row) for row in ProofReader.objects.all()]
    return [one for one in found if one is not None], found.count(None)


def address_of(row: ProofReader) -> str | None:
    """None where it does not open any more."""
    try:
        return open_reader(row.ref, row.sealed)
    except (KeyMissing, Tampered):
        return None
