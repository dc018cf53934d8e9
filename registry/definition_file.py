"""What a registry asks, as one file: the shape of it, and what a file that was read wants made.

Nobody is in it: no account, no right, no record, no number of people. One JSON object, a line for
each thing that can change, always in the same order, so that two of them are easily compared.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from questionnaires.texts import Texts
from registry.consent import Sheet

FORMAT, VERSION = "registry definition", 1
NAME = "registry.json"


@dataclass(frozen=True)
class FormPlan:
    """A form beside its questions. `months`: after so many, members look at it again."""

    name: str
    title: str = ""
    repeats: bool = False
    members_fill: bool = False
    months: int | None = None


@dataclass(frozen=True)
class VisitPlan:
    """A visit with its name in files, its days and its forms by name."""

    name: str
    title: str
    forms: Sequence[str] = ()
    days: tuple[int, int] | None = None
    repeats: bool = False


@dataclass(frozen=True)
class RulePlan:
    """A sentence and when it holds."""

    title: str
    logic: str


@dataclass(frozen=True)
class WhoPlan:
    """On which form somebody says who she is. `born`: '' where nothing asks for it."""

    form: str
    names: Sequence[str]
    born: str = ""


@dataclass(frozen=True)
class SitePlan:
    """A site with its name in files."""

    name: str
    title: str
    country: str = ""


@dataclass(frozen=True)
class DatasetPlan:
    """A dataset. `raw`: its dictionary; `ages`: form and question they come from, None for none."""

    title: str
    language: str
    raw: bytes
    n_questions: int = 0
    forms: Sequence[FormPlan] = ()
    words: Mapping[str, Texts] = field(default_factory=dict)
    missing_codes: Mapping[str, str] = field(default_factory=dict)
    visits: Sequence[VisitPlan] = ()
    rules: Sequence[RulePlan] = ()
    who: WhoPlan | None = None
    ages: tuple[str, str] | None = None


@dataclass(frozen=True)
class RegistryPlan:
    """Everything a file wants made."""

    slug: str
    title: str
    sites: Sequence[SitePlan] = ()
    sheet: Sheet | None = None
    datasets: Sequence[DatasetPlan] = ()


def lines_of(dictionary: str) -> list[str]:
    """A dictionary as the file holds it: line by line, so that a changed question is one line."""
    return dictionary.removesuffix("\n").split("\n")


def dictionary_of(lines: Sequence[str]) -> str:
    """The same dictionary again, to the last sign."""
    return "\n".join(lines) + "\n"


def lean(value: Any) -> Any:
    """Without what says nothing: no, none, and what is empty."""
    if isinstance(value, Mapping):
        found = {name: lean(one) for name, one in value.items()}
        return {name: one for name, one in found.items() if one or type(one) is int}
    if isinstance(value, list | tuple):
        return [lean(one) for one in value]
    return value


def text_of(definition: Mapping[str, Any]) -> str:
    """As it is written down."""
    return json.dumps(definition, ensure_ascii=False, indent=2) + "\n"
