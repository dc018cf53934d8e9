"""Check-ins being written; no health data, so nobody has to be named."""

from __future__ import annotations

import json
from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import get_language

from proms.attach import attach
from proms.check_in import Content, questionnaire_of, read_content, spec_of
from proms.check_in.content import Words
from proms.fitting import questions_of
from proms.models import CheckIn
from proms.scale_spec import ScaleSpec, load_spec
from proms.scale_spec.document import canonical
from proms.scoring import Sources
from questionnaires.canonical import sha256
from questionnaires.fhir import import_fhir
from questionnaires.outline import asked_questions
from questionnaires.queries import Form

SOURCE = "Agreed in this organisation, not a published scale"


def check_ins() -> QuerySet[CheckIn]:
    """All of them, changed last first."""
    return CheckIn.objects.order_by("-changed_at", "-pk")


def check_in(ref: UUID) -> tuple[CheckIn, Content]:
    """One of them and what it says. Raises Http404."""
    found = CheckIn.objects.filter(ref=ref).select_related("instrument").first()
    if found is None:
        raise Http404
    return found, read_content(found.content)


def title_of(content: Content) -> str:
    """In the reader's language, else as it is written."""
    return said(content.title)


def said(words: Words) -> str:
    """Words in the reader's language, else as they are written."""
    return words.get((get_language() or "")[:2]) or next(iter(words.values()), "")


def words_of_scales(specs: Collection[str]) -> dict[tuple[str, str], Words]:
    """What the published check-ins among these say of each scale, by (spec, scale)."""
    rows = CheckIn.objects.filter(slug__in=specs, published__isnull=False)
    return {
        (slug, scale.name): scale.about
        for slug, published in rows.values_list("slug", "published")
        for scale in read_content(published).scales
        if scale.about
    }


def seen_as(found: CheckIn) -> str:
    """A mark of what is written now, to tell whether it was changed since somebody looked."""
    return sha256(found.content)


def spec_made_of(content: Content, found: CheckIn) -> ScaleSpec | None:
    """How it counts; the number of the rule changes only when the way of counting does."""
    document = spec_of(content, slug=found.slug, version=str(found.rule or 1), source=SOURCE)
    return None if document is None else load_spec(canonical(document))


def form_made_of(content: Content, found: CheckIn, language: str) -> Form:
    """The form as it would be asked, from what is written now; nothing is stored."""
    file = questionnaire_of(content, slug=found.slug, number=0, rights="")
    read = import_fhir(json.dumps(file).encode(), default_language="en")
    if read.definition is None:
        raise ValueError(f"check-in {found.slug}: {read.report.to_json()}")
    wordings = {one.language: one for one in read.translations}
    words = wordings.get(language) or next(iter(wordings.values()))
    return Form(
        0, 0, words.language, read.definition, words.texts, asked_questions(read.definition)
    )


def sources_in(spec: ScaleSpec, form: Form) -> Sources:
    """Where the items of the rule stand in a form made of the same content."""
    return attach(spec, questions_of(form.definition)).sources
