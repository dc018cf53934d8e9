"""Datasets that come with the portal.

`eu_common_data_elements.csv`: the set of common data elements for rare-disease registration of the
European Commission's Joint Research Centre (EU RD Platform): its numbers, names and permitted values.
Codes of answers are those of the EJP-RD semantic model of these elements (CDE v1.0.0) where it has one.
`own_record.csv`: a person's own record in our own words: conditions, treatments, side effects,
measurements. Beside each, `.<language>.csv` is the same dictionary's words in another language.
`consent_sheet.json`: our own words for joining, to begin with; its questions follow the elements 7.1 to
7.4 of that set, with codes of the Data Use Ontology.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MARK = re.compile(r"@FROM-CONSENT='[a-z]+'")
FIRST = "en"  # the language of the dictionaries themselves
EU_TITLE = "EU common data elements"


def example_terms() -> Path:
    """A list of invented illnesses and signs, to try code fields with."""
    return Path(__file__).parent / "example_terms.obo"


def example_treatments() -> Path:
    """A list of invented medicines and a few therapies, in the form an organisation writes its own."""
    return Path(__file__).parent / "example_treatments.csv"


@dataclass(frozen=True)
class Shipped:
    """A dataset: its file, and what it is called in each language it has.

    `by_members`: they fill all its forms in themselves, as often as there is something to say.
    """

    stem: str
    titles: Mapping[str, str]
    by_members: bool = False

    def title(self, language: str) -> str:
        """What it is called in this language, else in the first."""
        return self.titles.get(language.split("-")[0], self.titles[FIRST])

    def raw(self, language: str = FIRST) -> bytes:
        """The dictionary, or its words in another language."""
        tail = "" if language == FIRST else f".{language}"
        return (Path(__file__).parent / f"{self.stem}{tail}.csv").read_bytes()

    def names(self) -> list[str]:
        """Its questions, by their names."""
        rows = csv.reader(io.StringIO(self.raw().decode("utf-8-sig")))
        return [row[0] for row in rows if row][1:]

    def marks(self) -> dict[str, str]:
        """Question → the mark in its annotation by which something else answers it, or codes do."""
        rows = csv.reader(io.StringIO(self.raw().decode("utf-8-sig")))
        found = {row[0]: MARK.search(row[-1]) for row in rows if row}
        return {name: mark[0] for name, mark in found.items() if mark}


EU_ELEMENTS = Shipped(
    "eu_common_data_elements", {FIRST: EU_TITLE, "de": "Gemeinsame Datenelemente der EU"}
)
OWN_RECORD = Shipped(
    "own_record", {FIRST: "My own record", "de": "Meine eigenen Aufzeichnungen"}, by_members=True
)


SHIPPED = (EU_ELEMENTS, OWN_RECORD)


def eu_elements() -> bytes:
    """The dictionary of the EU set."""
    return EU_ELEMENTS.raw()


def consent_sheet() -> bytes:
    """What joining asks, as registry.consent.Sheet; for a registry to begin with."""
    return (Path(__file__).parent / "consent_sheet.json").read_bytes()
