"""Pages by their words: those in the reader's language first, the best of them on top."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.contrib.postgres.search import SearchRank
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from education.models import Article, Term
from education.queries.reading import readable
from education.queries.retold import own_name
from education.sections import lines_of
from po_platform.access.actor import Actor
from search.compiled import Compiled
from search.indexing import index_row, stems_in
from search.providers import Asked, Found, Hit, Provider
from search.snippets import marked

MOST = 10
RANKED = 1000


def index_article(article: Article) -> None:
    """Makes the live text of an article findable: title before sentences on top before the rest."""
    live = article.live
    if live is None:
        return
    index_row(
        article,
        article.language,
        title=live.title,
        short=" ".join(live.in_short),
        rest=" ".join(lines_of("", [], live.body)),
    )


def find_pages(actor: Actor, asked: Asked) -> Found:
    """Live pages, ten at most; everybody may read them. At most four queries."""
    if asked.since or asked.place or asked.before:
        return Found()  # a page is as good as its last check, however old it is
    own = Q(language=asked.language)
    ids = _best(own, asked.query, MOST)
    if len(ids) < MOST:
        ids += _best(~own, asked.query, MOST - len(ids))
    pages = Article.objects.select_related("live").in_bulk(ids)
    rows = [pages[pk] for pk in ids]
    snippets = marked([_told(row) for row in rows], asked.query)
    return Found(
        [
            Hit(
                row.live.title if row.live else "",
                reverse("education:page", args=[row.slug]),
                snippet,
                _about(row, asked.language),
                row.language,
            )
            for row, snippet in zip(rows, snippets, strict=True)
        ]
    )


def _about(row: Article, language: str) -> str:
    told = [_("One person’s words, not checked by a doctor.")] if row.column_id else []
    return " ".join(told + ([] if row.language == language else [own_name(row.language)]))


def _best(which: Q, query: str, most: int) -> list[int]:
    """The best of the newest thousand that fit: a word on every page is not weighed on all of them."""
    words = Compiled(query)
    few = readable().filter(which, search=words).order_by("-pk").values("pk")[:RANKED]
    rows = Article.objects.filter(pk__in=few).annotate(rank=SearchRank(F("search"), words))
    return list(rows.order_by("-rank", "pk").values_list("pk", flat=True)[:most])


def _told(row: Article) -> str:
    live = row.live
    return " ".join([*live.in_short, *lines_of("", [], live.body)]) if live else ""


def other_words() -> Iterator[tuple[str, Sequence[str]]]:
    """The glossary's words and what else they are called."""
    rows = Term.objects.exclude(same_as=[]).values_list("language", "word", "same_as")
    return ((language, [word, *others]) for language, word, others in rows)


def _stems() -> list[str]:
    return stems_in(Article, "live_id")


def _index_again() -> int:
    rows = readable().select_related("live")
    for article in rows:
        index_article(article)
    return len(rows)


PAGES = Provider("pages", gettext_lazy("Health pages"), find_pages, _stems, _index_again)
