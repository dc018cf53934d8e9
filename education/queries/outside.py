"""Who outside was asked and what they said, and remarks on the parts of a page."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from education.models import Article, OutsideReader, Remark
from education.queries.desk import article_by_ref, open_revision
from education.sections import name_of
from po_platform.access.actor import Actor

MOST = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who was asked. `state`: asked, answered, withdrawn or over."""

    reader: OutsideReader
    state: str


def outside_of(*, actor: Actor, ref: UUID) -> tuple[Article, list[Asked]]:
    """A page and whoever was asked about any of its texts, newest first."""
    article = article_by_ref(actor=actor, ref=ref)
    rows = OutsideReader.objects.filter(revision__article=article).select_related(
        "revision", "thanks"
    )
    return article, [Asked(one, _state(one)) for one in rows.order_by("-pk")[:MOST]]


def _state(one: OutsideReader) -> str:
    if one.answered_at:
        return "answered"
    if one.withdrawn_at:
        return "withdrawn"
    return "over" if one.expires_at <= timezone.now() else "asked"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a page with what was said about it."""

    name: str
    open: list[Remark]
    settled: list[Remark]


def remarks_on(*, actor: Actor, ref: UUID) -> tuple[Article, list[Part]]:
    """By part, in the order of the page; parts that are gone come last."""
    article = article_by_ref(actor=actor, ref=ref)
    rows = list(
        Remark.objects.filter(article=article).select_related("outside").order_by("-pk")[:MOST]
    )
    text = open_revision(article) or article.live
    names = {"": _("The page as a whole")}
    names |= {str(one["id"]): name_of(one) for one in (text.body if text else [])}
    gone = {row.section for row in rows} - set(names)
    names |= dict.fromkeys(sorted(gone), _("A part that is gone"))
    parts = []
    for section, name in names.items():
        here = [row for row in reversed(rows) if row.section == section]
        settled = [row for row in here if row.settled_at]
        if here:
            parts.append(Part(name, [row for row in here if not row.settled_at], settled))
    return article, parts
