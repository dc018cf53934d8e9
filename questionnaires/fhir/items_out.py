"""Items of a definition as FHIR items."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from questionnaires.definition import Coding, Definition, Item, Option
from questionnaires.expressions import (
    AllOf,
    Answer,
    Answered,
    AnyOf,
    Compare,
    Constant,
    Expression,
    Not,
)
from questionnaires.fhir import fhirpath, ours
from questionnaires.fhir.values_out import fhir_value, json_number
from questionnaires.markup import as_xhtml
from questionnaires.texts import Texts, Translation

Json = dict[str, Any]
CORE = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"
CATEGORIES = "http://hl7.org/fhir/questionnaire-display-category"


class ItemWriter:
    """Writes items with the words of every language."""

    def __init__(
        self, definition: Definition, translations: Sequence[Translation], language: str
    ) -> None:
        self.definition = definition
        by_language = {each.language: each.texts for each in translations}
        self.base = by_language.pop(language, Texts())
        self.others = by_language

    def words(
        self, target: Json, name: str, of: Callable[[Texts], str], kept: Json, html: str = ""
    ) -> None:
        """One text with its translations and markup in the `_name` shadow."""
        target[name] = of(self.base)
        extensions: list[Json] = []
        if html:
            extensions.append(ours.extension(f"{CORE}rendering-xhtml", "String", as_xhtml(html)))
        extensions += [
            _translation(language, of(texts))
            for language, texts in self.others.items()
            if of(texts)
        ]
        shadow = dict(kept.pop(f"_{name}", {}))
        extensions += shadow.pop("extension", [])
        target[f"_{name}"] = {**shadow, "extension": extensions} if extensions else shadow

    def reasons(self) -> list[Json]:
        """What reasons for not answering are called in this form."""
        found = []
        for code in self.base.missing_reasons:
            part: Json = {"url": "text"}
            self.words(part, "valueString", _reason_words(code), {})
            parts = [{"url": "code", "valueCode": code}, part]
            found.append({"url": ours.MISSING_REASON_TEXT, "extension": parts})
        return found

    def item(self, item: Item) -> Json:
        """One item with everything inside; its aids first."""
        link_id = item.link_id
        kept = dict(item.kept)
        out: Json = {
            "id": kept.pop("id", None),
            "extension": [*kept.pop("extension", []), *self._extensions(item)],
            "linkId": link_id,
            "definition": kept.pop("definition", None),
            "code": [coding_out(coding) for coding in item.codes],
        }
        html = self.base.item(link_id).html
        self.words(out, "prefix", lambda texts: texts.item(link_id).prefix, kept)
        self.words(out, "text", lambda texts: texts.item(link_id).text, kept, html)
        out["type"] = item.type
        if item.show_if is not None:
            self._rule(out, item.show_if)
        for name, flag in (
            ("required", item.required),
            ("repeats", item.repeats),
            ("readOnly", item.read_only),
        ):
            out[name] = flag or None
        out["maxLength"] = item.max_length
        out["answerOption"] = [self._option(item, option) for option in item.options]
        out["initial"] = self._initial(item)
        out.update(kept)
        out["item"] = [self.item(child) for child in (*item.aids, *item.items)]
        return out

    def _rule(self, out: Json, rule: Expression) -> None:
        flat = self._flat(rule)
        if flat is not None:
            out["enableWhen"], out["enableBehavior"] = flat
            return
        out["extension"].append(ours.extension(ours.SHOW_IF, "String", ours.rule_text(rule)))
        formula = fhirpath.written(rule)
        if formula is not None:
            value = {"language": "text/fhirpath", "expression": formula}
            url = f"{SDC}sdc-questionnaire-enableWhenExpression"
            out["extension"].append(ours.extension(url, "Expression", value))

    def _flat(self, rule: Expression) -> tuple[list[Json], str | None] | None:
        """The rule as enableWhen and behaviour, where FHIR's flat list can say it."""
        parts = rule.of if isinstance(rule, AllOf | AnyOf) else (rule,)
        whens = [self._when(part) for part in parts]
        if not all(whens) or (isinstance(rule, AllOf | AnyOf) and len(parts) < 2):
            return None
        behavior = {AllOf: "all", AnyOf: "any"}.get(type(rule))
        return [when for when in whens if when], behavior

    def _when(self, part: Expression) -> Json | None:
        match part:
            case Answered(link_id):
                return {"question": link_id, "operator": "exists", "answerBoolean": True}
            case Not(Answered(link_id)):
                return {"question": link_id, "operator": "exists", "answerBoolean": False}
            case Compare(sign, kind, Answer(link_id), Constant(value, unit)):
                target = self.definition.by_link_id[link_id]
                answer = _when_value(target, kind, value, unit)
                return {"question": link_id, "operator": sign, **answer} if answer else None
        return None

    def _option(self, item: Item, option: Option) -> Json:
        kept = dict(option.kept)
        words = self.base.option(item.link_id, option.code)
        extensions = [*kept.pop("extension", [])]
        if words.prefix:
            url = f"{CORE}questionnaire-optionPrefix"
            extensions.append(ours.extension(url, "String", words.prefix))
        if option.weight:
            weight = json_number(option.weight)
            extensions += [
                ours.extension(f"{CORE}{name}", "Decimal", weight)
                for name in ("ordinalValue", "itemWeight")
            ]
        if option.exclusive:
            extensions.append(
                ours.extension(f"{CORE}questionnaire-optionExclusive", "Boolean", True)
            )
        out: Json = {"id": kept.pop("id", None), "extension": extensions}
        name, value = fhir_value(item, option.code, self.base)
        inner = dict(kept.pop("valueCoding", {}))
        shadow = {
            "extension": [
                _translation(language, texts.item(item.link_id).options[option.code].text)
                for language, texts in self.others.items()
                if option.code in texts.item(item.link_id).options
            ]
        }
        if isinstance(value, dict):
            out[name] = {**value, "_display": shadow, **inner}
        else:
            out[name], out[f"_{name}"] = value, shadow
        initial = item.initial if isinstance(item.initial, list) else [item.initial]
        out["initialSelected"] = option.code in initial or None
        out.update(kept)
        return out

    def _initial(self, item: Item) -> list[Json]:
        if item.initial is None or item.options:
            return []
        values = item.initial if isinstance(item.initial, list) else [item.initial]
        return [dict([fhir_value(item, value, self.base)]) for value in values]

    def _extensions(self, item: Item) -> list[Json]:
        found: list[tuple[str, str, Any]] = []
        if item.control:
            concept = {"coding": [{"system": CONTROLS, "code": item.control}]}
            found.append((f"{CORE}questionnaire-itemControl", "CodeableConcept", concept))
        if item.orientation:
            found.append((f"{CORE}questionnaire-choiceOrientation", "Code", item.orientation))
        if item.category:
            concept = {"coding": [{"system": CATEGORIES, "code": item.category}]}
            found.append((f"{CORE}questionnaire-displayCategory", "CodeableConcept", concept))
        if item.hidden:
            found.append((f"{CORE}questionnaire-hidden", "Boolean", True))
        found += [(f"{CORE}questionnaire-supportLink", "Uri", link) for link in item.support_links]
        found += self._limits(item)
        found += self._units(item)
        if item.calculated:
            formula = {
                "language": item.calculated.language,
                "expression": item.calculated.expression,
            }
            found.append((f"{SDC}sdc-questionnaire-calculatedExpression", "Expression", formula))
        found += [(ours.MISSING_REASON, "Code", reason) for reason in item.missing_reasons]
        found += [(ours.TERMS, "String", name) for name in item.terms]
        if item.partial_dates:
            found.append((ours.PARTIAL_DATES, "Boolean", True))
        return [ours.extension(*each) for each in found] + self._small_words(item.link_id)

    def _small_words(self, link_id: str) -> list[Json]:
        out = []
        small: tuple[tuple[str, Callable[[Texts], str]], ...] = (
            (f"{SDC}sdc-questionnaire-shortText", lambda texts: texts.item(link_id).short),
            (f"{CORE}entryFormat", lambda texts: texts.item(link_id).entry_format),
            (f"{SDC}sdc-questionnaire-openLabel", lambda texts: texts.item(link_id).open_label),
        )
        for url, of in small:
            if of(self.base):
                extension: Json = {"url": url}
                self.words(extension, "valueString", of, {})
                out.append(extension)
        return out

    def _limits(self, item: Item) -> list[tuple[str, str, Any]]:
        found: list[tuple[str, str, Any]] = []
        for name, bound in (("minValue", item.min_value), ("maxValue", item.max_value)):
            if bound == "today":
                formula = {"language": "text/fhirpath", "expression": "today()"}
                shadow = [ours.extension(f"{CORE}cqf-calculatedValue", "Expression", formula)]
                kind = "DateTime" if item.type == "dateTime" else "Date"
                found.append((f"{CORE}{name}", f"_{kind}", {"extension": shadow}))
            elif bound:
                found.append((f"{CORE}{name}", *_bound_value(item, bound)))
        for url, kind, count in (
            (f"{CORE}questionnaire-minOccurs", "Integer", item.min_occurs),
            (f"{CORE}questionnaire-maxOccurs", "Integer", item.max_occurs),
            (f"{CORE}maxDecimalPlaces", "Integer", item.max_decimals),
            (f"{CORE}minLength", "Integer", item.min_length),
        ):
            if count is not None:
                found.append((url, kind, count))
        if item.pattern:
            found.append((f"{CORE}regex", "String", item.pattern))
        if item.slider_step:
            step = json_number(item.slider_step)
            kind = "Integer" if isinstance(step, int) else "Decimal"
            found.append((f"{CORE}questionnaire-sliderStepValue", kind, step))
        return found

    def _units(self, item: Item) -> list[tuple[str, str, Any]]:
        name = "unitOption" if item.type == "quantity" else "unit"
        labels = self.base.item(item.link_id).units
        found = []
        for unit in item.units:
            coding: Json = {"system": unit.coding.system} if unit.coding else {}
            coding.update(code=unit.code, display=labels.get(unit.code, unit.code))
            shadow = [
                _translation(language, texts.item(item.link_id).units[unit.code])
                for language, texts in self.others.items()
                if unit.code in texts.item(item.link_id).units
            ]
            coding["_display"] = {"extension": shadow}
            found.append((f"{CORE}questionnaire-{name}", "Coding", coding))
        return found


def _reason_words(code: str) -> Callable[[Texts], str]:
    return lambda texts: texts.missing_reasons.get(code, "")


def _when_value(target: Item, kind: str, value: str, unit: str) -> Json | None:
    """answer[x] of one comparison, in the type the question has."""
    if kind == "code":
        option = target.option(value)
        coding = option.coding if option else None
        code = {"code": coding.code if coding else value}
        return {"answerCoding": {**code, "system": coding.system} if coding else code}
    if kind == "quantity":
        amount = {"value": json_number(value)}
        return {"answerQuantity": {**amount, "unit": unit, "code": unit} if unit else amount}
    if kind == "number":
        whole = target.type in ("integer", "choice") and value.lstrip("-").isdecimal()
        return {"answerInteger" if whole else "answerDecimal": json_number(value)}
    names = {"boolean": "Boolean", "text": "String", "time": "Time", "date": "Date"}
    name = "DateTime" if kind == "date" and target.type == "dateTime" else names.get(kind)
    return {f"answer{name}": value == "true" if kind == "boolean" else value} if name else None


def _bound_value(item: Item, bound: str) -> tuple[str, Any]:
    kinds = {"date": "Date", "dateTime": "DateTime", "time": "Time"}
    if item.type in kinds:
        return kinds[item.type], bound
    value = json_number(bound)
    if item.type == "integer" and isinstance(value, int):
        return "Integer", value
    return "Decimal", value


def coding_out(coding: Coding) -> Json:
    """A public code."""
    return {
        "system": coding.system,
        "version": coding.version,
        "code": coding.code,
        "display": coding.display,
    }


def _translation(language: str, text: str) -> Json:
    return {
        "url": f"{CORE}translation",
        "extension": [
            {"url": "lang", "valueCode": language},
            {"url": "content", "valueString": text},
        ],
    }
