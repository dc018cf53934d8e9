"""Which lists of terms are known here, and how each is read and written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from .claml import Classification
from .obo import read_obo
from .orphadata import Nomenclature
from .own_list import read_own_list
from .shapes import MAX_TERMS, Entry, Head, NotTerms, is_code
from .xml_walk import walk

Read = Callable[[BinaryIO], Iterator[Head | Entry]]


@dataclass(frozen=True)
class System:
    """One list. `uri`: its name among machines; `iri` stands before a code's last part in a link.

    `also`: other names of it in datasets.
    """

    slug: str
    title: str
    uri: str
    iri: str
    read: Read
    also: tuple[str, ...] = ()


SYSTEMS = {
    system.slug: system
    for system in (
        System(
            "orphadata",
            "Orphanet",
            "http://www.orpha.net",
            "http://www.orpha.net/ORDO/Orphanet_",
            lambda stream: walk(stream, Nomenclature()),
            also=("orpha",),
        ),
        System(
            "hpo",
            "Human Phenotype Ontology",
            "http://human-phenotype-ontology.org",
            "http://purl.obolibrary.org/obo/HP_",
            lambda stream: read_obo(stream, "hp"),
            also=("hp",),
        ),
        System(
            "icd10gm",
            "ICD-10-GM",
            "http://fhir.de/CodeSystem/bfarm/icd-10-gm",
            "http://fhir.de/CodeSystem/bfarm/icd-10-gm#",
            lambda stream: walk(stream, Classification()),
            also=("icd10",),
        ),
        System(
            "treatments",
            "Treatments",
            "urn:po-platform:terms:treatments",
            "urn:po-platform:terms:treatments:",
            lambda stream: read_own_list(stream, "treatments"),
        ),
        System(
            "example",
            "Example list",
            "urn:po-platform:terms:example",
            "urn:po-platform:terms:example:",
            lambda stream: read_obo(stream, "example"),
        ),
    )
}
NAMES = {name: one.slug for one in SYSTEMS.values() for name in (one.slug, *one.also)}
VERSION = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


def read_system(system: System, stream: BinaryIO) -> Iterator[Head | Entry]:
    """The head, then every term once; each has a code and a name. Raises NotTerms."""
    seen: set[str] = set()
    began = False
    for one in system.read(stream):
        if isinstance(one, Head):
            if not VERSION.fullmatch(one.version) or not LANGUAGE.fullmatch(one.language):
                raise NotTerms(_("The file does not say which edition it is."))
            began = True
            yield one
            continue
        if not is_code(one.code):
            raise NotTerms(_("“%(code)s” is no code."), code=one.code[:60])
        if one.code in seen or not one.names:
            continue
        if len(seen) >= MAX_TERMS:
            raise NotTerms(_("It has more than %(limit)s terms."), limit=MAX_TERMS)
        seen.add(one.code)
        yield one
    if not began or not seen:
        raise NotTerms(_("There is no term in the file."))
