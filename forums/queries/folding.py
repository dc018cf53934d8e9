"""What a reader wants folded, and whether content notes are open for her."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forums.models import FoldedWords, Writer
from moderation.theme_words import lines_of
from po_platform.access.actor import Actor, SignedIn


@dataclass(frozen=True, slots=True)
class Folding:
    """As one reader chose; as everybody finds it without a choice."""

    opens_notes: bool = False
    lines: Sequence[str] = ()


def folding_of(*, actor: Actor) -> Folding:
    """Two queries for whoever is signed in, none for a visitor."""
    if not isinstance(actor, SignedIn):
        return Folding()
    rows = FoldedWords.objects.visible_to(actor).filter(person=actor.person_id)
    lines = rows.values_list("lines", flat=True).first() or ""
    opens = Writer.objects.filter(person=actor.person_id, opens_notes=True).exists()
    return Folding(opens, lines_of(lines))
