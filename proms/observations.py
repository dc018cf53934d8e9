"""Scores as FHIR R4 Observations: the number, how it was made, and no word about what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from proms.scale_spec import ScaleSpec
from proms.scale_spec.spec import Scale, Words

Json = dict[str, Any]
SCALES = "urn:po-platform:scale"  # our own codes: "<spec>.<scale>"
RULES = "urn:po-platform:scale-spec"
UCUM = "http://unitsofmeasure.org"
HL7 = "http://terminology.hl7.org/CodeSystem"
PORTAL = UUID("6d6f5e8e-5a55-5b0c-9a52-9c1f5a2f3b11")  # the same device in every file


@dataclass(frozen=True, slots=True)
class Scored:
    """One scale of one sending; `value` None when too little was answered."""

    spec: ScaleSpec
    scale: Scale
    value: Decimal | None
    state: str
    n_answered: int
    n_items: int


@dataclass(frozen=True, slots=True)
class Sent:
    """The sending the scores are of, as far as an Observation says it. `source`: as in FHIR."""

    ref: UUID
    subject: UUID
    authored: datetime
    amended: bool
    language: str
    source: Json


def urn(ref: UUID) -> Json:
    """A reference to something in the same file."""
    return {"reference": f"urn:uuid:{ref}"}


def observation_id(sent: Sent, scored: Scored) -> UUID:
    """The same score has the same id in every file."""
    return uuid5(sent.ref, f"{scored.spec.sha256}|{scored.scale.id}")


def observation(sent: Sent, scored: Scored) -> Json:
    """One score; a scale has no unit but its own points, so its number is dimensionless."""
    scale, spec = scored.scale, scored.spec
    own = {"system": SCALES, "code": f"{spec.id}.{scale.id}", "version": spec.version}
    known = [{"system": system, "code": code} for system, code in scale.codes]
    return {
        "resourceType": "Observation",
        "id": str(observation_id(sent, scored)),
        "status": "amended" if sent.amended else "final",
        "category": [{"coding": [{"system": f"{HL7}/observation-category", "code": "survey"}]}],
        "code": {"coding": [*known, own], "text": _words(scale.label, sent.language)},
        "subject": urn(sent.subject),
        "effectiveDateTime": sent.authored.isoformat(timespec="seconds"),
        "performer": [sent.source],
        **_value(scored),
        "note": [{"text": f"{scored.n_answered} of {scored.n_items} answered; {scored.state}"}],
        "method": {"text": f"{_words(spec.title, sent.language)}, {spec.version}: {scale.source}"},
        "device": urn(PORTAL),
        "derivedFrom": [urn(sent.ref)],
    }


def _value(scored: Scored) -> Json:
    if scored.value is None:
        absent = {"system": f"{HL7}/data-absent-reason", "code": "not-performed"}
        return {"dataAbsentReason": {"coding": [absent], "text": "Too little was answered."}}
    whole = scored.value == scored.value.to_integral_value()
    number = int(scored.value) if whole else float(scored.value)
    return {"valueQuantity": {"value": number, "unit": "1", "system": UCUM, "code": "1"}}


def provenance(sent: Sent, scores: Sequence[Scored], author: Json) -> Json:
    """Who answered, who typed, what computed by which rule."""
    rules = {scored.spec.sha256: scored.spec for scored in scores}
    agents = [("author", sent.source)]
    agents += [("enterer", author)] if author != sent.source else []
    agents += [("assembler", urn(PORTAL))]
    return {
        "resourceType": "Provenance",
        "id": str(uuid5(sent.ref, "provenance")),
        "target": [urn(sent.ref), *(urn(observation_id(sent, one)) for one in scores)],
        "recorded": sent.authored.isoformat(timespec="seconds"),
        "agent": [
            {
                "type": {"coding": [{"system": f"{HL7}/provenance-participant-type", "code": as_}]},
                "who": who,
            }
            for as_, who in agents
        ],
        "entity": [
            {
                "role": "source",
                "what": {
                    "identifier": {
                        "system": RULES,
                        "value": f"{spec.id}|{spec.version}|{spec.sha256}",
                    }
                },
            }
            for spec in rules.values()
        ],
    }


def portal(name: str) -> Json:
    """What computed the scores: this portal, by its organisation's name."""
    return {
        "resourceType": "Device",
        "id": str(PORTAL),
        "status": "active",
        "deviceName": [{"name": name, "type": "user-friendly-name"}],
        "type": {"text": "Portal of a patient organisation"},
    }


def _words(words: Words, language: str) -> str:
    return words.get(language) or words.get(language.split("-")[0]) or words.get("en", "")
