"""Items of a FHIR Questionnaire into ours, each extension treated as the report then says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, get_args

from django.utils.translation import gettext_lazy as _

from questionnaires.definition import (
    AIDS,
    CHOICES,
    TEXTS,
    Coding,
    Item,
    ItemType,
)
from questionnaires.fhir import ours
from questionnaires.fhir.conditions import Pending
from questionnaires.fhir.element import Element
from questionnaires.fhir.fields import read_bounds, read_calculated, read_initial
from questionnaires.fhir.kept import left_over
from questionnaires.fhir.looks import with_looks, with_units
from questionnaires.fhir.options import (
    ReadOption,
    read_answer_options,
    say_options,
)
from questionnaires.fhir.report import Notebook
from questionnaires.fhir.valuesets import ValueSets
from questionnaires.fhir.wording import Wording, read_words

TYPES: tuple[str, ...] = get_args(ItemType)
R5_CHOICES = {"optionsOnly": "choice", "optionsOrString": "open-choice", "": "choice"}
MAY_STAY = {"id", "definition"}
WITH_OPTIONS = ("string", "text", "integer", "date", "time")


@dataclass
class ItemReader:
    """Reads items and remembers what can only be settled when all are known."""

    wording: Wording
    book: Notebook
    valuesets: ValueSets
    paths: dict[str, list[str]] = field(default_factory=dict)
    pending: list[Pending] = field(default_factory=list)
    ruled: set[str] = field(default_factory=set)

    def read_all(self, parts: list[Element], variables: Mapping[str, str]) -> tuple[Item, ...]:
        """Items side by side. What stood inside a text to read comes right after it."""
        found: list[Item] = []
        for part in parts:
            item = self.read(part, variables)
            if item is None:
                continue
            if item.type == "display" and item.items:
                words = _("A text to read cannot hold others; they come after it.")
                self.book.note("changed", part.path, words)
                found += [replace(item, items=()), *item.items]
            else:
                found.append(item)
        return tuple(found)

    def read(self, element: Element, outer: Mapping[str, str]) -> Item | None:
        """One item with everything inside; None with an error when it cannot be one."""
        link_id = self._link_id(element)
        kind = self._type(element)
        if link_id:
            self.paths.setdefault(link_id, []).append(element.path)
        if not link_id or not kind:
            self.read_all(element.children("item"), outer)  # for what else is wrong inside
            return None
        variables = {**outer, **read_variables(element)}
        kept = self._read_texts(element, link_id)
        inside = self.read_all(element.children("item"), variables)
        item = Item(link_id, kind)
        item = self._with_flags(element, item)
        item, options = self._with_options(element, item)
        item = with_looks(element, item)
        item = with_units(element, item, self.wording)
        item = read_bounds(element, item)
        item = read_calculated(element, item, variables)
        item = read_initial(element, item, [o.option.code for o in options if o.selected])
        item = ours.read_on_item(element, item)
        item = replace(item, codes=read_codes(element))
        if element.take("subQuestionnaire") is not None:
            words = _("Another questionnaire belongs here that is not in the file.")
            element.book.refuse(element.path, words)
        self._remember_rule(element, item, variables)
        item = self._with_children(element, item, inside)
        return replace(item, kept={**left_over(element, MAY_STAY), **kept})

    def _link_id(self, element: Element) -> str:
        link_id = element.text("linkId")
        if not link_id.strip():
            element.book.refuse(element.path, _("This item has no linkId."))
        elif link_id != link_id.strip():
            words = _("Spaces around the linkId are taken away.")
            element.book.note("changed", element.at("linkId"), words)
        return link_id.strip()

    def _type(self, element: Element) -> ItemType | None:
        kind = element.text("type").strip()
        constraint = element.text("answerConstraint")
        if kind == "coding":
            kind = R5_CHOICES.get(constraint, "")
        elif kind in TEXTS and constraint == "optionsOrString":
            kind = "open-choice"
        if constraint == "optionsOrType" or not kind:
            words = _("Answers outside the list can be of any type. That cannot be asked here.")
            words = words if constraint else _("This item has no type.")
            element.book.refuse(element.path, words)
            return None
        for known in TYPES:
            if kind == known:
                return known  # type: ignore[return-value]  # one of ItemType's words
        words = _("Items of type %(type)s cannot be asked here.")
        element.book.refuse(element.at("type"), words, type=kind[:40])
        return None

    def _read_texts(self, element: Element, link_id: str) -> dict[str, Any]:
        kept = {}
        for name, field_name in (("text", "text"), ("prefix", "prefix")):
            left = read_words(element, name, self.wording, link_id, field_name)
            if left:
                kept[f"_{name}"] = left
        for name, field_name in (
            ("shortText", "short"),
            ("entryFormat", "entry_format"),
            ("openLabel", "open_label"),
        ):
            extension = element.take(name)
            if extension is not None:
                value = Element(extension.element.data, extension.path, self.book)
                key = next((key for key in value.data if key.startswith("value")), "valueString")
                if isinstance(value.data.get(key), str):
                    read_words(value, key, self.wording, link_id, field_name)
        return kept

    def _with_flags(self, element: Element, item: Item) -> Item:
        hidden = element.take("hidden")
        return replace(
            item,
            required=self._flag(element, "required", item.type != "display"),
            repeats=self._flag(element, "repeats", item.type not in ("display", "boolean")),
            read_only=self._flag(element, "readOnly", item.type != "display"),
            hidden=hidden is not None and hidden.flag() is True,
        )

    def _flag(self, element: Element, name: str, fits: bool) -> bool:
        flag = element.flag(name)
        if flag and not fits:
            words = _("%(name)s means nothing on this type.")
            self.book.note("dropped", element.at(name), words, name=name)
        return flag and fits

    def _with_options(self, element: Element, item: Item) -> tuple[Item, list[ReadOption]]:
        options = read_answer_options(element, self.wording)
        name = element.text("answerValueSet").strip()
        if item.type not in CHOICES:
            if options and item.type in WITH_OPTIONS:
                item = replace(item, type="choice")
            elif options or name:
                words = _("Answers to choose from mean nothing on this type.")
                self.book.note("dropped", element.path, words)
                return item, []
        elif name and not options:
            options = self._from_valueset(element, item, name)
        elif name:
            words = _("The listed answers are shown; the value set beside them is not.")
            self.book.note("dropped", element.at("answerValueSet"), words)
        if element.data.get("option") or element.data.get("options"):
            words = _("Its answers are written as in FHIR STU3. Save the questionnaire as FHIR R4.")
            element.book.refuse(element.path, words)
        if item.type in CHOICES and not options and not name:
            self._refuse_fetching(element, item)
        if item.type == "open-choice" and not options and not name:
            words = _("Without answers to choose from, this is asked as a text.")
            self.book.note("changed", element.path, words)
            item = replace(item, type="string")
        say_options(options, item.link_id, self.wording)
        return replace(item, options=tuple(read.option for read in options)), options

    def _from_valueset(self, element: Element, item: Item, name: str) -> list[ReadOption]:
        options = self.valuesets.options(name, element, self.wording)
        if options is not None:
            return options
        words = _("Its answers are in a value set that is not in the file: %(name)s")
        if item.hidden or item.read_only:
            self.book.note("dropped", element.at("answerValueSet"), words, name=name[:200])
        else:
            self.book.refuse(element.at("answerValueSet"), words, name=name[:200])
        return []

    def _refuse_fetching(self, element: Element, item: Item) -> None:
        formula = element.take("answerExpression")
        if formula is not None and not (item.hidden or item.read_only):
            words = _("Its answers would have to be fetched or computed. We never fetch anything.")
            element.book.refuse(formula.path, words)
        elif formula is not None:
            formula.taken = False

    def _remember_rule(self, element: Element, item: Item, variables: Mapping[str, str]) -> None:
        formula = element.take("enableWhenExpression")
        own = ours.take_rule(element)
        whens, behavior = element.children("enableWhen"), element.text("enableBehavior")
        if own is not None or whens or formula is not None:
            self.ruled.add(item.link_id)
        if own is not None:
            self.pending.append(Pending(item.link_id, element.path, (), "", "", "", {}, own))
        elif whens or formula is not None:
            self.pending.append(
                Pending(
                    item.link_id,
                    element.at("enableWhen"),
                    tuple(whens),
                    behavior,
                    (formula.expression()[0] or "?") if formula else "",
                    formula.path if formula else "",
                    variables,
                )
            )

    def _with_children(self, element: Element, item: Item, inside: tuple[Item, ...]) -> Item:
        aids = tuple(child for child in inside if self._is_aid(child))
        rest = tuple(child for child in inside if not self._is_aid(child))
        if item.type == "group" and not rest:
            words = _("An empty group is shown as a text to read.")
            self.book.note("changed", element.path, words)
            control = item.control if item.control in ("header", "footer") else None
            return Item(
                item.link_id, "display", aids, hidden=item.hidden, control=control, codes=item.codes
            )
        return replace(item, items=rest, aids=aids)

    def _is_aid(self, child: Item) -> bool:
        always = child.link_id not in self.ruled and not child.hidden
        return child.control in AIDS and always and not child.aids


def read_codes(element: Element) -> tuple[Coding, ...]:
    """Public codes of an item or form."""
    found = []
    for part in element.children("code"):
        coding = Coding(
            part.text("code").strip(),
            part.text("system").strip(),
            part.text("version"),
            part.text("display"),
        )
        if coding.code:
            found.append(coding)
    return tuple(found)


def read_variables(element: Element) -> dict[str, str]:
    """Named parts of formulas. They stay in the side bag as well."""
    found = {}
    for extension in element.take_all("variable"):
        extension.taken = False
        value = extension.value if isinstance(extension.value, dict) else {}
        name, formula = value.get("name"), value.get("expression")
        if isinstance(name, str) and isinstance(formula, str):
            found[name] = formula
    return found
