"""What a reader wants folded in what others write, and whether content notes are open for her."""

from __future__ import annotations

from django.db import transaction

from audit.actions import record
from forums.actions.writing import lock_writer
from forums.models import FoldedWords
from forums.rules import may_write
from forums.sight import sight_of
from moderation.theme_words import lines_of
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand


def choose_folding(*, actor: Actor, opens_notes: bool, typed: str) -> None:
    """For her eyes alone, from the next page on. `typed`: a line for each word or words; empty for
    none. Raises PermissionDenied.
    """
    with transaction.atomic():
        sight = sight_of(actor)
        demand(may_write(sight))
        writer = lock_writer(sight.me)
        writer.opens_notes = opens_notes
        writer.save(update_fields=["opens_notes"])
        hers, lines = FoldedWords.objects.visible_to(actor), lines_of(typed)
        if not lines:
            hers.delete()
        elif not hers.update(lines="\n".join(lines)):
            FoldedWords.objects.create(person_id=sight.me, lines="\n".join(lines))
        record(actor=actor, verb="forums.writer.folding", thing=writer)
