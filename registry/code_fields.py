"""Fields of a form whose answer is a code: searched on the same page, so that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questionnaires.answers import Problem
from questionnaires.definition import Item
from questionnaires.form_input import field_name
from questionnaires.messages import Message
from questionnaires.shapes import Choice, Finder, Part, Question, field_id
from registry.entry_flow import EntryFlow
from registry.queries.codes import code_in_words, coded, codes_in, known_in
from registry.queries.terms import Hit, find_terms, named_exactly

Sent = Mapping[str, Sequence[str]]
NO_TERM = gettext_lazy("has no such name or code in its list. Choose one, or leave it blank.")


class CodeFields:
    """The code fields of one form as it is now; `take` settles what was just sent for them."""

    def __init__(self, flow: EntryFlow) -> None:
        self.flow = flow
        self.before = dict(flow.state.answers)
        self.hits: dict[str, list[Hit]] = {}
        self.picked: dict[str, list[str]] = {}
        self.looked: dict[str, str] = {}

    def take(self, sent: Sent, *, find: str = "") -> list[Problem]:
        """Names become codes in the answers. `find`: only search for this field, nothing is asked of it."""
        problems = []
        for link_id, (item, lists) in self._asked().items():
            self.picked[link_id] = [one for one in sent.get(pick_name(link_id), ()) if one]
            self.looked[link_id] = next(iter(sent.get(look_name(link_id), ())), "")[:500]
            unknown = self._settle(item, lists)
            looks_for = self.looked[link_id] or (unknown[0] if unknown else "")
            if find == link_id or unknown:
                self.hits[link_id] = find_terms(lists=lists, typed=looks_for)
            if unknown:
                problems.append(Problem(link_id, "term", Message(NO_TERM)))
        return problems

    def _asked(self) -> dict[str, tuple[Item, list[str]]]:
        answers = {**self.flow.around, **self.flow.state.answers}
        found = coded(self.flow.definition, answers)
        return {name: pair for name, pair in found.items() if name in self.flow.page.asks}

    def _settle(self, item: Item, lists: list[str]) -> list[str]:
        """Writes codes for what was typed and chosen; what no list knows is given back."""
        answers, name = self.flow.state.answers, item.link_id
        stood = codes_in(item, self.before.get(name))
        many = item.type == "text"
        typed = codes_in(item, answers.get(name))
        chosen = self.picked[name] if many else self.picked[name][:1]
        wanted = [*typed, *chosen] if many or not chosen else chosen
        codes, unknown = [], []
        for text in wanted:
            found = [] if text in stood else named_exactly(lists=lists, typed=text)
            if text in stood:
                codes.append(text)
            elif len(found) == 1:
                codes.append(found[0][0])
            else:
                unknown.append(text)
        if codes and not unknown:
            answers[name] = "\n".join(dict.fromkeys(codes))
        return unknown

    def shown(self, questions: Sequence[Question]) -> list[Question]:
        """The questions of the page, code fields with their search."""
        asked = self._asked()
        answers = {**self.flow.around, **self.flow.state.answers}
        known = known_in(self.flow.definition, answers) if asked else {}
        return [
            replace(one, finder=self._finder(one, *asked[one.link_id], known.get(one.link_id, [])))
            if one.link_id in asked and one.asks
            else one
            for one in questions
        ]

    def _finder(
        self, question: Question, item: Item, lists: list[str], known: Sequence[Any]
    ) -> Finder:
        name, many = question.link_id, item.type == "text"
        look = look_name(name)
        hits = self.hits.get(name)
        part = Part(look, field_id(look), _("Search by name or code"), self.looked.get(name, ""))
        return Finder(
            url=reverse("registry:terms"),
            lists=",".join(lists),
            chosen=tuple(code_in_words(one) for one in known if not isinstance(one, str)),
            found=choices(name, hits or (), many=many, picked=self.picked.get(name, ())),
            nothing=hits is not None and not hits,
            look=part if many else None,
        )


def choices(
    name: str, hits: Sequence[Hit], *, many: bool, picked: Sequence[str] = ()
) -> tuple[Choice, ...]:
    """Hits to choose from."""
    field = pick_name(name)
    return tuple(
        Choice(
            field,
            one.code,
            f"{one.label} ({one.code})",
            "checkbox" if many else "radio",
            {"id": f"{field_id(field)}_{number}", **({"checked": True} if one.code in picked else {})},
        )
        for number, one in enumerate(hits)
    )  # fmt: skip


def pick_name(name: str) -> str:
    """The field of a chosen hit."""
    return f"{field_name(name)}::pick"


def look_name(name: str) -> str:
    """The field to search with, where the answer's own field holds several codes."""
    return f"{field_name(name)}::look"
