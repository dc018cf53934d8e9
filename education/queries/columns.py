"""Columns for readers, for their authors and for editors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.http import Http404

from education.models import Article, Column, ColumnAuthor, Revision
from education.queries.reading import readable
from education.rules import may_write
from education.sections import Body
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand

MOST = 200
PAGE = 20
OPEN = (Revision.State.DRAFT, Revision.State.REVIEW)


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column on a list. `latest`: when its newest text came out."""

    column: Column
    author: ColumnAuthor | None
    texts: int
    latest: datetime | None


def columns(*, language: str) -> list[ColumnLine]:
    """Those with a text, the one with the newest first; one query."""
    there = Q(texts__live__isnull=False, texts__archived_at=None)
    rows = Column.objects.filter(language=language).select_related("author")
    rows = rows.annotate(
        n=Count("texts", filter=there), latest=Max("texts__live__published_at", filter=there)
    )
    found = rows.filter(n__gt=0).order_by("-latest", "-pk")[:MOST]
    return [ColumnLine(row, _author(row), row.n, row.latest) for row in found]


def _author(row: Column) -> ColumnAuthor | None:
    return getattr(row, "author", None)


def column_page(*, slug: str, before: int = 0) -> tuple[ColumnLine, list[Article], int]:
    """(the column, its texts newest first, what the next page begins before or 0). 404 without one."""
    row = Column.objects.select_related("author").filter(slug=slug).first()
    if row is None or _author(row) is None:
        raise Http404
    texts = texts_of(row)
    if before:
        texts = texts.filter(live__lt=before)
    found = list(texts[: PAGE + 1])
    more = found[PAGE - 1].live_id or 0 if len(found) > PAGE else 0
    return ColumnLine(row, _author(row), len(found), None), found[:PAGE], more


def texts_of(column: Column) -> QuerySet[Article]:
    """What readers find of it, newest first."""
    return readable().filter(column=column).select_related("live").order_by("-live")


# ---------- For its author ----------


@dataclass(frozen=True, slots=True)
class OwnText:
    """A text as its author sees it. `open`: the draft, or what an editor reads. `note`: sent back."""

    article: Article
    title: str
    open: Revision | None
    note: str


@dataclass(frozen=True, slots=True)
class OwnColumn:
    """A column of hers with all its texts."""

    column: Column
    author: ColumnAuthor
    texts: list[OwnText]


def my_columns(*, actor: SignedIn) -> list[ColumnAuthor]:
    """Those she writes, newest first; one query."""
    if actor.helping is not None:
        return []
    rows = ColumnAuthor.objects.filter(account_id=actor.account_id).select_related("column")
    return list(rows.order_by("-pk"))


def my_column(*, actor: SignedIn, ref: UUID) -> OwnColumn:
    """One of hers, 404 for others'. Four queries."""
    author = (
        ColumnAuthor.objects.select_related("column")
        .filter(column__ref=ref, account_id=actor.account_id)
        .first()
    )
    if author is None or actor.helping is not None:
        raise Http404
    open_ones = Prefetch(
        "revisions", Revision.objects.filter(state__in=OPEN).prefetch_related("steps")
    )
    rows = author.column.texts.select_related("live").prefetch_related(open_ones)
    found = [_own(one) for one in rows.order_by("-pk")[:MOST]]
    return OwnColumn(author.column, author, [one for one in found if one is not None])


def _own(article: Article) -> OwnText | None:
    current = next(iter(article.revisions.all()), None)
    if current is None and article.live is None:
        return None  # thrown away before anybody read it
    steps = list(current.steps.all()) if current and current.state == "draft" else []
    back = [one for one in steps if one.state == "returned" and one.decided_at]
    text = current or article.live
    return OwnText(article, text.title if text else "", current, back[-1].note if back else "")


def own_text(*, actor: SignedIn, ref: UUID, text: UUID) -> tuple[Column, Article, Revision]:
    """(her column, a text of hers, the words she goes on from). Raises Http404."""
    column = my_column(actor=actor, ref=ref).column
    article = column.texts.select_related("live").filter(ref=text).first()
    if article is None:
        raise Http404
    current = article.revisions.filter(state__in=OPEN).first() or article.live
    if current is None:
        raise Http404
    return column, article, current


def words_of(body: Body) -> str:
    """A text of a column as its author typed it."""
    return "\n\n".join(str(one.get("text", "")) for one in body)


# ---------- For editors ----------


def columns_for_desk(*, actor: Actor) -> list[ColumnLine]:
    """All of them, newest first; one query."""
    demand(may_write(actor))
    rows = Column.objects.exclude(title="").select_related("author")
    rows = rows.annotate(n=Count("texts", filter=Q(texts__live__isnull=False)))
    return [ColumnLine(row, _author(row), row.n, None) for row in rows.order_by("-pk")[:MOST]]


def held_column(*, actor: Actor, ref: UUID) -> ColumnLine:
    """One, for editors. Raises Http404."""
    demand(may_write(actor))
    row = Column.objects.select_related("author").filter(ref=ref).first()
    if row is None:
        raise Http404
    return ColumnLine(row, _author(row), 0, None)
