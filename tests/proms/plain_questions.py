"""A FHIR Questionnaire read just far enough to try matching, without the importer."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from proms.attach import Coding, Option, Question

WEIGHTS = (
    "http://hl7.org/fhir/StructureDefinition/ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/itemWeight",
)


@dataclass(frozen=True)
class Code:
    system: str
    code: str


@dataclass(frozen=True)
class Choice:
    code: str
    weight: Decimal | None = None
    codings: tuple[Coding, ...] = ()


@dataclass(frozen=True)
class Asked:
    link_id: str
    codes: tuple[Coding, ...] = ()
    options: tuple[Option, ...] = ()


def questions_in(resource: dict[str, Any]) -> list[Question]:
    """Every item of the resource, groups and nested items included."""
    found: list[Question] = []
    for item in resource.get("item", []):
        codes = tuple(_code(coding) for coding in item.get("code", []))
        options = tuple(_choice(option) for option in item.get("answerOption", []))
        found.append(Asked(item["linkId"], codes, options))
        found.extend(questions_in(item))
    return found


def _code(coding: dict[str, Any]) -> Code:
    return Code(coding.get("system", ""), coding["code"])


def _choice(option: dict[str, Any]) -> Choice:
    coding = option["valueCoding"]
    said = [*option.get("extension", []), *coding.get("extension", [])]
    weights = [Decimal(str(e["valueDecimal"])) for e in said if e["url"] in WEIGHTS]
    return Choice(coding["code"], weights[0] if weights else None, (_code(coding),))
