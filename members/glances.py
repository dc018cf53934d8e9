"""Pages made of what many features say: a statement or two finds what their providers go by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import connection
from django.utils import timezone

from po_platform.access.actor import SignedIn

from .parts import speaks

T = TypeVar("T")
Says = TypeVar("Says", covariant=True)
AT_ONCE = 20  # questions of one statement; the others follow in another
Found = Mapping[str, Any]


@dataclass(frozen=True)
class Asking(Generic[Says]):
    """A provider of a page, and what it goes by.

    `glance`: SQL that finds a row whenever the provider has something to say; who has nothing is
    not asked. A row too many does no harm. `facts`: name → SQL of one value; a provider with facts
    is called with the actor and what was found. Both run as the actor, under the vault, and may
    use %(account)s, %(person)s, %(subject)s and %(today)s; each begins with whose rows it reads.
    """

    provider: Callable[..., Says]
    glance: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def wanted(self) -> Iterator[str]:
        if self.glance:
            yield f"exists({self.glance})"
        yield from (f"({sql})" for sql in self.facts.values())

    def ask(self, actor: SignedIn, found: Found) -> Says:
        if not self.facts:
            return self.provider(actor)
        return self.provider(actor, {name: found[f"({sql})"] for name, sql in self.facts.items()})


def add(askings: list[Asking[T]], asking: Asking[T]) -> None:
    """Once, however often it registers."""
    if all(one.provider != asking.provider for one in askings):
        askings.append(asking)


def look(askings: Iterable[Asking[Any]], actor: SignedIn) -> Found:
    """What these providers go by, in one statement or a few; what several want is asked once."""
    wanted = list(
        dict.fromkeys(sql for one in askings if speaks(one.provider) for sql in one.wanted)
    )
    who = {
        "account": actor.account_id,
        "person": actor.person_id,
        "subject": actor.subject_id,
        "today": timezone.localdate(),
    }
    found: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for first in range(0, len(wanted), AT_ONCE):
            some = wanted[first : first + AT_ONCE]
            cursor.execute("select " + ", ".join(some), who)
            found |= zip(some, cursor.fetchone(), strict=True)
    return found


def said(askings: Iterable[Asking[T]], actor: SignedIn, found: Found) -> Iterator[T]:
    """What each has to say, in their order."""
    for one in askings:
        if not speaks(one.provider) or any(sql not in found for sql in one.wanted):
            continue  # its part is off, or was when we looked
        if not one.glance or found[f"exists({one.glance})"]:
            yield one.ask(actor, found)
