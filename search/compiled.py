"""From words to what Postgres looks for: each word by the stems of every language we speak."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Value

from .words import Factor

CONFIGS = {
    "en": "po_en", "de": "po_de", "da": "po_da", "nl": "po_nl", "fr": "po_fr", "es": "po_es",
    "it": "po_it", "pt": "po_pt", "sv": "po_sv",
}  # fmt: skip


def config_for(language: str) -> str:
    """The stems of a language; one we have none for is compared letter by letter."""
    return CONFIGS.get(language[:2], "simple")


class Compiled(SearchQuery):
    """A query that is compiled already, for filters on search columns and for ranks."""

    def __init__(self, text: str) -> None:
        super().__init__(Value(text))
        self.text = text

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:  # type: ignore[override]  # no config
        return "%s::tsquery", [self.text]


@dataclass(frozen=True, slots=True)
class Lexed:
    """One factor with the queries of its options; `stems`: what a plain word became, per language.

    `is_filler`: some language takes it for a word without a meaning of its own.
    """

    factor: Factor
    queries: tuple[str, ...]
    stems: tuple[str, ...] = ()
    is_filler: bool = False


def lexed(wanted: Sequence[Factor]) -> list[Lexed]:
    """One query, whatever was typed."""
    configs = [config_for(code) for code, _name in settings.LANGUAGES]
    asked = [(n, text) for n, factor in enumerate(wanted) for text in factor.options]
    with connection.cursor() as cursor:
        cursor.execute(
            "select o.n, phraseto_tsquery(c.name::regconfig, o.words)::text"
            " from unnest(%s::int[], %s::text[]) with ordinality as o(n, words, place),"
            "      unnest(%s::text[]) as c(name) order by o.place",
            [[n for n, _text in asked], [text for _n, text in asked], configs],
        )
        rows = cursor.fetchall()
    return [_one(factor, [text for at, text in rows if at == n]) for n, factor in enumerate(wanted)]


def _one(factor: Factor, found: list[str]) -> Lexed:
    queries = tuple(dict.fromkeys(text for text in found if text))
    languages = len(settings.LANGUAGES)
    own = found[:languages]
    stems = tuple(dict.fromkeys(text[1:-1] for text in own if text and _is_stem(text)))
    return Lexed(factor, queries, stems if factor.plain else (), factor.plain and "" in own)


def _is_stem(query: str) -> bool:
    return query.startswith("'") and query.endswith("'") and query[1:-1].isalnum()


def query_of(found: Iterable[Lexed]) -> str:
    """All of it together, '' when nothing is left to look for: exclusions alone find nothing."""
    rows = [one for one in found if one.queries]
    wanted = [one for one in rows if not one.factor.without]
    telling = [one for one in wanted if not one.is_filler] or wanted
    if not telling:
        return ""
    without = [f"!({any_of(one.queries)})" for one in rows if one.factor.without]
    return " & ".join([*(f"({any_of(one.queries)})" for one in telling), *without])


def any_of(queries: Iterable[str]) -> str:
    """One or more queries as one of them."""
    return " | ".join(f"({query})" for query in queries)


def stems_of(found: Iterable[Lexed]) -> Iterator[str]:
    """What may have been mistyped, or be a part of another word."""
    for one in found:
        if not one.factor.without and not one.is_filler:
            yield from one.stems
