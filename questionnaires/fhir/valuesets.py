"""Value sets a questionnaire carries in its own file; nothing is ever fetched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from questionnaires.definition import Coding, Option
from questionnaires.fhir.element import Element
from questionnaires.fhir.options import ReadOption, settle_codes, weight_on
from questionnaires.fhir.wording import Wording, fitting, translations_on


@dataclass
class ValueSets:
    """The value sets and code systems a file carries, by `#id` and by address."""

    by_name: dict[str, Element]
    used: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, questionnaire: Element) -> ValueSets:
        """Those under `contained`."""
        found: dict[str, Element] = {}
        for part in questionnaire.children("contained"):
            if part.data.get("resourceType") in ("ValueSet", "CodeSystem"):
                for key, form in (("id", "#{}"), ("url", "{}")):
                    if isinstance(part.data.get(key), str):
                        found[form.format(part.data[key].strip())] = part
        return cls(found)

    def options(self, name: str, element: Element, wording: Wording) -> list[ReadOption] | None:
        """The options of a value set in the file; None when they are not all in the file."""
        valueset = self.by_name.get(name) or self.by_name.get(name.split("|")[0])
        if valueset is None or valueset.data.get("resourceType") != "ValueSet":
            return None
        self.used.add(str(valueset.data.get("id")))
        valueset = Element(valueset.data, valueset.path, valueset.book)
        concepts = self._concepts(valueset)
        if not concepts:
            return None
        read = [_read_concept(system, concept, wording) for system, concept in concepts]
        return settle_codes([option for option in read if option is not None], element)

    def _concepts(self, valueset: Element) -> list[tuple[str, Element]] | None:
        expansion = valueset.child("expansion")
        if expansion is not None:
            found = list(_flat(expansion, "contains", ""))
            if found:
                return found
        compose = valueset.child("compose")
        if compose is None:
            return None
        out: list[tuple[str, Element]] = []
        for include in compose.children("include"):
            listed = self._listed(include)
            if listed is None:
                return None
            out += listed
        gone = {
            (exclude.text("system"), concept.text("code"))
            for exclude in compose.children("exclude")
            for concept in exclude.children("concept")
        }
        return [(system, c) for system, c in out if (system, c.data.get("code")) not in gone]

    def _listed(self, include: Element) -> list[tuple[str, Element]] | None:
        system = include.text("system").strip()
        if include.data.get("filter") or include.data.get("valueSet"):
            return None
        if include.data.get("concept"):
            return [(system, concept) for concept in include.children("concept")]
        codes = self.by_name.get(system)
        if codes is None or codes.data.get("resourceType") != "CodeSystem":
            return None
        self.used.add(str(codes.data.get("id")))
        codes = Element(codes.data, codes.path, codes.book)
        return list(_flat(codes, "concept", system)) or None


def _flat(element: Element, name: str, system: str) -> Iterator[tuple[str, Element]]:
    stack = list(reversed(element.children(name)))
    while stack:
        part = stack.pop()
        if part.data.get("abstract") is not True and part.data.get("inactive") is not True:
            yield (system or part.text("system").strip()), part
        stack.extend(reversed(part.children(name)))


def _read_concept(system: str, concept: Element, wording: Wording) -> ReadOption | None:
    code, display = concept.text("code").strip(), concept.text("display")
    display = fitting(display, concept.at("display"), concept.book)
    if not code:
        concept.book.refuse(concept.path, _("A value set in the file has an entry without a code."))
        return None
    shadow = concept.child("_display")
    translations = translations_on(shadow, wording) if shadow else []
    for designation in concept.children("designation"):
        language, text = designation.text("language").strip(), designation.text("value").strip()
        if text and language and language != wording.base:
            translations.append((language, text))
    prefix = next((p.text() for p in concept.take_all("optionPrefix")), "")
    option = Option(code, weight=weight_on([concept]))
    read = Coding(code, system, concept.text("version"))
    return ReadOption(
        option, display or code, prefix, False, tuple(translations), concept.path, read
    )
