"""The main menu: at most five words, chosen by the hat somebody wears."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from po_platform.access.actor import Actor, Hat, SignedIn

from .parts import is_on

Word = tuple[str | Promise, str]
# Features add their word from wiring: (hats it is for, order, label, its address, found once).
_words: list[tuple[frozenset[Hat], int, str | Promise, Callable[[], str]]] = []
# Words for visitors too, between "Home" and "Join us".
_public: list[tuple[str | Promise, Callable[[], str]]] = []


def add_public_word(label: str | Promise, url: Callable[[], str]) -> None:
    """Registers a word for whoever is not signed in; called once at start by the roof."""
    _public.append((label, cache(url)))


def add_menu_word(
    hats: frozenset[Hat], order: int, label: str | Promise, url: Callable[[], str]
) -> None:
    """Registers a word; called once at start by the roof."""
    _words.append((hats, order, label, cache(url)))
    _words.sort(key=lambda word: word[1])


def menu_for(actor: Actor | None, pages: Sequence[Word] = ()) -> list[Word]:
    """The words for this hat, five at most; who waits to be let in has none, visitors the public.

    `pages`: public pages the organisation wants there too, as far as there is room.
    """
    if not isinstance(actor, SignedIn):
        public = [(label, url()) for label, url in _public if is_on(url())]
        public = [*public, *pages][:3]
        return [(_("Home"), "/"), *public, (_("Join us"), reverse("members:join"))]
    if actor.helping:
        return [(_("What waits"), reverse("members:for_whom"))]
    return [
        (label, url())
        for hats, _order, label, url in _words
        if actor.hat in hats & actor.roles and is_on(url())
    ][:5]
