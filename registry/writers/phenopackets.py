"""Phenopackets, version 2 (GA4GH): one JSON object a line, one line a person.

The schema: https://phenopacket-schema.readthedocs.io. No date of anybody stands in it; the age
does, where a release has it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any

from django.utils import timezone

from registry.figure_words import OLDEST
from registry.layout import OLDEST_TOLD
from registry.person_facts import Facts, Sign, editions, facts_of
from registry.queries.terms import Known
from registry.sign_roles import ONSETS
from registry.tables import Table
from registry.terms.systems import SYSTEMS

PREFIX = {"orphadata": "ORPHA", "hpo": "HP", "icd10gm": "ICD10GM"}
URL = {
    "orphadata": "https://www.orphadata.com",
    "hpo": "http://purl.obolibrary.org/obo/hp.owl",
    "icd10gm": "http://fhir.de/CodeSystem/bfarm/icd-10-gm",
}
SEX = {"female": "FEMALE", "male": "MALE", "other": "OTHER_SEX", "unknown": "UNKNOWN_SEX"}
LIFE = {"alive": "ALIVE", "dead": "DECEASED"}


def write_phenopackets(table: Table, out: IO[bytes]) -> None:
    """Signs from HPO codes, illnesses from Orphanet's and ICD's; other answers have no place here."""
    versions, made = editions(), timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    for one in facts_of(table):
        packet = _packet(table, one, versions, made)
        out.write(json.dumps(packet, ensure_ascii=False).encode() + b"\n")


def _packet(table: Table, one: Facts, versions: Mapping[str, str], made: str) -> dict[str, Any]:
    subject: dict[str, Any] = {"id": one.name}
    if one.sex:
        subject["sex"] = SEX[one.sex]
    if one.age:
        subject["timeAtLastEncounter"] = _age(int(one.age))
    if one.life:
        subject["vitalStatus"] = {"status": LIFE[one.life]}
    diseases: list[dict[str, Any]] = [{"term": _term(known)} for known in one.diseases]
    used = {known.list for known in (*one.diseases, *(sign.known for sign in one.signs))}
    if any(sign.onset for sign in one.signs):
        used.add("hpo")
    if one.onset and len(diseases) == 1:  # of several nobody said which one began then
        diseases[0]["onset"] = _onset(one.onset)
        used.add("hpo")
    packet: dict[str, Any] = {"id": f"{table.name}-{one.name}", "subject": subject}
    if one.signs:
        packet["phenotypicFeatures"] = [_feature(sign) for sign in one.signs]
    if diseases:
        packet["diseases"] = diseases
    packet["metaData"] = {
        "created": made,
        "createdBy": table.title,
        "phenopacketSchemaVersion": "2.0",
        "resources": [_resource(slug, versions.get(slug, "")) for slug in PREFIX if slug in used],
    }
    return packet


def _feature(sign: Sign) -> dict[str, Any]:
    feature: dict[str, Any] = {"type": _term(sign.known)}
    if sign.excluded:
        feature["excluded"] = True
    if sign.years is not None:  # one of both has room there, and an age says more
        feature["onset"] = {"age": {"iso8601duration": f"P{sign.years}Y"}}
    elif sign.onset:
        feature["onset"] = _onset(sign.onset)
    return feature


def _onset(code: str) -> dict[str, Any]:
    return {"ontologyClass": {"id": code.replace("_", ":"), "label": ONSETS[code]}}


def _age(years: int) -> dict[str, Any]:
    """In whole years; whoever is at the top may be older."""
    least = {"iso8601duration": f"P{years}Y"}
    if years < OLDEST_TOLD:
        return {"age": least}
    return {"ageRange": {"start": least, "end": {"iso8601duration": f"P{OLDEST}Y"}}}


def _term(known: Known) -> dict[str, str]:
    code = known.code.rpartition(":")[2]
    return {"id": f"{PREFIX[known.list]}:{code}", "label": known.label}


def _resource(slug: str, version: str) -> dict[str, str]:
    system = SYSTEMS[slug]
    return {
        "id": PREFIX[slug].lower(),
        "name": system.title,
        "url": URL[slug],
        "version": version or "unknown",
        "namespacePrefix": PREFIX[slug],
        "iriPrefix": system.iri,
    }
