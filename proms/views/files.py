"""Answers as a file to keep or to give to another program."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from tempfile import SpooledTemporaryFile
from typing import IO
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from members.queries.organisation import current_organisation
from notifications.typesetting import NotTypeset
from proms.fhir_bundle import bundle_of
from proms.letter import Letter
from proms.models import Response
from proms.queries.sittings import Sitting
from proms.summary_pdf import summary_as_pdf
from proms.take_along import response_as_csv, response_as_fhir

FHIR = "application/fhir+json"
CSV = "text/csv; charset=utf-8"
KEPT_IN_MEMORY = 1 << 20  # bytes of a table; beyond, it lies in a file without a name


def fhir_file(response: Response) -> HttpResponse:
    """A FHIR R4 QuestionnaireResponse; the file's name says the day and nothing else."""
    text = json.dumps(response_as_fhir(response), ensure_ascii=False, indent=1)
    return as_file(text, FHIR, f"answers-{response.authored_at:%Y-%m-%d}.json")


def bundle_file(sittings: Sequence[Sitting], subject: UUID) -> HttpResponse:
    """A FHIR R4 bundle of answers and scores; the file's name says the day and nothing else."""
    now = timezone.localtime()
    name = current_organisation(get_language() or "en").name
    bundle = bundle_of(sittings, subject=subject, portal_name=name, now=now)
    text = json.dumps(bundle, ensure_ascii=False, indent=1)
    return as_file(text, FHIR, f"answers-and-scores-{now:%Y-%m-%d}.json")


def csv_file(response: Response) -> HttpResponse:
    """A table of questions and answers."""
    return as_file(response_as_csv(response), CSV, f"answers-{response.authored_at:%Y-%m-%d}.csv")


def table_file(write: Callable[[IO[str]], None], name: str) -> FileResponse:
    """What `write` writes as a download. It is whole before the first byte goes out."""
    kept = SpooledTemporaryFile(KEPT_IN_MEMORY)  # noqa: SIM115  # the response closes it
    try:
        text = TextIOWrapper(kept, "utf-8", newline="")
        text.write("\ufeff")  # table programs read it as UTF-8 then
        write(text)
        text.flush()
        text.detach()
    except BaseException:
        kept.close()
        raise
    kept.seek(0)
    return FileResponse(kept, as_attachment=True, filename=name, content_type=CSV)


def pdf_file(letter: Letter, name: str) -> HttpResponse:
    """The page as a PDF to file; its name says the day and nothing else."""
    language = get_language() or "en"
    organisation = current_organisation(language)
    try:
        made = summary_as_pdf(letter, name=name, organisation=organisation, language=language)
    except NotTypeset as error:
        raise PermissionDenied(
            _("The PDF could not be made just now. Print the page with your browser instead.")
        ) from error
    day = f"{timezone.localdate():%Y-%m-%d}"
    headers = {"Content-Disposition": f'inline; filename="summary-{day}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def as_file(text: str, kind: str, name: str) -> HttpResponse:
    """`text` as a download."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type=kind, headers=headers)
