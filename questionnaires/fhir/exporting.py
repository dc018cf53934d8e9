"""A definition and its words as a FHIR R4 Questionnaire that strict readers take."""

from __future__ import annotations

from collections.abc import Sequence

from questionnaires.definition import Definition
from questionnaires.fhir import ours
from questionnaires.fhir.items_out import SDC, ItemWriter, Json, coding_out
from questionnaires.fhir.kept import without_blanks
from questionnaires.fhir.metadata import Metadata
from questionnaires.texts import Translation


def export_fhir(
    definition: Definition, translations: Sequence[Translation], metadata: Metadata
) -> Json:
    """The FHIR JSON. The translation in the metadata's language carries the wording, the others
    follow as translation extensions. Reading it back gives the same definition and words."""
    writer = ItemWriter(definition, translations, metadata.language)
    kept = dict(metadata.kept)
    form: Json = {
        "resourceType": "Questionnaire",
        "id": kept.pop("id", None),
        "meta": kept.pop("meta", None),
        "language": metadata.language,
        "contained": kept.pop("contained", None),
        "extension": [*kept.pop("extension", [])],
        "url": metadata.url or f"urn:sha256:{definition.sha256}",
        "version": metadata.version or "1",
        "name": metadata.name,
    }
    writer.words(form, "title", lambda texts: texts.title, kept)
    form["status"] = metadata.status
    form["subjectType"] = list(metadata.subject_types)
    form["date"] = metadata.date
    form["publisher"] = metadata.publisher
    writer.words(form, "description", lambda texts: texts.description, kept)
    writer.words(form, "copyright", lambda texts: texts.copyright, kept)
    form["code"] = [coding_out(coding) for coding in definition.codes]
    if definition.entry_mode:
        extension = ours.extension(
            f"{SDC}sdc-questionnaire-entryMode", "Code", definition.entry_mode
        )
        form["extension"].append(extension)
    form["extension"] += writer.reasons()
    form.update(kept)
    form["item"] = [writer.item(item) for item in definition.items]
    found: Json = without_blanks(form)
    return found
