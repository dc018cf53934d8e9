"""Topics of conversation that are about the matter of something else, for whoever reads about it."""

from __future__ import annotations

from collections.abc import Sequence

from forums.queries.topics import address, topics_alike
from forums.sight import sight_of
from po_platform.access.actor import Actor


def topics_about(actor: Actor, stems: Sequence[str]) -> list[tuple[str, str]]:
    """(title, address) of topics this reader may see, best first; one query."""
    found = topics_alike(sight=sight_of(actor), title=" ".join(stems))
    return [(one.title, address(one.ref)) for one in found]
