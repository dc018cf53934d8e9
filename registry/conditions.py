"""Answers to questions that do not apply any more count for nothing: which those are, in a file."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from questionnaires.definition import Definition
from questionnaires.outline import dependencies, outline
from questionnaires.visibility import shown
from registry.layout import Layout

Decider = tuple[str, str]  # form and question


@dataclass
class Conditions:
    """`needs`: of each question that may not apply, those that say so.

    A question that hangs on something the file does not hold is left as it is.
    """

    definition: Definition
    needs: Mapping[str, frozenset[Decider]] = field(default_factory=dict)
    known: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        layout: Layout,
        forms: Collection[str],
        sealed: Collection[str],
        *,
        among: Collection[str] | None = None,
    ) -> Conditions:
        """`forms`: whose answers are there. `sealed`: questions whose answers are not.

        `among`: the questions this is about, where it is not about all.
        """
        form_of = {
            item.link_id: form
            for form, items in layout.questions.items()
            for item in items
            if form in forms
        }
        definition = layout.definition
        needs, facts = dependencies(definition), outline(definition)
        found: dict[str, frozenset[Decider]] = {}
        for name in form_of if among is None else form_of.keys() & set(among):
            looked = all_of(name, needs)
            rules = any(definition.by_link_id[one].show_if is not None for one in {name, *looked})
            asked = {one for one in looked if definition.by_link_id[one].is_question}
            there = asked <= form_of.keys() - set(sealed)
            if rules and there and not facts.rows[name]:
                found[name] = frozenset((form_of[one], one) for one in asked)
        return cls(definition, found)

    @cached_property
    def deciders(self) -> Sequence[Decider]:
        """Whose answers decide, in order."""
        return sorted({one for deciders in self.needs.values() for one in deciders})

    @cached_property
    def deciding(self) -> Sequence[str]:
        """Their forms, in order."""
        return sorted({form for form, _name in self.deciders})

    @cached_property
    def conditional(self) -> frozenset[str]:
        """The questions that may not apply."""
        return frozenset(self.needs)

    def hidden(self, keys: Collection[str]) -> Mapping[str, list[str]]:
        """What does not apply, by the text of what the deciders say: a JSON list of their answers.

        After them may stand whether each of their forms is there to be seen; what hangs on one that
        is not is left as it is.
        """
        for key in keys:
            if key not in self.known:
                self.known[key] = self._hidden(key)
        return {key: self.known[key] for key in keys if self.known[key]}

    def _hidden(self, key: str) -> list[str]:
        said = json.loads(key)
        answers = {
            name: value
            for (_form, name), value in zip(self.deciders, said, strict=False)
            if value is not None
        }
        there = zip(self.deciding, said[len(self.deciders) :], strict=False)
        unseen = {form for form, seen in there if not seen}
        enabled = shown(self.definition, answers).enabled
        return sorted(
            name
            for name, deciders in self.needs.items()
            if (name, ()) not in enabled and unseen.isdisjoint(form for form, _name in deciders)
        )


def all_of(name: str, needs: Mapping[str, Sequence[str]]) -> set[str]:
    """Everything an item hangs on, also by way of others."""
    found: set[str] = set()
    stack = [*needs[name]]
    while stack:
        one = stack.pop()
        if one not in found:
            found.add(one)
            stack += needs[one]
    return found
