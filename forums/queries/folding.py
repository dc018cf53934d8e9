"""What a reader wants folded, and whether content notes are open for her."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Subquery, TextField, Value
from django.db.models.functions import Coalesce

from forums.markup import plain
from forums.models import FoldedWords, Post, Writer
from forums.sight import Sight
from moderation.theme_words import lines_of, told_in
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


def typed_by(sight: Sight) -> Any:
    """Words the reader wants folded, as she typed them, beside posts: no query of its own."""
    nothing = Value("", output_field=TextField())
    if sight.folded is None:
        return nothing
    return Coalesce(Subquery(sight.folded.values("lines")[:1]), nothing)


def has_words(row: Post, typed: str) -> bool:
    """Whether words the reader wants folded stand in what it says, its note or its quotation."""
    if not typed:
        return False
    return told_in("\n".join([plain(row.html), row.note, row.quoted]), lines_of(typed))
