"""What somebody wants said to her doctor, each list under its heading; a child's says who wrote it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from po_platform.kit.spoken import plain_day
from proms.queries.visits import InOwnWords


def said_lists(said: InOwnWords) -> list[tuple[str, list[str]]]:
    """The lists of a person's own words that hold something, each under its heading."""
    found = [("matters", _("What matters to me"), said.matters)]
    if said.questions_on:
        words = _("My questions for %(day)s") % {"day": plain_day(said.questions_on)}
        found.append(("questions", words, said.questions))
    if said.agreed_on:
        words = _("What we agreed on %(day)s") % {"day": plain_day(said.agreed_on)}
        found.append(("agreed", words, said.agreed))
    if said.record_on:
        words = _("From my own record, as it was on %(day)s") % {"day": plain_day(said.record_on)}
        found.append(("record", words, said.record))
    return [
        (_headed(words, said.by_law.get(about)), lines) for about, words, lines in found if lines
    ]


def _headed(words: str, by_law: str | None) -> str:
    """The heading; for a child it says who wrote it."""
    if by_law is None:
        return words
    if not by_law:
        return _("%(words)s (written by who acts by law)") % {"words": words}
    return _("%(words)s (written by %(name)s, who acts by law)") % {"words": words, "name": by_law}
