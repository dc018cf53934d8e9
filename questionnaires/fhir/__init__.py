"""FHIR as a dialect: tolerant when reading, strict when writing."""

from questionnaires.fhir.exporting import export_fhir
from questionnaires.fhir.importing import ImportResult, import_fhir
from questionnaires.fhir.metadata import Metadata
from questionnaires.fhir.response import Header, fhir_response

__all__ = ["Header", "ImportResult", "Metadata", "export_fhir", "fhir_response", "import_fhir"]
