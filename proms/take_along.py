"""One response as files other programs read: FHIR QuestionnaireResponse and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection
from typing import Any

from proms.models import Response
from questionnaires.fhir import Header, Metadata, export_fhir, fhir_response
from questionnaires.fhir.response import Mode
from questionnaires.models import Version
from questionnaires.plain import from_plain
from questionnaires.queries import Form, form_in, form_of, wording_of, wordings_of
from questionnaires.summary import Said, in_words

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
MODES: dict[str, Mode] = {"screen": "ELECTRONIC", "paper": "WRITTEN", "phone": "PHONE"}
# Others than the person go out as what they are, without a name.
TYPED_BY = {
    "desk": "helper desk of the organisation",
    "helper": "helper chosen by the person",
    "proxy": "legal proxy",
}
COLUMNS = ("link_id", "row", "question", "answer", "answer_in_words")


def form_behind(response: Response) -> Form:
    """The version and language the answers were given in; with both selected, no query."""
    return form_in(response.version, response.translation)


def said_in(response: Response) -> list[Said]:
    """The answers in words, in the order of the form."""
    return in_words(form_behind(response), response.answers, response.missing)


def response_as_fhir(response: Response) -> dict[str, Any]:
    """A FHIR R4 QuestionnaireResponse; the subject is the random id, no name goes out."""
    form = form_behind(response)
    metadata, _flaws = from_plain(Metadata, response.version.metadata)
    herself, typed = f"urn:uuid:{response.subject_id}", TYPED_BY.get(response.given_by, "")
    return fhir_response(
        form.definition,
        wording_of(form),
        metadata or Metadata(),
        response.answers,
        response.missing,
        Header(
            authored=response.authored_at,
            status="amended" if response.amended_from_id else "completed",
            id=str(response.ref),
            subject=herself,
            mode=MODES.get(response.way),
            author="" if typed else herself,
            source="" if response.given_by == "proxy" else herself,
            author_words=typed,
            source_words=typed if response.given_by == "proxy" else "",
        ),
    )


def questionnaire_as_fhir(version: Version, barred: Collection[str] = ()) -> dict[str, Any]:
    """A FHIR R4 Questionnaire in all its languages, with what was kept of the original.

    `barred`: languages whose wording may not be shown.
    """
    metadata, _flaws = from_plain(Metadata, version.metadata)
    definition = form_of(version, "en").definition
    return export_fhir(definition, wordings_of(version, barred), metadata or Metadata())


def response_as_csv(response: Response) -> str:
    """One line a question: linkId, row, question, answer as stored, answer in words.

    Whose words the questions are stands in the last line, under `question`.

    Begins with a byte order mark so that table programs read it as UTF-8; no cell is a formula.
    """
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for said in said_in(response):
        row = ".".join(str(number + 1) for number in said.rows)
        cells = (said.link_id, row, said.question, _stored(said.value), said.answer)
        table.writerow([harmless(cell) for cell in cells])
    if rights := form_behind(response).texts.copyright or response.instrument.attribution:
        table.writerow(["", "", harmless(rights), "", ""])
    return f"\ufeff{out.getvalue()}"


def _stored(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool | list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value


def harmless(value: Any) -> Any:
    """Text that a table program would take for a formula gets an apostrophe; numbers stay."""
    if isinstance(value, int | float):
        return value
    text = str(value)
    return f"'{text}" if text.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else text
