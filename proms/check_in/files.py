"""A check-in as the two files every questionnaire here is made of: FHIR for words, a scale spec."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from proms.check_in.content import Content, Question, Scale, Words
from proms.check_in.lacking import languages_in

Json = dict[str, Any]
SYSTEM = "urn:po-platform:own-check-in"
CORE = "http://hl7.org/fhir/StructureDefinition"
CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"
DECLINED = {"url": "urn:po-platform:questionnaire:missing-reason", "valueCode": "prefer-not-to-say"}


def questionnaire_of(content: Content, *, slug: str, number: int, rights: str) -> Json:
    """A FHIR R4 Questionnaire in every language that is whole. `lacking` has to be empty."""
    languages = languages_in(content)
    writer = _Writer(content, languages)
    return {
        "resourceType": "Questionnaire",
        "language": languages[0],
        "url": f"{SYSTEM}:{slug}",
        "version": str(number),
        "name": slug,
        **writer.said("title", content.title),
        "status": "active",
        "subjectType": ["Patient"],
        **(writer.said("description", content.about) if content.about else {}),
        "copyright": rights,
        "code": [{"system": SYSTEM, "code": slug}],
        "item": [writer.item(question) for question in content.asked],
    }


class _Writer:
    def __init__(self, content: Content, languages: list[str]) -> None:
        self.content = content
        self.base, *self.others = languages

    def said(self, key: str, words: Words) -> Json:
        """The words in the first language, the others beside them."""
        beside = [_translation(one, words[one]) for one in self.others]
        found: Json = {key: words[self.base]}
        return {**found, f"_{key}": {"extension": beside}} if beside else found

    def item(self, question: Question) -> Json:
        made: Json = {"linkId": question.name, **self.said("text", question.words)}
        match question.kind:
            case "choice":
                made |= {"type": "choice", "extension": [_control("radio-button"), DECLINED]}
                made["answerOption"] = [
                    {"valueCoding": {"system": SYSTEM, "code": answer.code,
                                     **self.said("display", answer.words)}}
                    for answer in question.answers
                ]  # fmt: skip
            case "rating":
                ends = {"minValue": question.low, "maxValue": question.high}
                bounds = [{"url": f"{CORE}/{k}", "valueInteger": v} for k, v in ends.items()]
                step = {"url": f"{CORE}/questionnaire-sliderStepValue", "valueInteger": 1}
                made |= {"type": "integer"}
                made["extension"] = [_control("slider"), *bounds, step, DECLINED]
            case "text":
                made |= {"type": "text"}
        aids = {"help": question.help}
        if question.kind == "rating":
            aids |= {"lower": question.low_words, "upper": question.high_words}
        made["item"] = [self._aid(question, name, words) for name, words in aids.items() if words]
        return made | self._condition(question)

    def _aid(self, question: Question, name: str, words: Words) -> Json:
        said = self.said("text", words)
        link_id = f"{question.name}-{name}"
        return {"linkId": link_id, "extension": [_control(name)], **said, "type": "display"}

    def _condition(self, question: Question) -> Json:
        asked = self.content.question(question.only_if)
        if asked is None:
            return {}
        if asked.kind == "rating":
            wanted = {"question": asked.name, "operator": ">=", "answerInteger": question.at_least}
            return {"enableWhen": [wanted]}
        codes = [a.code for a in asked.answers if a.counts and int(a.counts) >= question.at_least]
        return {
            "enableWhen": [
                {"question": asked.name, "operator": "=",
                 "answerCoding": {"system": SYSTEM, "code": code}}
                for code in codes
            ],
            "enableBehavior": "any",
        }  # fmt: skip


def spec_of(content: Content, *, slug: str, version: str, source: str) -> Json | None:
    """The scale spec, for proms.scale_spec.load_spec; None when nothing is computed.

    `source` is said under every number: whose agreement it is.
    """
    if not content.computed:
        return None
    used = {name for scale in content.computed for name in scale.of}
    return {
        "id": slug,
        "version": version,
        "title": _english(content.title),
        "arithmetic": "decimal",
        "rounding": "half_up",
        "attach": {"system": SYSTEM, "panel_codes": [slug]},
        "items": {one.name: _weights(one) for one in content.asked if one.name in used},
        "unscored": [one.name for one in content.asked if one.name not in used],
        "scales": [_scale(content, scale, source) for scale in content.computed],
    }


def _weights(question: Question) -> Json:
    if question.kind == "rating":
        return {"number": {"min": question.low, "max": question.high}}
    counting = {a.code: int(a.counts) for a in question.answers if a.counts}
    silent = [a.code for a in question.answers if not a.counts]
    return {"values": counting, **({"missing_codes": silent} if silent else {})}


def _scale(content: Content, scale: Scale, source: str) -> Json:
    low, high = content.reach(scale)
    missing: Json = {"rule": scale.missing if len(scale.of) > 1 else "all"}
    if missing["rule"] == "half" and scale.combine == "sum":
        missing["prorate"] = True
    begins = [Decimal(band.begins) for band in scale.bands]
    ends = [*(one - scale.step for one in begins[1:]), *([high] if begins else [])]
    bands = [
        {"from": begin, "to": end, "label": _english(band.words), "source": source}
        for begin, end, band in zip(begins, ends, scale.bands, strict=True)
    ]
    return {
        "id": scale.name,
        "label": _english(scale.words),
        "direction": scale.direction,
        "range": [low, high],
        "from": {"items": list(scale.of)},
        "combine": "single" if len(scale.of) == 1 else scale.combine,
        "missing": missing,
        "round": scale.digits,
        "source": source,
        **({"bands": bands} if bands else {}),
    }


def _english(words: Words) -> Words:
    """Where no English is written the other language stands in for it."""
    return {"en": next(iter(words.values())), **words}


def _translation(language: str, words: str) -> Json:
    parts = [{"url": "lang", "valueCode": language}, {"url": "content", "valueString": words}]
    return {"url": f"{CORE}/translation", "extension": parts}


def _control(code: str) -> Json:
    concept = {"coding": [{"system": CONTROLS, "code": code}]}
    return {"url": f"{CORE}/questionnaire-itemControl", "valueCodeableConcept": concept}
