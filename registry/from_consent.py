"""Questions nobody answers in a form: what is known of a person and what she signed answers them.

`@FROM-CONSENT='…'` in the annotation of a choice, beside `@READONLY`: `status` (whether she lives and
takes part, by the codes of the EU elements), or whether she agreed to being `contact`ed, to the
`reuse` of her data, that there is a `sample`, that it is linked to a `biobank`. The EU elements 3.1 and
7.1 to 7.4 are such questions, so that a file never says anything else than the consent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from questionnaires.definition import Definition, Item
from questionnaires.outline import dependencies
from questionnaires.visibility import shown
from registry.conditions import all_of

STATUS, CONTACT, REUSE, SAMPLE, BIOBANK = "status", "contact", "reuse", "sample", "biobank"
SOURCES = frozenset({STATUS, CONTACT, REUSE, SAMPLE, BIOBANK})
NAMED = re.compile(r"@FROM-CONSENT=['\"]([a-z]{1,20})['\"]")
DEAD, LOST, LEFT, ALIVE = "SIO_010059", "NCIT_C70740", "NCIT_C124784", "SIO_010058"
YES, NO = "1", "0"


@dataclass(frozen=True)
class Known:
    """What is known of one person in one registry.

    `state`: of her participation, '' for a record nobody joined with; `rests`: it rests since she
    left the organisation or died, or until she has decided as an adult. `asked`: code of a question
    of the sheet she signed → its kind; `allowed`: code → the scope of her living grant, none of
    what others allowed for her while she has not decided as an adult.
    """

    vital: str = "unknown"
    takes_part: str = "active"
    state: str = ""
    rests: bool = False
    asked: Mapping[str, str] = field(default_factory=dict)
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def joined(self) -> bool:
        return bool(self.state)

    def says(self, source: str) -> str | None:
        """The code of the answer; None: nothing is known."""
        if source == STATUS:
            return self._status()
        if source in (SAMPLE, BIOBANK):
            return self._yes(source in self.allowed) if source in self.asked else None
        kind = "contact" if source == CONTACT else "data"
        if kind not in self.asked.values():
            return None
        scopes = {word for scope in self.allowed.values() for word in scope}
        if source == CONTACT:
            return self._yes("contact" in scopes and not self.rests)
        if scopes & {"past", "future"}:
            return YES
        # Whoever wants to be asked each time has said neither.
        return None if scopes & {"ask_past", "ask_future"} else NO

    def _status(self) -> str | None:
        if self.vital == "dead":
            return DEAD
        if self.takes_part == "opted_out" or self.state == "withdrawn":
            return LEFT
        if self.takes_part == "lost":
            return LOST
        takes_part = self.state == "active" and not self.rests
        return ALIVE if takes_part or self.vital == "alive" else None

    @staticmethod
    def _yes(said: bool) -> str:
        return YES if said else NO


def sources(rows: Iterable[Mapping[str, str]], definition: Definition) -> dict[str, str]:
    """Question → what answers it. `rows`: of the dictionary the definition was made from."""
    found = {}
    for row in rows:
        told = NAMED.search(row.get("annotation", ""))
        name = row["field_name"].lower()
        item = definition.by_link_id.get(name)
        if told is None or told[1] not in SOURCES or item is None or item.repeats:
            continue
        if item.type in ("choice", "boolean") and item.read_only:
            found[name] = told[1]
    return found


@dataclass
class Teller:
    """Answers the questions `named` (name → source) for people, in one version of a dataset."""

    definition: Definition
    named: Mapping[str, str]
    _known: dict[tuple[Any, ...], dict[str, Any]] = field(default_factory=dict)

    def of(self, known: Known | None) -> dict[str, Any]:
        """Question → its answer, None where there is none; what is stored does not count for these.

        Of a record nobody joined with only what is known of the person counts; the rest stays as it
        is stored, for a consent on paper that lies elsewhere. What hangs on these questions alone
        and does not apply by them is among them, with None.
        """
        if known is None:
            return {}
        found: dict[str, Any] = {}
        for name, source in self.named.items():
            code = known.says(source)
            if known.joined or (source == STATUS and code is not None):
                found[name] = _answer(self.definition.by_link_id[name], code)
        key = tuple(found.items())
        if key not in self._known:
            self._known[key] = found | dict.fromkeys(self._gone(found))
        return self._known[key]

    @cached_property
    def hanging(self) -> Mapping[str, frozenset[str]]:
        """Questions that show by these alone → by which."""
        needs, items = dependencies(self.definition), self.definition.by_link_id
        found = {}
        for name, item in items.items():
            looked = all_of(name, needs) if name in needs else set()
            asked = frozenset(one for one in looked if items[one].is_question)
            rules = any(items[one].show_if is not None for one in {name, *looked})
            if item.is_question and rules and asked and asked <= self.named.keys():
                found[name] = asked
        return found

    def _gone(self, found: Mapping[str, Any]) -> list[str]:
        if not found:
            return []
        said = {name: value for name, value in found.items() if value is not None}
        enabled = shown(self.definition, said).enabled
        return [
            name
            for name, asked in self.hanging.items()
            if asked <= found.keys() and (name, ()) not in enabled
        ]


def _answer(item: Item, code: str | None) -> Any:
    if code is None:
        return None
    if item.type == "boolean":
        return code == YES
    return next((one.code for one in item.options if one.code.replace(":", "_") == code), None)
