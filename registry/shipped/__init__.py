"""Datasets that come with the portal.

`eu_common_data_elements.csv`: the set of common data elements for rare-disease registration of the
European Commission's Joint Research Centre (EU RD Platform): its numbers, names and permitted values.
Codes of answers are those of the EJP-RD semantic model of these elements (CDE v1.0.0) where it has one.
`consent_sheet.json`: our own words for joining, to begin with; its questions follow the elements 7.1 to
7.4 of that set, with codes of the Data Use Ontology.
"""

from pathlib import Path

EU_TITLE = "EU common data elements"


def example_terms() -> Path:
    """A list of invented illnesses and signs, to try code fields with."""
    return Path(__file__).parent / "example_terms.obo"


def eu_elements() -> bytes:
    """The dictionary of the EU set."""
    return (Path(__file__).parent / "eu_common_data_elements.csv").read_bytes()


def consent_sheet() -> bytes:
    """What joining asks, as registry.consent.Sheet; for a registry to begin with."""
    return (Path(__file__).parent / "consent_sheet.json").read_bytes()
