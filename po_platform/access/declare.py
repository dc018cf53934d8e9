"""Every view says who may reach it; a view that says nothing is closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from .actor import NEEDS_SECOND_FACTOR, Hat, Tick

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Access:
    """Who: anyone, anybody signed in, or holders of one of `hats`.

    `health`: the route reaches tables of class health or identity (walked again per wall).
    `fresh`: a new mail or card code is asked first. `bearer`: a code in the address counts.
    `keeps_typed`: what is sent after the sign-in ran out comes back after signing in (typed.py).
    `helpers`: who acts for somebody else comes in with one of these ticks; without any, nobody does.
    `by_law`: of those only who decides by law for a child without an account of its own.
    """

    anyone: bool = False
    hats: frozenset[Hat] = frozenset()
    health: bool = False
    fresh: bool = False
    keeps_typed: bool = False
    helpers: frozenset[Tick] = frozenset()
    by_law: bool = False

    @property
    def needs_second_factor(self) -> bool:
        return bool(self.hats) and self.hats <= NEEDS_SECOND_FACTOR


def _declare(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]  # read by Door and the checks
        return view

    return mark


def public(view: View) -> View:
    """Anyone, signed in or not; no health data stands behind it."""
    return _declare(Access(anyone=True))(view)


def public_with_own(view: View) -> View:
    """Anyone; who is signed in finds on it what is hers, and nobody else's."""
    return _declare(Access(anyone=True, health=True))(view)


def helpers_too(*ticks: Tick) -> Callable[[View], View]:
    """Above another declaration: also for whoever acts for somebody, with one of these ticks."""

    def mark(view: View) -> View:
        access: Access = view.access  # type: ignore[attr-defined]  # set by _declare
        view.access = replace(access, helpers=frozenset(ticks))  # type: ignore[attr-defined]
        return view

    return mark


def by_law_too(view: View) -> View:
    """Above another declaration: also for who decides by law for a child without an account."""
    access: Access = view.access  # type: ignore[attr-defined]  # set by _declare
    view.access = replace(access, helpers=frozenset({Tick.ANSWER}), by_law=True)  # type: ignore[attr-defined]
    return view


def by_code(view: View) -> View:
    """Whoever holds a code or signed link; the view finds the ticket before it shows anything."""
    return _declare(Access(anyone=True, health=True))(view)


def signed_in(
    *, health: bool = False, fresh: bool = False, keeps_typed: bool = False
) -> Callable[[View], View]:
    """Anybody with an account."""
    return _declare(Access(health=health, fresh=fresh, keeps_typed=keeps_typed))


def only(*hats: Hat, health: bool = False, fresh: bool = False) -> Callable[[View], View]:
    """Holders of one of these roles."""
    return _declare(Access(hats=frozenset(hats), health=health, fresh=fresh))


def access_of(view: Callable[..., Any]) -> Access | None:
    """What a URL pattern's callback declares; class-based and DRF views declare on the class."""
    own = getattr(view, "access", None)
    if own is not None:
        return own  # type: ignore[no-any-return]  # set by _declare only
    for name in ("view_class", "cls"):
        access = getattr(getattr(view, name, None), "access", None)
        if access is not None:
            return access  # type: ignore[no-any-return]  # set by _declare only
    return None
