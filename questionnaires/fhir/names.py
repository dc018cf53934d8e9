"""Names of formula parts that FHIR does not allow (`q1_value`), made ones it does (`q1value`).

Software that wrote them reads its own files, strict readers refuse them; with the names changed
everywhere at once, both read what we export.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from questionnaires.fhir.report import Notebook

ALLOWED = re.compile(r"[A-Za-z0-9\-.]{1,64}")  # FHIR R4 `id`, the type of Expression.name
MAX_NAMES = 500


def rename_parts(resource: dict[str, Any], path: str, book: Notebook) -> None:
    """Change the names in place, in every formula that uses them."""
    formulas = list(_formulas(resource))
    names = {each["name"] for each in formulas if isinstance(each.get("name"), str)}
    wrong = sorted(name for name in names if not ALLOWED.fullmatch(name))
    if not wrong:
        return
    new: dict[str, str] = {}
    for name in wrong[:MAX_NAMES]:
        wanted = candidate = re.sub(r"[^A-Za-z0-9]", "", name)[:60] or "part"
        number = 2
        while candidate in names:
            candidate, number = f"{wanted}{number}", number + 1
        new[name] = candidate
        names.add(candidate)
    for formula in formulas:
        name = formula.get("name")
        if isinstance(name, str) and name in new:
            formula["name"] = new[name]
        text = formula.get("expression")
        if isinstance(text, str):
            formula["expression"] = re.sub(
                r"%(\w+)", lambda found: f"%{new.get(found[1], found[1])}", text
            )
    words = _("Formula parts renamed, because FHIR does not allow their names: %(count)s.")
    book.note("changed", path, words, count=len(new))


def _formulas(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    stack: list[Any] = [resource]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            stack.extend(value.values())
            formula = value.get("valueExpression")
            if isinstance(formula, dict):
                yield formula
        elif isinstance(value, list):
            stack.extend(value)
