"""One search through all providers; and what those who look after its words see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from po_platform.kit.danger_words import may_be_in_danger

from .compiled import Lexed, any_of, lexed, query_of, stems_of
from .models import KnownStem, NotFound, SameWords
from .providers import Asked, Found, Hit, Provider, Words, other_sources, providers
from .rules import may_keep_words
from .words import factors, groups_of, is_near, parts_of, terms, tidy

FEW = 5  # hits, below which what is nearly the same is looked for too
LONGEST_MS = 2_000  # then the search gives up
NEAR_FROM = "0.2"  # pg_trgm similarity of a stem that is looked at
NEARLY = 12  # stems that may stand for one mistyped or partial word
PAGE = 50
ALIKE = 3
SHOWN_FROM = 2  # times something was looked for before anybody sees it


class TooSlow(Exception):
    """The search was given up; fewer common words, or a shorter time, would help."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one provider found. `older`: for the address of the next page, '' at the end."""

    name: str
    label: Words
    hits: Sequence[Hit]
    older: str = ""
    reach: Words = ""


@dataclass(frozen=True, slots=True)
class Results:
    """`near`: what is nearly what was typed. `danger`: help is shown above everything."""

    asked: str
    parts: Sequence[Part] = ()
    near: Sequence[Part] = ()
    danger: bool = False

    @property
    def is_empty(self) -> bool:
        return not any(part.hits for part in (*self.parts, *self.near))


def results(
    *,
    actor: Actor,
    typed: str,
    language: str,
    where: str = "",
    days: int = 0,
    before: str = "",
    by: str = "",
    helped: bool = False,
    expert: bool = False,
) -> Results:
    """`where`: "posts" or "posts:place". `before`: "posts.…", one provider's next page. `by`, `helped`
    and `expert`: of providers.Asked.

    The queries are as many however much there is. Raises TooSlow.
    """
    asked = tidy(typed)
    name, _, place = where.partition(":")
    found = terms(asked)
    if not found:
        return Results(asked)
    of_page, _, before = before.partition(".")
    wanted = [one for one in providers() if one.name == (of_page or name or one.name)]
    if by or helped or expert:
        wanted = [one for one in wanted if one.knows_who]
    since = timezone.now() - timedelta(days=days) if days else None
    try:
        with _in_time():
            parts = lexed(factors(found, same_words(groups_of(found), language)))
            ask = Asked(query_of(parts), language, place, since, before, by, helped, expert)
            shown = _ask(actor, wanted, ask)
            near = () if before or not _few(shown) else _nearly(actor, wanted, ask, parts)
    except OperationalError as error:
        raise TooSlow from error
    return Results(asked, shown, near, may_be_in_danger(asked))


def alike(*, actor: Actor, title: str, language: str, name: str) -> Sequence[Hit]:
    """What one provider has with any of these words, the best three; for whoever begins to write."""
    found = [term for term in terms(tidy(title)) if not term.without]
    rows = [one for one in lexed(factors(found, {})) if not one.is_filler] if found else []
    query = any_of(text for one in rows for text in one.queries)
    wanted = [one for one in providers() if one.name == name]
    parts = _ask(actor, wanted, Asked(query, language))
    return [hit for part in parts for hit in part.hits][:ALIKE]


def same_words(groups: set[str], language: str) -> dict[str, list[str]]:
    """Each of these words that has others for it, with them; one query and one for each source."""
    rows: list[tuple[str, Sequence[str]]] = list(
        SameWords.objects.filter(keys__overlap=sorted(groups)).values_list("language", "words")
    )
    for source in other_sources():
        rows += source()
    found: dict[str, list[str]] = defaultdict(list)
    for tongue, words in rows:
        if tongue in ("", language):
            for hit in groups & {word.casefold() for word in words}:
                found[hit] += [word for word in words if word.casefold() != hit]
    return {word: others[:20] for word, others in found.items()}


def _ask(actor: Actor, wanted: Sequence[Provider], ask: Asked) -> list[Part]:
    if not ask.query:
        return []
    made = []
    for one in wanted:
        found: Found = one.find(actor, ask)
        older = f"{one.name}.{found.older}" if found.older else ""
        made.append(Part(one.name, one.label, found.hits, older, found.reach))
    return made


def _few(parts: Sequence[Part]) -> bool:
    return sum(len(part.hits) for part in parts) < FEW and not any(part.older for part in parts)


def _nearly(
    actor: Actor, wanted: Sequence[Provider], ask: Asked, parts: Sequence[Lexed]
) -> list[Part]:
    """The same with words that are nearly these, without what was found already; three queries more."""
    stems = sorted(set(stems_of(parts)))
    also = _near_stems(stems) if stems else {}
    if not any(also.values()):
        return []
    wider = [
        replace(one, queries=(*one.queries, *(query for stem in one.stems for query in also[stem])))
        if not one.factor.without and not one.is_filler
        else one
        for one in parts
    ]
    exact = f" & !({ask.query})" if ask.query else ""
    found = _ask(actor, wanted, replace(ask, query=f"({query_of(wider)}){exact}"))
    return [replace(part, older="", reach="") for part in found if part.hits]


def _near_stems(stems: list[str]) -> dict[str, list[str]]:
    """stem → queries for known ones that hold it, that it may be a slip for, or it is made of."""
    found: dict[str, list[str]] = {stem: [] for stem in stems}
    halves = {stem: parts_of(stem) for stem in stems}
    with connection.cursor() as cursor:
        cursor.execute("select set_config('pg_trgm.similarity_threshold', %s, true)", [NEAR_FROM])
        cursor.execute(
            "select s.stem, k.stem, k.stem like '%%' || s.stem || '%%' as holds"
            " from unnest(%s::text[]) as s(stem), lateral ("
            "   select distinct stem, similarity(stem, s.stem) as alike from search_knownstem"
            "    where stem <> s.stem and length(s.stem) >= 4"
            "      and (stem %% s.stem or stem like '%%' || s.stem || '%%')"
            "    order by alike desc, stem limit 80) as k",
            [stems],
        )
        for stem, known, holds in cursor.fetchall():
            if (holds and len(stem) > 4) or is_near(stem, known):
                found[stem].append(f"'{known}'")
    return {
        stem: [*near[:NEARLY], *_both_known(halves[stem], _known(halves))]
        for stem, near in found.items()
    }


def _known(halves: dict[str, list[tuple[str, str]]]) -> set[str]:
    wanted = {half for ways in halves.values() for way in ways for half in way}
    return set(KnownStem.objects.filter(stem__in=wanted).values_list("stem", flat=True))


def _both_known(ways: Sequence[tuple[str, str]], known: set[str]) -> Iterator[str]:
    for left, right in ways:
        if left in known and right in known:
            yield f"'{left}' & '{right}'"


@contextmanager
def _in_time() -> Iterator[None]:
    """Gives up after two seconds; whatever comes after this has all the time it had."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "select usual, set_config('statement_timeout', %s, true)"
                " from current_setting('statement_timeout') usual",
                [str(LONGEST_MS)],
            )
            usual = cursor.fetchone()[0]
        yield
        with connection.cursor() as cursor:
            cursor.execute("select set_config('statement_timeout', %s, true)", [usual])


def places(*, actor: Actor) -> list[tuple[str, Words]]:
    """What the search can be narrowed down to, for this reader."""
    found: list[tuple[str, Words]] = []
    for one in providers():
        found.append((one.name, one.label))
        found += [(f"{one.name}:{code}", words) for code, words in one.places(actor)]
    return found


def place_named(*, actor: Actor, where: str) -> list[tuple[str, Words]]:
    """A place that is on no list, such as one topic, where there is one for this reader."""
    name, _, code = where.partition(":")
    words = [one.named(actor, code) for one in providers() if one.name == name and code]
    return [(where, found) for found in words if found]


def all_same_words(*, actor: Actor, after: str = "") -> list[SameWords]:
    """Groups by their first word, one page and one more row."""
    demand(may_keep_words(actor))
    rows = SameWords.objects.filter(words__gt=[after]) if after else SameWords.objects.all()
    return list(rows.order_by("words")[: PAGE + 1])


def not_found(*, actor: Actor) -> QuerySet[NotFound]:
    """What at least two people, or one twice, looked for in vain; the most wanted first."""
    demand(may_keep_words(actor))
    codes = [code for code, _name in settings.LANGUAGES]
    rows = NotFound.objects.filter(times__gte=SHOWN_FROM, language__in=codes)
    return rows.order_by("-times", "-pk")[:200]
