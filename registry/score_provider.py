"""Scores of questionnaires belong to another feature: this is what it offers to registries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from po_platform.access.actor import SignedIn

Words = Mapping[str, str]  # by language; English is always there


class Scale(Protocol):
    """One number: its id, what it is called by language, from where to where it goes."""

    @property
    def id(self) -> str: ...
    @property
    def words(self) -> Words: ...
    @property
    def low(self) -> Decimal: ...
    @property
    def high(self) -> Decimal: ...


class Measure(Protocol):
    """What one rule computes of a questionnaire; `versions`: of the rule."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> Words: ...
    @property
    def versions(self) -> Sequence[str]: ...
    @property
    def scales(self) -> Sequence[Scale]: ...


class Result(Protocol):
    """What answers came to by one rule. `earlier`: refs of the answers these correct; `scores`:
    scale → number, None where none may be told, and its state.
    """

    @property
    def ref(self) -> UUID: ...
    @property
    def earlier(self) -> Collection[UUID]: ...
    @property
    def measure(self) -> str: ...
    @property
    def title(self) -> Words: ...
    @property
    def day(self) -> date: ...
    @property
    def version(self) -> str: ...
    @property
    def scores(self) -> Mapping[str, tuple[Decimal | None, str]]: ...


@dataclass(frozen=True, slots=True)
class Scores:
    """`measures`: what there is; nothing about anybody. `results`: of these measures what the actor
    herself may give, or who acts for her by law; newest first.
    """

    measures: Callable[[], Sequence[Measure]]
    results: Callable[[SignedIn, Collection[str]], Sequence[Result]]


_connected: list[Scores] = []


def connect_scores(found: Scores) -> None:
    """Once at start, by the wiring."""
    _connected[:] = [found]


def measures() -> Sequence[Measure]:
    """None where no feature computes scores."""
    return _connected[0].measures() if _connected else ()


def results(actor: SignedIn, wanted: Collection[str]) -> Sequence[Result]:
    """What the actor could give of these measures."""
    return _connected[0].results(actor, wanted) if _connected and wanted else ()


def in_language(words: Words, language: str) -> str:
    """The words in this language, else in English."""
    return words.get(language.split("-")[0]) or words.get("en", "")
