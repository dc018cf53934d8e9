"""One response as files other programs read: FHIR QuestionnaireResponse and CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

from proms.models import Response
from questionnaires.fhir import Header, Metadata, fhir_response
from questionnaires.plain import from_plain
from questionnaires.queries import Form, form_of, wording_of
from questionnaires.summary import in_words

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def form_behind(response: Response) -> Form:
    """The version and language the answers were given in."""
    return form_of(response.version, response.translation.language)


def response_as_fhir(response: Response) -> dict[str, Any]:
    """A FHIR R4 QuestionnaireResponse; the subject is the random id, no name goes out."""
    form = form_behind(response)
    metadata, _flaws = from_plain(Metadata, response.version.metadata)
    mode = {"paper": "paper", "phone": "telephone"}.get(response.way)
    return fhir_response(
        form.definition,
        wording_of(form),
        metadata or Metadata(),
        response.answers,
        response.missing,
        Header(
            authored=response.authored_at,
            id=str(response.ref),
            subject=f"urn:uuid:{response.subject_id}",
            mode=mode,  # type: ignore[arg-type]  # one of the literals above
        ),
    )


def response_as_csv(response: Response) -> str:
    """linkId, question, answer code or value, answer in words; no cell starts a formula."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["link_id", "question", "answer", "answer_in_words"])
    for said in in_words(form_behind(response), response.answers, response.missing):
        raw = response.answers.get(said.link_id, "")
        table.writerow(
            [harmless(said.link_id), harmless(said.question), harmless(raw), harmless(said.answer)]
        )
    return out.getvalue()


def harmless(value: Any) -> Any:
    """Text that a table program would take for a formula gets an apostrophe; numbers stay."""
    if isinstance(value, int | float):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
