"""Who made a questionnaire, its address and version: what is neither structure nor wording."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from django.utils.translation import gettext_lazy as _

from questionnaires.definition import Kept
from questionnaires.fhir.element import Element
from questionnaires.fhir.kept import left_over
from questionnaires.texts import LANGUAGE

Status = Literal["draft", "active", "retired", "unknown"]
ADDRESS = re.compile(r"\S{1,1000}")
FHIR_DATE = re.compile(
    r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?)?)?", re.ASCII
)
SUBJECT = re.compile(r"[A-Z][A-Za-z]{1,60}")
MAY_STAY = {
    "id",
    "meta",
    "identifier",
    "derivedFrom",
    "experimental",
    "contact",
    "useContext",
    "jurisdiction",
    "purpose",
    "approvalDate",
    "lastReviewDate",
    "effectivePeriod",
}


@dataclass(frozen=True)
class Metadata:
    """`date` in FHIR's form; `kept` holds what means nothing here and goes out again."""

    url: str = ""
    version: str = ""
    name: str = ""
    status: Status = "draft"
    date: str = ""
    publisher: str = ""
    language: str = "en"
    subject_types: tuple[str, ...] = ()
    kept: Kept = field(default_factory=dict)


def read_language(root: Element, default: str) -> str:
    """The language of the words; `default` when the file names none we can read."""
    language = root.text("language").strip()
    if LANGUAGE.fullmatch(language):
        return language
    words = _("It names no language; its words are taken to be in %(language)s.")
    root.book.note("changed", root.at("language"), words, language=default)
    return default


def read_metadata(
    root: Element, language: str, kept: Mapping[str, Any], used: set[str]
) -> Metadata:
    """Everything at the top but items and words. `used`: ids of value sets that became options."""
    if root.raw("text") is not None:
        words = _("The written-out copy of the form is left out; the form itself is shown.")
        root.book.note("dropped", root.at("text"), words)
    contained = _contained(root, used)
    url = root.text("url").strip()
    if url and not ADDRESS.fullmatch(url):
        root.book.note("dropped", root.at("url"), _("This is no address."))
        url = ""
    moment = root.text("date").strip()
    if moment and not FHIR_DATE.fullmatch(moment):
        root.book.note("dropped", root.at("date"), _("This is no date in FHIR's form."))
        moment = ""
    subjects = root.raw("subjectType")
    subjects = [subjects] if isinstance(subjects, str) else subjects
    return Metadata(
        url=url,
        version=root.text("version").strip()[:200],
        name=root.text("name").strip()[:500],
        status=_status(root),
        date=moment,
        publisher=root.text("publisher").strip()[:500],
        language=language,
        subject_types=tuple(
            name
            for name in (subjects if isinstance(subjects, list) else [])
            if isinstance(name, str) and SUBJECT.fullmatch(name)
        ),
        kept={**left_over(root, MAY_STAY), **contained, **kept},
    )


def _status(root: Element) -> Status:
    status = root.text("status").strip()
    for known in get_args(Status):
        if status == known:
            return known  # type: ignore[no-any-return]  # one of Status's words
    words = _("Its status is missing or unknown; it is taken as a draft.")
    root.book.note("changed", root.at("status"), words)
    return "draft"


def _contained(root: Element, used: set[str]) -> dict[str, Any]:
    """Resources inside that something kept may point to; used value sets became options."""
    parts = root.raw("contained")
    stay = []
    for place, part in enumerate(parts if isinstance(parts, list) else []):
        if isinstance(part, dict) and part.get("resourceType") in ("ValueSet", "CodeSystem"):
            if str(part.get("id")) not in used:
                words = _("A value set no question uses is left out.")
                root.book.note("dropped", f"{root.at('contained')}[{place}]", words)
        elif isinstance(part, dict):
            words = _("Something inside the file that we do not use is kept.")
            root.book.note("kept", f"{root.at('contained')}[{place}]", words)
            stay.append(part)
    return {"contained": stay} if stay else {}
