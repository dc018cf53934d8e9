"""One person's answers as a FHIR R4 QuestionnaireResponse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from questionnaires.definition import Definition, Item
from questionnaires.fhir.items_out import CORE
from questionnaires.fhir.kept import without_blanks
from questionnaires.fhir.metadata import Metadata
from questionnaires.fhir.ours import MISSING_REASON, extension
from questionnaires.fhir.values_out import fhir_value
from questionnaires.outline import outline
from questionnaires.texts import Translation
from questionnaires.visibility import Rows, Shown, shown

Json = dict[str, Any]
Status = Literal["in-progress", "completed", "amended", "entered-in-error", "stopped"]
Mode = Literal["ELECTRONIC", "WRITTEN", "VERBAL", "PHONE"]
MODES = "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode"
ABSENT = {  # HL7 data-absent-reason for the reasons we offer ourselves
    "prefer-not-to-say": "asked-declined",
    "dont-know": "asked-unknown",
    "not-applicable": "not-applicable",
}


@dataclass(frozen=True)
class Header:
    """What stands around the answers. `authored` has a zone, which date-times answered without one
    are taken to be in. References are FHIR's (`Patient/…`, `urn:uuid:…`)."""

    authored: datetime
    status: Status = "completed"
    id: str = ""
    subject: str = ""
    author: str = ""
    source: str = ""
    author_words: str = ""  # who filled it in, where no reference may say so
    source_words: str = ""  # whose answers they are, the same way
    mode: Mode | None = None


def fhir_response(
    definition: Definition,
    translation: Translation,
    metadata: Metadata,
    answers: Mapping[str, Any],
    missing: Mapping[str, Any],
    header: Header,
) -> Json:
    """The FHIR JSON, with the wording the person saw. Answers in their stored form."""
    writer = _Writer(definition, translation, shown(definition, answers), header.authored)
    form: Json = {
        "resourceType": "QuestionnaireResponse",
        "id": header.id,
        "language": translation.language,
        "extension": [_mode(header.mode)] if header.mode else [],
        "questionnaire": f"{metadata.url}|{metadata.version}".rstrip("|"),
        "status": header.status,
        "subject": {"reference": header.subject},
        "authored": header.authored.isoformat(timespec="seconds"),
        "author": {"reference": header.author, "display": header.author_words},
        "source": {"reference": header.source, "display": header.source_words},
        "item": writer.items(definition.items, answers, missing, ()),
    }
    found: Json = without_blanks(form)
    return found


def _mode(mode: Mode) -> Json:
    concept = {"coding": [{"system": MODES, "code": mode}]}
    return extension(f"{CORE}questionnaireresponse-completionMode", "CodeableConcept", concept)


class _Writer:
    def __init__(
        self, definition: Definition, translation: Translation, visible: Shown, authored: datetime
    ) -> None:
        self.facts = outline(definition)
        self.texts = translation.texts
        self.visible = visible
        offset = authored.isoformat(timespec="seconds")[19:]
        self.offset = offset if offset != "+00:00" else "Z"

    def items(
        self,
        items: Sequence[Item],
        answers: Mapping[str, Any],
        missing: Mapping[str, Any],
        rows: Rows,
    ) -> list[Json]:
        """Items that hold something, nested as in the form; a repeating group once per row."""
        found: list[Json] = []
        for item in items:
            if (item.link_id, rows) not in self.visible.enabled:
                continue
            if item.is_rows:
                reasons = missing.get(item.link_id) or []
                for number, row in enumerate(answers.get(item.link_id) or ()):
                    why = reasons[number] if number < len(reasons) else {}
                    inside = self.items(item.items, row, why, (*rows, number))
                    found += self._holding(item, inside, [], [])
            else:
                inside = self.items(item.items, answers, missing, rows)
                given = self._answers(item, answers)
                why = [] if given else self._reason(missing.get(item.link_id))
                found += self._holding(item, inside, given, why)
        return found

    def _holding(
        self, item: Item, inside: list[Json], given: list[Json], why: list[Json]
    ) -> list[Json]:
        if not (inside or given or why):
            return []
        out: Json = {
            "extension": why,
            "linkId": item.link_id,
            "text": self.texts.label(item),
            "answer": given,
        }
        if given:
            given[0]["item"] = inside  # FHIR hangs items inside a question under its answer
        else:
            out["item"] = inside
        return [out]

    def _answers(self, item: Item, answers: Mapping[str, Any]) -> list[Json]:
        fixed = item.link_id in self.facts.unasked and item.is_question
        value = item.initial if fixed else answers.get(item.link_id)
        if value is None or item.calculated:
            return []
        values = value if isinstance(value, list) else [value]
        return [dict([fhir_value(item, each, self.texts, self.offset)]) for each in values]

    def _reason(self, reason: Any) -> list[Json]:
        if not isinstance(reason, str):
            return []
        absent = extension(f"{CORE}data-absent-reason", "Code", ABSENT.get(reason, "unknown"))
        return [absent, extension(MISSING_REASON, "Code", reason)]
