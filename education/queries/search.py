"""Finding pages by words: each language with its own stems, lay and medical words for the same."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import F, Q

from education.models import Article, Term
from education.sections import lines_of

# Postgres' own stemmers; other languages are compared letter by letter.
CONFIGS = {"en": "english", "de": "german", "da": "danish", "nl": "dutch", "fr": "french",
           "es": "spanish", "it": "italian", "pt": "portuguese", "sv": "swedish"}  # fmt: skip
MOST = 30
LONGEST = 200  # signs of a question that are looked at


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that was found: where, what, in which language, with its first sentence."""

    slug: str
    title: str
    language: str
    sentence: str


def config_for(language: str) -> str:
    """The stemmer of a language."""
    return CONFIGS.get(language[:2], "simple")


def index_article(article: Article) -> None:
    """Makes the live text of an article findable: title before sentences on top before the rest."""
    live = article.live
    if live is None:
        return
    words = _same_as(article.language, [live.title])
    rest = " ".join(lines_of("", [], live.body))
    heavy, middle = f"{live.title} {' '.join(words)}", " ".join(live.in_short)
    with connection.cursor() as cursor:
        cursor.execute(
            "update education_article set search ="
            " setweight(to_tsvector(%(c)s::regconfig, %(a)s), 'A')"
            " || setweight(to_tsvector(%(c)s::regconfig, %(b)s), 'B')"
            " || to_tsvector(%(c)s::regconfig, %(d)s) where id = %(id)s",
            {
                "c": config_for(article.language), "a": heavy, "b": middle, "d": rest,
                "id": article.pk,
            },
        )  # fmt: skip


def find_pages(*, words: str, language: str) -> list[Hit]:
    """Live pages in one language, best first, at most 30; everybody may read them. Two queries."""
    words = " ".join(words[:LONGEST].replace("\x00", " ").split())
    if not words:
        return []
    config = config_for(language)
    query = SearchQuery(words, config=config, search_type="websearch")
    for other in _same_as(language, [words, *words.split()]):
        query = query | SearchQuery(other, config=config, search_type="phrase")
    rows = (
        Article.objects.filter(
            Q(search=query) | Q(live__title__icontains=words),
            language=language, live__isnull=False, archived_at__isnull=True,
        )
        .exclude(urgents__kind="withdraw", urgents__settled_at__isnull=True)
        .annotate(rank=SearchRank(F("search"), query))
        .order_by("-rank", "pk")
        .values_list("slug", "live__title", "language", "live__in_short")[:MOST]
    )  # fmt: skip
    return [Hit(slug, title, lang, (short or [""])[0]) for slug, title, lang, short in rows]


def _same_as(language: str, words: list[str]) -> list[str]:
    """Other words for the same, from the glossary: "Schub" for "flare"."""
    wanted = {word.casefold() for word in words}
    found: list[str] = []
    for word, others in Term.objects.filter(language=language).values_list("word", "same_as"):
        group = [word, *others]
        if wanted & {one.casefold() for one in group}:
            found += [one for one in group if one.casefold() not in wanted]
    return found[:10]
