"""A member brings what she wrote elsewhere; each piece becomes a draft, or goes."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from forums.actions.drafts import save_draft
from forums.facebook import MOST_POSTS, Old, posts_in
from forums.markup import MOST
from forums.message_rules import may_correspond
from forums.models import OldWords
from forums.queries.boards import board_row
from forums.queries.drafts import my_draft, place_of
from forums.queries.old_words import one_of_mine
from forums.rules import may_write
from forums.sight import sight_of
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

LONGEST_TITLE = 60


def bring_posts(*, actor: Actor, raw: bytes) -> int:
    """How many are new. Only she sees them; at most the newest 500 stay.

    Raises NotFacebook, PermissionDenied.
    """
    sight = sight_of(actor)
    demand(may_correspond(sight))
    found = posts_in(raw)
    with transaction.atomic():
        mine = OldWords.objects.visible_to(actor).filter(person=sight.me)
        before = set(mine.values_list("mark", flat=True))
        new = [one for one in found if one.mark not in before][: MOST_POSTS - len(before)]
        OldWords.objects.bulk_create([_row(sight.me, one) for one in new], ignore_conflicts=True)
        record(actor=actor, verb="forums.old_words.brought", pieces=len(new))
    return len(new)


def _row(person_id: int, one: Old) -> OldWords:
    return OldWords(person_id=person_id, mark=one.mark, text=one.text, written_at=one.at)


def make_draft(*, actor: Actor, number: int, board: UUID) -> UUID:
    """A draft of a topic on this board, after what she had begun there; the board's ref.

    Nothing is sent. Raises Http404, PermissionDenied.
    """
    with transaction.atomic():
        sight = sight_of(actor)
        demand(may_write(sight))
        old = one_of_mine(actor=actor, number=number)
        row = board_row(sight=sight, ref=board)
        before = my_draft(actor=actor, place=place_of(row))
        text = f"{before.text}\n\n{old.text}".strip() if before else old.text
        title = (before.title if before else "") or first_words(old.text)
        if len(text) > MOST:  # nothing of it is cut off without a word
            raise PermissionDenied(
                _("It is too long for one post, or together with what you began there.")
            )
        save_draft(actor=actor, kind="board", ref=row.ref, text=text, title=title)
        old.delete()
    return row.ref


def first_words(text: str) -> str:
    """The beginning of the first line, up to 60 signs, cut between words."""
    line = text.strip().splitlines()[0]
    if len(line) <= LONGEST_TITLE:
        return line
    return line[: LONGEST_TITLE + 1].rpartition(" ")[0] or line[:LONGEST_TITLE]


def throw_old_words_away(*, actor: Actor, number: int | None = None) -> int:
    """One, or all of them. Raises Http404."""
    with transaction.atomic():
        if number is not None:
            one_of_mine(actor=actor, number=number).delete()
            return 1
        mine = OldWords.objects.visible_to(actor).filter(person=sight_of(actor).me)
        gone = mine.delete()[0]
        record(actor=actor, verb="forums.old_words.thrown_away", pieces=gone)
    return gone
