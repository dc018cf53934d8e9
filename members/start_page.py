"""What stands on start pages: features say what waits and what they offer, the page only arranges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from po_platform.access.actor import Hat, SignedIn, Tick

from .glances import Asking, add, look, said
from .parts import is_on
from .queries.first_weeks import FIRST_WEEKS

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


_waiting: list[Asking[list[Waiting]]] = []
_for_helpers: set[Callable[..., list[Waiting]]] = set()
_helper_links: list[HelperLink] = []
_rows: list[Asking[Row | None]] = []
_work: dict[Hat, list[Asking[list[Work]]]] = {}
_first_weeks = Asking(lambda _actor: True, FIRST_WEEKS)


def register_waiting(
    provider: Callable[..., list[Waiting]],
    *,
    helpers: bool = False,
    glance: str = "",
    facts: Mapping[str, str] | None = None,
) -> None:
    """Called at start; the provider gives what waits for this actor, one or two queries.

    `helpers`: it is also asked for whoever answers questions with somebody. `glance` and `facts`:
    what it goes by (glances.Asking).
    """
    add(_waiting, Asking(provider, glance, facts or {}))
    if helpers:
        _for_helpers.add(provider)


def register_helper_link(link: HelperLink) -> None:
    """Once per link at start."""
    if link not in _helper_links:
        _helper_links.append(link)


def helper_links(actor: SignedIn) -> list[HelperLink]:
    """What her ticks open, beside what waits."""
    return [link for link in _helper_links if link.is_for(actor) and is_on(link.url())]


def register_row(
    provider: Callable[..., Row | None], *, glance: str = "", facts: Mapping[str, str] | None = None
) -> None:
    """Called at start; the provider gives this actor's quiet offer, or None."""
    add(_rows, Asking(provider, glance, facts or {}))


def register_work(
    hat: Hat,
    provider: Callable[..., list[Work]],
    *,
    glance: str = "",
    facts: Mapping[str, str] | None = None,
) -> None:
    """Called at start; the provider gives the worklist of those who wear this hat."""
    add(_work.setdefault(hat, []), Asking(provider, glance, facts or {}))


@dataclass(frozen=True, slots=True)
class OwnPage:
    """What stands on somebody's own start page."""

    waiting: list[Waiting]
    rows: list[Row]
    first_weeks: bool


def own_page(actor: SignedIn) -> OwnPage:
    """Urgent things first, then by day; what has no day comes last. Offers in their order."""
    found = look([*_waiting, *_rows, _first_weeks], actor)
    rows = [row for row in said(_rows, actor, found) if row is not None]
    return OwnPage(
        _by_day(said(_waiting, actor, found)),
        sorted(rows, key=lambda row: row.order),
        any(said([_first_weeks], actor, found)),
    )


def waiting_for_another(actor: SignedIn) -> list[Waiting]:
    """What waits for the person she acts for, in the same order."""
    asked = [one for one in _waiting if one.provider in _for_helpers]
    return _by_day(said(asked, actor, look(asked, actor)))


def _by_day(found: Iterable[list[Waiting]]) -> list[Waiting]:
    things = [thing for some in found for thing in some]
    return sorted(things, key=lambda thing: (not thing.urgent, thing.until or date.max))


def work_of(actor: SignedIn, hat: Hat) -> list[Work] | None:
    """The worklist of a hat, in order; None when no part of the portal has work for it yet."""
    if hat not in _work:
        return None
    asked = _work[hat]
    return in_order([work for some in said(asked, actor, look(asked, actor)) for work in some])


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
