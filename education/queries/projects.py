"""How pages and programmes came about, and the years in which this organisation looked at itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404

from education.models import Article, Programme, ProjectRecord, SelfAudit
from education.rules import may_see_drafts
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

MOST = 200
WORDS = ("with_whom", "how", "what_for", "money_in", "money_out", "begun_on", "ended_on")


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """One record in the list of all, with what it is about."""

    project: ProjectRecord
    title: str
    language: str
    ref: UUID
    is_page: bool


def programme_of(*, actor: Actor, ref: UUID) -> Programme:
    """For those who write and check. Raises Http404."""
    demand(may_see_drafts(actor))
    found = Programme.objects.filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def project_of_page(article: Article) -> ProjectRecord | None:
    """Of the page, else of what it tells again: the longer page, and the one that was translated.

    No query where the caller joined them.
    """
    longer = article.easy_read_of or article
    for one in (article, longer, longer.translation_of):
        found: ProjectRecord | None = getattr(one, "project", None)
        if found is not None:
            return found
    return None


def projects(*, actor: Actor) -> tuple[list[ProjectLine], list[Programme]]:
    """(all records, the last changed first; programmes without one)."""
    demand(may_see_drafts(actor))
    rows = ProjectRecord.objects.select_related("article__live", "programme")
    found = [_line(one) for one in rows.order_by("-changed_at")[:MOST]]
    return found, list(Programme.objects.filter(project=None).order_by("title")[:MOST])


def _line(one: ProjectRecord) -> ProjectLine:
    page, programme = one.article, one.programme
    if page is not None:
        title = page.live.title if page.live else page.slug
        return ProjectLine(one, title, page.language, page.ref, is_page=True)
    assert programme is not None  # noqa: S101  (the table lets in one of the two)
    return ProjectLine(one, programme.title, programme.language, programme.ref, is_page=False)


def self_audits(*, actor: Actor) -> list[SelfAudit]:
    """The newest year first."""
    demand(may_see_drafts(actor))
    return list(SelfAudit.objects.order_by("-year")[:50])


def self_audit(*, actor: Actor, year: int) -> SelfAudit | None:
    """The look of one year."""
    demand(may_see_drafts(actor))
    return SelfAudit.objects.filter(year=year).first()


def exported_project(project: ProjectRecord | None) -> dict[str, Any]:
    """As it leaves in the export of everything; empty where there is none."""
    return {name: getattr(project, name) for name in WORDS} if project else {}
