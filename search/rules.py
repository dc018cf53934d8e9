"""Who looks after the words of the search."""

from __future__ import annotations

from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, Hat, SignedIn
from po_platform.access.refusals import Allowed, Denied, Verdict

KEEPERS = (Hat.EDITOR, Hat.MODERATOR)


def may_keep_words(actor: Actor) -> Verdict:
    """Editors and moderators."""
    if isinstance(actor, SignedIn) and actor.holds(*KEEPERS):
        return Allowed()
    return Denied(_("This page belongs to a task you do not hold."))


def may_be_noted(words: str) -> bool:
    """Not what may be a number, an address or a letter to somebody: the log keeps words for things."""
    return len(words) <= 60 and "@" not in words and sum(sign.isdigit() for sign in words) < 4
