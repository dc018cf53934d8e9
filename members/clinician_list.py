"""What other apps add to a clinician's list of people: a column each, and where a name leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from po_platform.access.actor import Actor

from .parts import is_on
from .purposes import Words

# Takes all subjects of the page at once, gives a moment for those that have one; one query.
Moments = Callable[[Actor, Sequence[UUID]], Mapping[UUID, datetime]]
Link = Callable[[UUID], str]


@dataclass(frozen=True, slots=True)
class Column:
    """One more column: when something last happened. Never anything that depends on its content.

    `nothing`: what stands with those that have no moment; '' for "none yet".
    """

    label: Words
    moments: Moments
    nothing: Words


_columns: list[Column] = []
_links: list[Link] = []


def register_list_column(label: Words, moments: Moments, nothing: Words = "") -> None:
    """Once per column at start, from wiring; the first one also gives the order by arrival."""
    _columns.append(Column(label, moments, nothing))


def register_summary_link(link: Link) -> None:
    """Where a name on the list leads; the last one registered counts."""
    _links[:] = [link]


def list_columns() -> list[Column]:
    """The columns other apps added."""
    return list(_columns)


def summary_url(subject_id: UUID) -> str:
    """The page of one person, '' while no app offers one."""
    url = _links[0](subject_id) if _links else ""
    return url if url and is_on(url) else ""
