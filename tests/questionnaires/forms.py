"""Questionnaires of our own wording, as FHIR files people might bring."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from questionnaires.fhir import ImportResult, import_fhir

CORE = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
SHARED = Path(
    os.environ.get("PO_SHARED_DATA", Path(__file__).resolve().parents[3] / "shared" / "data")
)
Json = dict[str, Any]


def extension(name: str, kind: str, value: Any, base: str = CORE) -> Json:
    """A FHIR extension of HL7's."""
    return {"url": base + name, f"value{kind}": value}


def control(code: str) -> Json:
    """An itemControl extension."""
    coding = {"system": "http://hl7.org/fhir/questionnaire-item-control", "code": code}
    return extension("questionnaire-itemControl", "CodeableConcept", {"coding": [coding]})


def german(text: str) -> Json:
    """A primitive's shadow with a German translation."""
    parts = [{"url": "lang", "valueCode": "de"}, {"url": "content", "valueString": text}]
    return {"extension": [{"url": CORE + "translation", "extension": parts}]}


def coding(code: str, display: str, system: str = "urn:example:walks", **more: Any) -> Json:
    """An answer option with a coding."""
    return {"valueCoding": {"system": system, "code": code, "display": display}, **more}


def weight(value: float) -> Json:
    """The weight of an answer."""
    return extension("ordinalValue", "Decimal", value)


def questionnaire(*items: Json, **more: Any) -> Json:
    """A small complete Questionnaire around some items."""
    return {
        "resourceType": "Questionnaire",
        "url": "urn:example:form",
        "version": "1",
        "status": "draft",
        "language": "en",
        "item": list(items),
        **more,
    }


def question(link_id: str, kind: str, **more: Any) -> Json:
    """A question with a text."""
    return {"linkId": link_id, "type": kind, "text": f"Question {link_id}", **more}


def choice(link_id: str, *codes: str, **more: Any) -> Json:
    """A question with some answers to choose."""
    options = [coding(code, f"Answer {code}") for code in codes]
    return question(link_id, "choice", answerOption=options, **more)


def when(link_id: str, operator: str, kind: str, value: Any) -> Json:
    """One enableWhen."""
    return {"question": link_id, "operator": operator, f"answer{kind}": value}


def load(form: Any, **options: Any) -> ImportResult:
    """The form brought as a file."""
    return import_fhir(json.dumps(form).encode(), **options)


def walking_day() -> Json:
    """A form that uses nearly everything, about walking."""
    pain = question(
        "pain",
        "integer",
        required=True,
        prefix="2.",
        _text=german("Wie stark schmerzt das Gehen?"),
        extension=[
            control("slider"),
            extension("minValue", "Integer", 0),
            extension("maxValue", "Integer", 10),
            extension("questionnaire-sliderStepValue", "Integer", 1),
            extension("sdc-questionnaire-shortText", "String", "Pain", SDC),
        ],
        item=[
            {
                "linkId": "pain-low",
                "type": "display",
                "text": "No pain",
                "extension": [control("lower")],
            },
            {
                "linkId": "pain-high",
                "type": "display",
                "text": "Worst",
                "extension": [control("upper")],
            },
            {
                "linkId": "pain-help",
                "type": "display",
                "text": "Think of today.",
                "extension": [control("help")],
            },
        ],
    )
    aids = {
        **question("aids", "open-choice", repeats=True),
        "answerOption": [
            coding("stick", "A stick", extension=[weight(1)]),
            coding("frame", "A frame", extension=[weight(2.5)]),
            coding(
                "none",
                "Nothing",
                extension=[extension("questionnaire-optionExclusive", "Boolean", True)],
            ),
        ],
        "extension": [control("check-box"), extension("questionnaire-maxOccurs", "Integer", 3)],
    }
    return questionnaire(
        {"linkId": "hello", "type": "display", "text": "About today's walk."},
        question("walked", "boolean", required=True, _text=german("Sind Sie heute gegangen?")),
        {
            "linkId": "walk",
            "type": "group",
            "text": "The walk",
            "enableWhen": [when("walked", "=", "Boolean", True)],
            "item": [
                pain,
                question(
                    "distance",
                    "quantity",
                    extension=[
                        extension(
                            "questionnaire-unitOption",
                            "Coding",
                            {
                                "system": "http://unitsofmeasure.org",
                                "code": "km",
                                "display": "kilometres",
                            },
                        ),
                        extension(
                            "questionnaire-unitOption",
                            "Coding",
                            {
                                "system": "http://unitsofmeasure.org",
                                "code": "m",
                                "display": "metres",
                            },
                        ),
                        extension("maxDecimalPlaces", "Integer", 1),
                    ],
                ),
                aids,
                question(
                    "why-frame",
                    "text",
                    maxLength=200,
                    enableWhen=[
                        when("aids", "=", "Coding", {"code": "frame"}),
                        when("pain", ">", "Integer", 7),
                    ],
                    enableBehavior="any",
                ),
                question("started", "time"),
            ],
        },
        {
            "linkId": "falls",
            "type": "group",
            "text": "Falls",
            "repeats": True,
            "item": [
                question("fall-day", "date", required=True),
                choice("fall-hurt", "yes", "no"),
                question(
                    "fall-where",
                    "string",
                    enableWhen=[when("fall-hurt", "=", "Coding", {"code": "yes"})],
                ),
            ],
        },
        question("seen", "dateTime"),
        question(
            "score",
            "decimal",
            extension=[
                extension(
                    "sdc-questionnaire-calculatedExpression",
                    "Expression",
                    {"language": "text/fhirpath", "expression": "%a + %b"},
                    SDC,
                )
            ],
        ),
        question(
            "version-mark",
            "string",
            initial=[{"valueString": "b"}],
            extension=[extension("questionnaire-hidden", "Boolean", True)],
        ),
        title="A day's walk",
        _title=german("Ein Tag zu Fuß"),
        copyright="Free to use.",
        publisher="Example",
    )
