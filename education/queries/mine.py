"""What somebody kept and asked, for herself; and what editors have to answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.http import Http404

from audit.actions import Looked, record_reads
from education.models import Article, Correction, GuideMessage, Revision, SavedPage, Urgent
from education.rules import may_write
from members.queries.own import own_rows
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from po_platform.kit.crypto import secret_hash

MOST = 200
LOOKED_AT = "education.correction"


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page somebody keeps. `urgent`: what one person warned of, if anything; `over`: a warning that
    ended since she keeps it; `changed`: its newest text that says something medical anew since then.
    """

    slug: str
    title: str
    language: str
    saved_at: datetime
    urgent: Urgent | None
    over: Urgent | None
    changed: Revision | None


def saved_pages(*, actor: Actor) -> list[KeptPage]:
    """Her own, newest first; three queries."""
    rows = own_rows(SavedPage, actor).select_related("article__live").order_by("-saved_at")
    found = list(rows[:MOST])
    kept = [one.article_id for one in found]
    told = Urgent.objects.filter(article__in=kept).order_by("pk")
    warned = {row.article_id: row for row in told}  # the newest of each
    anew = Revision.objects.filter(
        article__in=kept, state=Revision.State.PUBLISHED,
        significance=Revision.Significance.MEDICAL,
    )  # fmt: skip
    changes = {row.article_id: row for row in anew.defer("body").order_by("number")}
    return [
        KeptPage(
            one.article.slug, one.article.live.title if one.article.live else one.article.slug,
            one.article.language, one.saved_at,
            *_warned(warned.get(one.article_id), one.saved_at),
            _since(changes.get(one.article_id), one.saved_at),
        )
        for one in found
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class GivenPage:
    """A page her guide gave her to read, the newest time."""

    article: Article
    by: str
    at: datetime


def given_pages(*, actor: Actor) -> list[GivenPage]:
    """Each once, newest first; one query."""
    rows = own_rows(GuideMessage, actor).filter(by_guide=True, article__live__isnull=False)
    found: dict[int, GivenPage] = {}
    for one in rows.select_related("article__live").order_by("-pk")[:MOST]:
        if one.article is not None:
            found.setdefault(one.article.pk, GivenPage(one.article, one.by_name, one.at))
    return list(found.values())


def _warned(row: Urgent | None, kept_at: datetime) -> tuple[Urgent | None, Urgent | None]:
    """(the warning that stands, the one that ended since she keeps the page)."""
    if row is None or row.settled_at is None:
        return row, None
    return None, row if row.settled_at > kept_at else None


def _since(text: Revision | None, kept_at: datetime) -> Revision | None:
    came = text.published_at if text is not None else None
    return text if came is not None and came > kept_at else None


def my_corrections(*, actor: Actor) -> Sequence[Correction]:
    """What she wrote about pages and what was answered, newest first."""
    rows = own_rows(Correction, actor).select_related("article__live", "programme").order_by("-at")
    return list(rows[:MOST])


@dataclass(frozen=True, slots=True)
class AnswerByLink:
    """What the holder of a visitor's link reads, until a day. `answered_at`: None before."""

    title: str
    language: str
    text: str
    at: datetime
    answer: str
    answered_at: datetime | None
    until: datetime


def answer_behind(secret: str) -> AnswerByLink | None:
    """None where the link opens nothing, or nothing any more; the vault looks by its hash alone."""
    with connection.cursor() as cursor:
        cursor.execute("select * from correction_behind(%s)", [secret_hash(secret)])
        row = cursor.fetchone()
    return AnswerByLink(*row) if row else None


def correction(*, actor: Actor, ref: UUID) -> Correction:
    """One, with its words; a look its writer can read."""
    demand(may_write(actor))
    rows = Correction.objects.visible_to(actor).select_related("article__live", "programme")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404
    if found.subject_id is not None:
        record_reads(actor=actor, what=LOOKED_AT, looked=[Looked(found.subject_id)])
    return found
