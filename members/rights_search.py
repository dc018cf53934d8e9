"""Where somebody may be named: each app says how its texts are searched for a request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from po_platform.access.actor import SignedIn

from .purposes import Words

M = TypeVar("M", bound=Model)
MOST = 200  # hits of one source; more than that is said


@dataclass(frozen=True, slots=True)
class Place:
    """One text with somebody's name in it.

    `ref`: known to its source. `about`: what it is and of which day. `others`: names of third
    persons that stand there or wrote it, offered to be blacked out.
    """

    ref: str
    about: str
    text: str
    others: tuple[str, ...] = ()


# Gives at most MOST places where one of the words stands; acts as an administrator.
Search = Callable[[SignedIn, Sequence[str]], list[Place]]


@dataclass(frozen=True, slots=True)
class Source:
    """`label`: what is searched, as the office reads it."""

    name: str
    label: Words
    search: Search


_sources: dict[str, Source] = {}


def register_search(source: Source) -> None:
    """Once per source at start."""
    if _sources.setdefault(source.name, source) is not source:
        raise ValueError(f"{source.name} is searched already.")


def all_sources() -> Sequence[Source]:
    """In the order they were registered."""
    return list(_sources.values())


def with_words(rows: QuerySet[M], column: str, words: Sequence[str]) -> QuerySet[M]:
    """Rows in whose column one of the words stands, in any letters."""
    wanted = Q()
    for word in words:
        wanted |= Q(**{f"{column}__icontains": word})
    return rows.filter(wanted) if words else rows.none()
