"""enableWhen into the expression tree, each value read as its question's type wants it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

from django.utils.translation import gettext_lazy as _

from questionnaires.definition import CHOICES, TEXTS, Item, Option
from questionnaires.expressions import (
    AllOf,
    Answer,
    Answered,
    AnyOf,
    Compare,
    Constant,
    Expression,
    Kind,
    Not,
    Sign,
)
from questionnaires.fhir import fhirpath
from questionnaires.fhir.element import Element, decimal_text
from questionnaires.fhir.options import slug
from questionnaires.fhir.report import Notebook

SIGNS: tuple[str, ...] = get_args(Sign)
Questions = Mapping[str, Item]


@dataclass(frozen=True)
class Pending:
    """A rule as it stands in the file; it is read when all questions are known."""

    link_id: str
    path: str
    whens: tuple[Element, ...]
    behavior: str
    formula: str
    formula_path: str
    variables: Mapping[str, str]
    ready: Expression | None = None


def read_condition(pending: Pending, questions: Questions, book: Notebook) -> Expression | None:
    """The rule as an expression; None with an error in the notebook when it cannot be run."""
    if pending.ready is not None:
        return pending.ready
    if pending.formula:
        if pending.whens:
            book.refuse(pending.path, _("Two rules say when this shows. Keep one of them."))
            return None
        return _from_formula(pending, questions, book)
    parts = [_one(when, questions, book) for when in pending.whens]
    found = tuple(part for part in parts if part is not None)
    if len(found) < len(parts):
        return None
    if len(found) == 1:
        return found[0]
    if pending.behavior not in ("all", "any"):
        words = _("It does not say whether all or any of its rules must hold; any is taken.")
        book.note("changed", pending.path, words)
    return AllOf(found) if pending.behavior == "all" else AnyOf(found)


def _one(when: Element, questions: Questions, book: Notebook) -> Expression | None:
    link_id, sign = when.text("question").strip(), when.text("operator").strip()
    target = questions.get(link_id)
    if target is None or not target.is_question:
        what = _("does not exist") if target is None else _("is not a question")
        words = _("It shows depending on %(name)s, which %(what)s.")
        book.refuse(when.at("question"), words, name=link_id or "?", what=what)
        return None
    names = [name for name in when.data if name.startswith("answer")]
    value = when.data.get(names[0]) if names else None
    if sign == "exists":
        wanted = {True: True, False: False, "true": True, "false": False}.get(
            value if isinstance(value, bool | str) else ""
        )
        if wanted is None:
            book.note(
                "changed", when.path, _("A rule about an answer being there is read as that.")
            )
        return Not(Answered(link_id)) if wanted is False else Answered(link_id)
    if sign not in SIGNS or value is None:
        book.refuse(when.path, _("This rule has no comparison we can run."))
        return None
    found = compare(target, cast(Sign, sign), value, when.path, book)
    if found is None:
        words = _("This rule compares %(name)s with a value of another kind.")
        book.refuse(when.path, words, name=link_id)
    return found


def compare(target: Item, sign: Sign, value: Any, path: str, book: Notebook) -> Expression | None:
    """A comparison with a FHIR value, whatever its JSON type; None when the kinds never meet."""
    kind, text, unit = _read_as(target, value, path, book)
    if text is None or (kind in ("code", "boolean") and sign not in ("=", "!=")):
        return None
    return Compare(sign, kind, Answer(target.link_id), Constant(text, unit))


def _read_as(target: Item, value: Any, path: str, book: Notebook) -> tuple[Kind, str | None, str]:
    if target.type in CHOICES:
        return _as_choice(target, value, path, book)
    plain = _plain(value)
    if target.type == "boolean":
        return "boolean", {"true": "true", "false": "false"}.get(plain.lower()), ""
    if target.type == "quantity":
        amount = value.get("value") if isinstance(value, dict) else value
        unit = _unit(target, value) if isinstance(value, dict) else ""
        return "quantity", decimal_text(amount) or None, unit
    if target.type in ("integer", "decimal"):
        return "number", decimal_text(plain) or None, ""
    if target.type in TEXTS:
        return "text", plain or None, ""
    kind: Kind = "time" if target.type == "time" else "date"
    return kind, plain if plain[:2].isdecimal() else None, ""


def _as_choice(target: Item, value: Any, path: str, book: Notebook) -> tuple[Kind, str | None, str]:
    option = _option(target, value)
    if option is None and not isinstance(value, dict) and target.type == "open-choice":
        return "text", _plain(value) or None, ""
    if option is None:
        code = _plain(value.get("code") if isinstance(value, dict) else value)
        if target.options:
            words = _("A rule waits for an answer that cannot be chosen (%(code)s).")
            book.note("changed", path, words, code=code or "?")
        return "code", code or None, ""
    kinds: dict[str, Kind] = {"integer": "number", "date": "date", "time": "time", "string": "text"}
    return kinds.get(option.kind, "code"), option.code, ""


def _option(target: Item, value: Any) -> Option | None:
    """The option meant: by system and code, by code, by text made a code, by plain value."""
    if not isinstance(value, dict):
        return target.option(_plain(value))
    code, system = _plain(value.get("code")), _plain(value.get("system"))
    code = code or slug(_plain(value.get("display")))
    matches = [
        option
        for option in target.options
        if code == (option.coding.code if option.coding else option.code)
    ]
    exact = [o for o in matches if system and o.coding and o.coding.system == system]
    return next(iter(exact or matches), None)


def _unit(target: Item, value: dict[str, Any]) -> str:
    known = {unit.code for unit in target.units}
    names = [_plain(value.get("code")), _plain(value.get("unit"))]
    return next((name for name in names if name in known), next((n for n in names if n), ""))


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return decimal_text(value)
    return value.strip() if isinstance(value, str) else ""


def _from_formula(pending: Pending, questions: Questions, book: Notebook) -> Expression | None:
    def compared(link_id: str, sign: str, value: Any, any_answer: bool) -> Expression | None:
        target = questions.get(link_id)
        if target is None or not target.is_question or (target.repeats and not any_answer):
            return None  # FHIRPath's = is false of several answers; ours is true of any
        if target.type in CHOICES and isinstance(value, str):
            value = {"code": value}
        return compare(target, cast(Sign, sign), value, pending.formula_path, book)

    def answered(link_id: str) -> Expression | None:
        target = questions.get(link_id)
        return Answered(link_id) if target is not None and target.is_question else None

    found = fhirpath.condition(pending.formula, pending.variables, compared, answered)
    if found is None:
        words = _("This rule is a formula we cannot run: %(formula)s")
        book.refuse(pending.formula_path, words, formula=pending.formula[:200])
    else:
        book.note("run", pending.formula_path, _("A formula was read as a simple rule."))
    return found
