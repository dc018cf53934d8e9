"""A FHIR R4 bundle: a patient without a name, what was answered on each occasion, illnesses, signs.

https://hl7.org/fhir/R4. Written a person at a time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any
from uuid import uuid4

from django.utils import timezone

from registry.layout import EVENT, INSTANCE, OLDEST_TOLD, REPEATED_FORM
from registry.person_facts import Facts, Sign, editions, facts_of
from registry.queries.terms import Known
from registry.sign_roles import ONSETS
from registry.tables import Field, Row, Table
from registry.terms.systems import SYSTEMS

ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
WHY = {
    "dont-know": "asked-unknown",
    "prefer-not-to-say": "asked-declined",
    "not-applicable": "not-applicable",
}
OURS = "urn:po-platform"
Json = dict[str, Any]


def write_fhir(table: Table, out: IO[bytes]) -> None:
    """One bundle of the kind `collection`; its resources name each other by random ids."""
    head = {"resourceType": "Bundle", "type": "collection", "timestamp": timezone.now().isoformat()}
    out.write(json.dumps(head)[:-1].encode() + b', "entry": [')
    versions, comma = editions(), b"\n"
    for one in facts_of(table):
        for entry in _entries(table, one, versions):
            out.write(comma + json.dumps(entry, ensure_ascii=False).encode())
            comma = b",\n"
    out.write(b"\n]}\n")


def _entries(table: Table, one: Facts, versions: dict[str, str]) -> Iterator[Json]:
    patient: Json = {
        "resourceType": "Patient",
        "identifier": [{"system": f"{OURS}:dataset:{table.name}", "value": one.name}],
    }
    if one.sex:
        patient["gender"] = one.sex
    if one.life:
        patient["deceasedBoolean"] = one.life == "dead"
    place = f"urn:uuid:{uuid4()}"
    yield {"fullUrl": place, "resource": patient}
    her = {"reference": place}
    if one.age:
        yield _entry(_age(int(one.age), her))
    for row in one.rows:
        yield _entry(_response(table, row, her))
    for known in one.diseases:
        yield _entry({"resourceType": "Condition", "code": _code(known, versions), "subject": her})
    for sign in one.signs:
        yield _entry(_observation(sign, versions, her))


def _observation(sign: Sign, versions: dict[str, str], her: Json) -> Json:
    """A sign; false: looked for and not there. When it began, as HPO's code or an age in years."""
    found: Json = {
        "resourceType": "Observation", "status": "final", "code": _code(sign.known, versions),
        "subject": her, "valueBoolean": not sign.excluded,
    }  # fmt: skip
    hpo = SYSTEMS["hpo"].uri
    began = {"coding": [{"system": hpo, "code": "HP:0003674", "display": "Onset"}]}
    if sign.years is not None:
        years = {
            "value": sign.years, "unit": "years", "system": "http://unitsofmeasure.org", "code": "a",
        }  # fmt: skip
        found["component"] = [{"code": began, "valueQuantity": years}]
    elif sign.onset:
        coding = {
            "system": hpo,
            "code": sign.onset.replace("_", ":"),
            "display": ONSETS[sign.onset],
        }
        found["component"] = [{"code": began, "valueCodeableConcept": {"coding": [coding]}}]
    return found


def _age(years: int, her: Json) -> Json:
    """In whole years, instead of a birth date; whoever is at the top may be older."""
    unit = {"unit": "a", "system": "http://unitsofmeasure.org", "code": "a"}
    older = {"comparator": ">="} if years >= OLDEST_TOLD else {}
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "30525-0"}], "text": "Age"},
        "subject": her,
        "valueQuantity": {"value": years, **older, **unit},
    }


def _entry(resource: Json) -> Json:
    return {"fullUrl": f"urn:uuid:{uuid4()}", "resource": resource}


def _code(known: Known, versions: dict[str, str]) -> Json:
    code = known.code.removeprefix("ORPHA:")
    coding = {"system": SYSTEMS[known.list].uri, "code": code, "display": known.label}
    if version := versions.get(known.list):
        coding["version"] = version
    return {"coding": [coding]}


def _response(table: Table, row: Row, her: Json) -> Json:
    """One row: what was answered on one occasion, form by form."""
    groups: dict[str, list[Json]] = {}
    ticks: dict[str, Json] = {}
    apart, done = {}, True
    for one, cell in zip(table.fields, row, strict=True):
        if one.column is None:
            apart[one.name] = cell
        elif one.column.kind == "status":
            done = done and cell in ("", "2")
        elif cell and one.item is not None and one.column.kind != "reason":
            items = groups.setdefault(one.column.form, [])
            if one.column.kind == "tick":
                if cell == "1":
                    link_id = one.item.link_id
                    if link_id not in ticks:
                        ticks[link_id] = {"linkId": link_id, "answer": []}
                        items.append(ticks[link_id])
                    coding = {"system": _system(table, link_id), "code": one.column.code}
                    ticks[link_id]["answer"].append({"valueCoding": coding})
            else:
                items.append({"linkId": one.name, **_answer(table, one, cell)})
    found: Json = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{OURS}:dataset:{table.name}|{table.version}",
        "status": "completed" if done else "in-progress",
        "subject": her,
    }
    occasion = "/".join(apart.get(name, "") for name in (EVENT, REPEATED_FORM, INSTANCE))
    if occasion.strip("/"):
        found["identifier"] = {"system": f"{OURS}:occasion", "value": occasion}
    items = [{"linkId": f"form:{form}", "item": told} for form, told in groups.items() if told]
    return {**found, "item": items} if items else found


def _system(table: Table, link_id: str) -> str:
    return f"{OURS}:dataset:{table.name}:{link_id}"


def _answer(table: Table, one: Field, cell: str) -> Json:
    if cell in one.missing:
        return {"extension": [{"url": ABSENT, "valueCode": WHY.get(cell, "unknown")}]}
    return {"answer": [_value(table, one, cell)]}


def _value(table: Table, one: Field, cell: str) -> Json:
    if one.kind == "code":
        coding = {"system": _system(table, one.name), "code": cell}
        return {
            "valueCoding": {**coding, **({"display": one.codes[cell]} if cell in one.codes else {})}
        }
    if one.kind == "day":
        return {"valueDate": cell}  # a year or a month alone is a date there
    try:
        value = one.value(cell)
    except ValueError:
        return {"valueString": cell}
    if isinstance(value, bool):
        return {"valueBoolean": value}
    if isinstance(value, datetime):
        here = timezone.make_aware(value, timezone.get_current_timezone())
        return {"valueDateTime": here.astimezone(UTC).isoformat()}
    if isinstance(value, int):
        return {"valueInteger": value} if abs(value) < 2**31 else {"valueDecimal": value}
    return {"valueDecimal": value} if isinstance(value, float) else {"valueString": cell}
