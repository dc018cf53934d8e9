"""Ruth is well able to act and has named Lotte, who lives abroad; Gerd's code is still open."""

from __future__ import annotations

from uuid import uuid4

from members.actions.helpers import become_helper, name_helper
from members.help_words import naming
from po_platform.access.actor import SignedIn, Tick, acting_as

WITH_RUTH = (Tick.REMIND, Tick.ANSWER, Tick.SUMMARY)


def seed_helpers(ruth: SignedIn, gerd: SignedIn, lotte: SignedIn) -> None:
    """By the real actions."""
    code = _named(ruth, "Lotte", WITH_RUTH, "en")
    with acting_as(lotte):
        become_helper(actor=lotte, code=code)
    _named(gerd, "mein Sohn Piet", (Tick.REMIND,), "de")


def _named(giver: SignedIn, name: str, ticks: tuple[Tick, ...], language: str) -> str:
    with acting_as(giver):
        code, _ticket = name_helper(
            actor=giver,
            meant_for=name,
            ticks=ticks,
            rendered=naming(name, ticks, language),
            attempt=uuid4(),
        )
    return code
