"""What stands on start pages: features say what waits and what they offer, the page only arranges."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, Hat, SignedIn, Tick

from .parts import is_on, speaks

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing only this person can do. `url` leads there, `label` is the verb on the button.

    `kind`: app.noun. `until`: the last day, None for no haste. `minutes`: how long it takes.
    `sentences`: what it is, one or two; `who_sees`: who will see what she sends. `urgent` goes
    before everything with a day.
    """

    kind: str
    title: Words
    url: str
    label: Words
    until: date | None = None
    minutes: int | None = None
    sentences: tuple[Words, ...] = ()
    who_sees: Words = ""
    urgent: bool = False

    @property
    def all_sentences(self) -> list[Words]:
        return [*self.sentences, *([self.who_sees] if self.who_sees else [])]


@dataclass(frozen=True, slots=True)
class Row:
    """A quiet offer: "My data", a sentence, and one link. `order`: smaller stands higher."""

    label: Words
    sentence: Words
    url: str = ""
    link: Words = ""
    order: int = 50


@dataclass(frozen=True, slots=True)
class HelperLink:
    """Something a helper with this tick may open for the person she acts for.

    `by_law`: only who decides by law for a child without an account.
    """

    tick: Tick
    label: Words
    link: Words
    url: Callable[[], str]
    by_law: bool = False

    def is_for(self, actor: SignedIn) -> bool:
        return actor.helps_with(self.tick) and (actor.decides_by_law or not self.by_law)


@dataclass(frozen=True, slots=True)
class Work:
    """One line of a worklist: what, since when, what to do next, and for whom it waits if not you.

    `mine`: somebody who sees the line can do the next step; the others stand last.
    """

    title: Words
    url: str
    next_step: Words
    since: datetime | None = None
    sub: Words = ""
    waits_for: Words = ""
    next_sub: Words = ""
    mine: bool = True


Provider = Callable[[Actor], Any]
P = TypeVar("P", bound=Provider)
_glances: dict[Provider, str] = {}
_waiting: list[Callable[[Actor], list[Waiting]]] = []
_for_helpers: set[Callable[[Actor], list[Waiting]]] = set()
_helper_links: list[HelperLink] = []
_rows: list[Callable[[Actor], Row | None]] = []
_work: dict[Hat, list[Callable[[Actor], list[Work]]]] = {}


def register_waiting(
    provider: Callable[[Actor], list[Waiting]], *, helpers: bool = False, glance: str = ""
) -> None:
    """Called at start; the provider gives what waits for this actor, one or two queries.

    `helpers`: it is also asked for whoever answers questions with somebody. `glance`: SQL that
    finds a row whenever the provider has something to say, with %(account)s, %(person)s and
    %(subject)s; one query looks for all, and who has nothing is not asked. A row too many does
    no harm.
    """
    if provider not in _waiting:
        _waiting.append(provider)
    if glance:
        _glances[provider] = glance
    if helpers:
        _for_helpers.add(provider)


def register_helper_link(link: HelperLink) -> None:
    """Once per link at start."""
    if link not in _helper_links:
        _helper_links.append(link)


def helper_links(actor: SignedIn) -> list[HelperLink]:
    """What her ticks open, beside what waits."""
    return [link for link in _helper_links if link.is_for(actor) and is_on(link.url())]


def register_row(provider: Callable[[Actor], Row | None], *, glance: str = "") -> None:
    """Called at start; the provider gives this actor's quiet offer, or None. `glance`: as above."""
    if provider not in _rows:
        _rows.append(provider)
    if glance:
        _glances[provider] = glance


def register_work(hat: Hat, provider: Callable[[Actor], list[Work]]) -> None:
    """Called at start; the provider gives the worklist of those who wear this hat."""
    known = _work.setdefault(hat, [])
    if provider not in known:
        known.append(provider)


def things_waiting(actor: Actor) -> list[Waiting]:
    """Urgent ones first, then by day; what has no day comes last."""
    acts_for_another = isinstance(actor, SignedIn) and actor.helping is not None
    asked = [one for one in _waiting if one in _for_helpers] if acts_for_another else _waiting
    found = [thing for provider in _worth_asking(asked, actor) for thing in provider(actor)]
    return sorted(found, key=lambda thing: (not thing.urgent, thing.until or date.max))


def quiet_rows(actor: Actor) -> list[Row]:
    """In their order."""
    asked = _worth_asking(_rows, actor)
    found = [row for provider in asked if (row := provider(actor)) is not None]
    return sorted(found, key=lambda row: row.order)


def _worth_asking(providers: Iterable[P], actor: Actor) -> list[P]:
    """Those whose glance found something, and those without one; one query under the vault."""
    speaking = [one for one in providers if speaks(one)]
    glances = {one: _glances[one] for one in speaking if one in _glances}
    if not isinstance(actor, SignedIn) or not glances:
        return speaking
    who = {"account": actor.account_id, "person": actor.person_id, "subject": actor.subject_id}
    with connection.cursor() as cursor:
        cursor.execute("select " + ", ".join(f"exists({sql})" for sql in glances.values()), who)
        found = dict(zip(glances, cursor.fetchone(), strict=True))
    return [one for one in speaking if found.get(one, True)]


def work_of(actor: Actor, hat: Hat) -> list[Work] | None:
    """The worklist of a hat, in order; None when no part of the portal has work for it yet."""
    if hat not in _work:
        return None
    return in_order(
        [work for provider in _work[hat] if speaks(provider) for work in provider(actor)]
    )


def in_order(work: list[Work]) -> list[Work]:
    """What can be done now before what waits for others, each oldest first."""
    return sorted(
        work, key=lambda line: (not line.mine, line.since.timestamp() if line.since else 0.0)
    )


def greeting(hour: int, name: str) -> str:
    """ "Good morning, Ruth." by the reader's own clock (0–23) and display name."""
    who = {"name": called(name)}
    if 4 <= hour < 12:
        return _("Good morning, %(name)s.") % who
    if 12 <= hour < 18:
        return _("Good afternoon, %(name)s.") % who
    return _("Good evening, %(name)s.") % who


def called(name: str) -> str:
    """How somebody is spoken to: "Ruth E." → "Ruth"; a title or a single word stays as it is."""
    first, *more = name.split() or [name]
    return first if more and not first.endswith(".") else name.rstrip(".")
