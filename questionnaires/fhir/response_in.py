"""A FHIR R4 QuestionnaireResponse somebody else wrote becomes answers to one of our forms, or flaws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from questionnaires.definition import CHOICES, Definition, Item, Option
from questionnaires.fhir.ours import MISSING_REASON
from questionnaires.messages import Message
from questionnaires.plain import Flaw
from questionnaires.values import OTHER

Json = dict[str, Any]
VALUES = {
    "boolean": ("valueBoolean",),
    "decimal": ("valueDecimal", "valueInteger"),
    "integer": ("valueInteger",),
    "date": ("valueDate",),
    "dateTime": ("valueDateTime",),
    "time": ("valueTime",),
    "string": ("valueString",),
    "text": ("valueString",),
}
DEEPEST = 12


@dataclass
class Answered:
    """linkId → answer and linkId → reason for none, as drafts keep them; what could not be read."""

    answers: Json = field(default_factory=dict)
    missing: Json = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)


def read_response(definition: Definition, resource: Json) -> Answered:
    """The answers of a resource; whether they may stand is for `questionnaires.answers.check`."""
    found = Answered()
    _items(definition, resource.get("item"), "item", found.answers, found.missing, found, 0)
    return found


def _items(
    definition: Definition, listed: Any, path: str, answers: Json, missing: Json,
    found: Answered, depth: int,
) -> None:  # fmt: skip
    if listed is None:
        return
    if not isinstance(listed, list) or depth > DEEPEST:
        _flaw(found, path, _("A list of items is expected here."))
        return
    for place, one in enumerate(listed):
        here = f"{path}[{place}]"
        link_id = one.get("linkId") if isinstance(one, dict) else None
        item = definition.by_link_id.get(link_id) if isinstance(link_id, str) else None
        if item is None:
            _flaw(found, here, _("The form has no item with this linkId."))
            continue
        if item.is_rows:
            row: Json = {}
            reasons: Json = {}
            _items(definition, one.get("item"), f"{here}.item", row, reasons, found, depth + 1)
            answers.setdefault(item.link_id, []).append(row)
            missing.setdefault(item.link_id, []).append(reasons)
            continue
        if item.is_question:
            _question(item, one, here, answers, missing, found)
        _items(definition, one.get("item"), f"{here}.item", answers, missing, found, depth + 1)
        for number, given in enumerate(_dicts(one.get("answer"))):
            inside = f"{here}.answer[{number}].item"
            _items(definition, given.get("item"), inside, answers, missing, found, depth + 1)


def _question(
    item: Item, one: Json, here: str, answers: Json, missing: Json, found: Answered
) -> None:
    if item.link_id in answers or item.link_id in missing:
        _flaw(found, here, _("This question is answered twice."))
        return
    listed = one.get("answer")
    given = [_value(item, each) for each in _dicts(listed)]
    if len(given) != len(listed or ()) if isinstance(listed, list) else listed is not None:
        _flaw(found, f"{here}.answer", _("A list of answers is expected here."))
    elif any(value is None for value in given) or (len(given) > 1 and not item.repeats):
        _flaw(found, f"{here}.answer", _("This is no answer to this question."))
    elif given:
        answers[item.link_id] = given if item.repeats else given[0]
    else:
        codes = [e.get("valueCode") for e in _dicts(one.get("extension"))
                 if e.get("url") == MISSING_REASON]  # fmt: skip
        if codes and isinstance(codes[0], str):
            missing[item.link_id] = codes[0]


def _value(item: Item, given: Json) -> Any:
    """The answer as we store it; None when this is none."""
    if item.type in CHOICES:
        return _chosen(item, given)
    if item.type == "quantity":
        return _quantity(item, given.get("valueQuantity"))
    value = next((given[name] for name in VALUES[item.type] if name in given), None)
    if item.type == "time" and isinstance(value, str):
        return value[:5]
    return value


def _chosen(item: Item, given: Json) -> Any:
    coding = given.get("valueCoding")
    if isinstance(coding, dict):
        return next((one.code for one in item.options if _is(one, coding)), None)
    value = next((given[name] for name in given if name.startswith("value")), None)
    if value is None or isinstance(value, dict | list):
        return None
    if any(one.code == str(value) for one in item.options):
        return str(value)
    return {OTHER: value} if item.type == "open-choice" and isinstance(value, str) else None


def _is(option: Option, coding: Json) -> bool:
    if option.coding is None:
        return option.code == coding.get("code")
    same = option.coding.code == coding.get("code")
    return same and coding.get("system", "") in ("", option.coding.system)


def _quantity(item: Item, given: Any) -> Any:
    if not isinstance(given, dict) or "value" not in given:
        return None
    named = [given[name] for name in ("code", "unit") if given.get(name) is not None]
    if not all(isinstance(name, str) for name in named):
        return None
    wanted = set(named)
    for unit in item.units:
        if {unit.code, unit.coding.code if unit.coding else ""} & wanted:
            return {"value": given["value"], "unit": unit.code}
    return {"value": given["value"]} if not wanted else None


def _dicts(listed: Any) -> Sequence[Json]:
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _flaw(found: Answered, path: str, words: Any) -> None:
    found.flaws.append(Flaw(path, Message(words)))
