"""What registries there are, as DCAT with the terms of HealthDCAT-AP, in Turtle and JSON-LD. Pure.

DCAT 3: https://www.w3.org/TR/vocab-dcat-3. Which terms a dataset has to have is that of the
Health-RI core metadata schema 2, a profile of HealthDCAT-AP. No line of it speaks of a person.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "healthdcatap": "http://healthdataportal.eu/ns/health#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
HEALTH = "http://publications.europa.eu/resource/authority/data-theme/HEAL"
NOT_PUBLIC = "http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC"
EHDS = "http://data.europa.eu/eli/reg/2025/327/oj"
ORPHA = "http://www.orpha.net/ORDO/Orphanet_"


@dataclass(frozen=True, slots=True)
class Iri:
    """A resource."""

    to: str


@dataclass(frozen=True, slots=True)
class Text:
    """Words, in a language."""

    words: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number that is not negative."""

    value: int


Object = Iri | Text | Number
Triple = tuple[str, str, Object]


@dataclass(frozen=True, slots=True)
class Described:
    """One registry as everybody may know it. `people`: about how many, None not to say."""

    slug: str
    title: str
    about: str
    keywords: Sequence[str]
    contact: str
    orpha: Sequence[str] = ()
    people: int | None = None


def triples(
    base: str, organisation: str, language: str, registries: Sequence[Described]
) -> Iterator[Triple]:
    """The catalogue of one organisation. `base`: the portal's address without a slash at its end."""
    here, who = f"{base}/data-catalogue", f"{base}/#organisation"
    yield who, "rdf:type", Iri("foaf:Agent")
    yield who, "foaf:name", Text(organisation)
    yield who, "foaf:homepage", Iri(f"{base}/")
    yield here, "rdf:type", Iri("dcat:Catalog")
    yield here, "dct:title", Text(organisation)
    yield here, "dct:description", Text(f"Registries of {organisation}", "en")
    yield here, "dct:publisher", Iri(who)
    for one in registries:
        yield here, "dcat:dataset", Iri(f"{here}#{one.slug}")
        yield from _dataset(f"{here}#{one.slug}", here, who, one, language)


def _dataset(name: str, here: str, who: str, one: Described, language: str) -> Iterator[Triple]:
    contact = f"{name}-contact"
    yield name, "rdf:type", Iri("dcat:Dataset")
    yield name, "dct:identifier", Text(name)
    yield name, "dct:title", Text(one.title, language)
    yield name, "dct:description", Text(one.about, language)
    yield name, "dct:publisher", Iri(who)
    yield name, "dct:creator", Iri(who)
    yield name, "dcat:contactPoint", Iri(contact)
    yield name, "dcat:theme", Iri(HEALTH)
    for code in one.orpha:
        yield name, "dcat:theme", Iri(f"{ORPHA}{code}")
        yield name, "healthdcatap:healthTheme", Iri(f"{ORPHA}{code}")
    for word in one.keywords:
        yield name, "dcat:keyword", Text(word, language)
    yield name, "dct:accessRights", Iri(NOT_PUBLIC)
    yield name, "dcatap:applicableLegislation", Iri(EHDS)
    yield name, "dpv:hasPersonalData", Iri("dpv:SensitivePersonalData")
    yield name, "dpv:hasLegalBasis", Iri("dpv:Consent")
    yield name, "dcat:landingPage", Iri(here)
    if one.people is not None:
        yield name, "healthdcatap:numberOfUniqueIndividuals", Number(one.people)
    yield contact, "rdf:type", Iri("vcard:Kind")
    yield contact, "vcard:fn", Text(one.title, language)
    mail = "@" in one.contact and ":" not in one.contact
    how = "vcard:hasEmail" if mail else "vcard:hasURL"
    yield contact, how, Iri(f"mailto:{one.contact}" if mail else one.contact)


def turtle(found: Sequence[Triple]) -> str:
    """As Turtle, a block a subject."""
    lines = [f"@prefix {name}: <{place}> ." for name, place in PREFIXES.items()]
    for subject in dict.fromkeys(one for one, _predicate, _object in found):
        said = [
            f"    {predicate} {_in_turtle(told)}"
            for who, predicate, told in found
            if who == subject
        ]
        lines.append(f"\n<{_safe(subject)}>\n" + " ;\n".join(said) + " .")
    return "\n".join(lines) + "\n"


def json_ld(found: Sequence[Triple]) -> dict[str, Any]:
    """As JSON-LD, a node a subject."""
    nodes: dict[str, dict[str, Any]] = {}
    for subject, predicate, told in found:
        node = nodes.setdefault(subject, {"@id": _safe(subject)})
        if predicate == "rdf:type" and isinstance(told, Iri):
            node["@type"] = told.to
        else:
            node.setdefault(predicate, []).append(_in_json(told))
    return {"@context": PREFIXES, "@graph": list(nodes.values())}


def _in_turtle(told: Object) -> str:
    if isinstance(told, Iri):
        return told.to if _short(told.to) else f"<{_safe(told.to)}>"
    if isinstance(told, Number):
        return f'"{told.value}"^^xsd:nonNegativeInteger'
    words = json.dumps(told.words, ensure_ascii=False).replace("\x7f", "\\u007f")
    return f"{words}@{told.language}" if told.language else words


def _in_json(told: Object) -> dict[str, Any]:
    if isinstance(told, Iri):
        return {"@id": told.to if _short(told.to) else _safe(told.to)}
    if isinstance(told, Number):
        return {"@value": str(told.value), "@type": "xsd:nonNegativeInteger"}
    return {"@value": told.words, **({"@language": told.language} if told.language else {})}


def _short(iri: str) -> bool:
    return iri.partition(":")[0] in PREFIXES and "//" not in iri


def _safe(iri: str) -> str:
    """Without signs no address may hold."""
    return quote(iri, safe=":/?#[]@!$&'()*+,;=%~-._")
