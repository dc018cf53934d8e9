"""A text of the team to begin a public answer with, for whoever moderates."""

from __future__ import annotations

from moderation.models import SavedReply
from moderation.queries.replies import text_for
from moderation.rules import HANDLERS
from po_platform.access.actor import SignedIn


def with_team_text(actor: SignedIn, number: str, begun: str, *, reader: int | None) -> str:
    """What stands in the box: what was begun there, and behind it the text with this number, in the
    language of whoever is answered. For everybody else just what was begun.
    """
    if not number or not actor.holds(*HANDLERS):
        return begun
    text = text_for(actor=actor, number=number, person_id=reader, use=SavedReply.Use.ANSWER)
    parts = (begun.strip(), "" if text in begun else text)
    return "\n\n".join(part for part in parts if part)
