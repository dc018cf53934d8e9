"""Looking medical terms up: by words or code, and what a code is called."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import get_language

from registry.models import Term, Terminology, TermName
from registry.terms.shapes import MAX_NAME, fold, is_code

MOST = 20  # hits shown
SHORTEST = 2  # signs that are looked for
LOOKED_AT = 400
CODE = re.compile(r"[A-Za-z]*[:.]?\s?\d[\w.:-]{0,39}")

# The same expression as the index registry_term_words.
FOUND = """
select t.code, l.slug from registry_termname n
  join registry_term t on t.id = n.term_id
  join registry_terminology l on l.id = t.terminology_id
 where l.slug = any(%(lists)s) and t.state = 'current' and t.choosable
   and to_tsvector('simple'::regconfig, coalesce(n.folded, '')) @@ to_tsquery('simple', %(words)s)
 order by (n.folded = %(folded)s) desc, (n.folded like %(begin)s) desc, n.position > 0,
   length(n.folded), t.code
 limit %(most)s
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """One term as it is offered: `list` is the slug of its list."""

    code: str
    list: str
    label: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a code that was entered. `version`: the edition that was looked at."""

    code: str
    list: str
    label: str
    version: str
    state: str
    instead: tuple[str, ...] = ()


def find_terms(*, lists: Collection[str], typed: str) -> list[Hit]:
    """Terms in use whose names have all words as beginnings, the nearest first; or of this code."""
    folded = fold(typed[:MAX_NAME])
    if len(folded) < SHORTEST or not lists:
        return []
    codes = list(dict.fromkeys((*_by_code(lists, typed), *_by_words(lists, folded))))[:MOST]
    labels = _labels(codes)
    return [Hit(code, slug, labels.get((slug, code), code)) for code, slug in codes]


def some_codes(lists: Collection[str], most: int) -> dict[str, list[str]]:
    """List → its first codes in use, up to `most`, always the same ones; of lists that are here."""
    found: dict[str, list[str]] = {}
    for slug in sorted(lists):
        mine = Term.objects.filter(terminology__slug=slug, state=Term.State.CURRENT, choosable=True)
        if codes := list(mine.order_by("code").values_list("code", flat=True)[:most]):
            found[slug] = codes
    return found


def _by_code(lists: Collection[str], typed: str) -> Iterable[tuple[str, str]]:
    bare = typed.strip()
    if not CODE.fullmatch(bare):
        return []
    whole = bare.upper().replace(" ", "")
    found = Term.objects.filter(
        terminology__slug__in=lists, state=Term.State.CURRENT, choosable=True
    )
    for wanted in (whole, f"ORPHA:{whole}", f"HP:{whole}"):
        begun = found.filter(code__gte=wanted, code__lt=f"{wanted}￿").order_by("code")
        hits = list(begun.values_list("code", "terminology__slug")[:MOST])
        if hits:
            return hits
    return []


def _by_words(lists: Collection[str], folded: str) -> list[tuple[str, str]]:
    words = " & ".join(f"{word}:*" for word in folded.split()[:12])
    with connection.cursor() as cursor:
        cursor.execute(
            FOUND,
            {
                "lists": list(lists),
                "words": words,
                "folded": folded,
                "begin": f"{folded}%",
                "most": LOOKED_AT,
            },
        )
        return list(dict.fromkeys(cursor.fetchall()))[:MOST]


def known_codes(*, lists: Collection[str], codes: Collection[str]) -> dict[tuple[str, str], Known]:
    """(list, code) → what is known, for these codes of these lists; two queries."""
    found = Term.objects.filter(terminology__slug__in=lists, code__in=codes)
    terms = list(found.select_related("terminology"))
    labels = _labels([(term.code, term.terminology.slug) for term in terms])
    return {
        (slug := term.terminology.slug, term.code): Known(
            term.code,
            slug,
            labels.get((slug, term.code), term.code),
            term.terminology.version,
            term.state,
            tuple(term.instead),
        )
        for term in terms
    }


def named_exactly(*, lists: Collection[str], typed: str) -> list[tuple[str, str]]:
    """(code, list) of terms in use that are called or coded exactly so, at most two."""
    code = typed.strip().upper().replace(" ", "")
    codes = [one for one in (code, f"ORPHA:{code}", f"HP:{code}") if is_code(one)]
    used = Term.objects.filter(terminology__slug__in=lists, state=Term.State.CURRENT, choosable=True)  # fmt: skip
    by_code = list(used.filter(code__in=codes).values_list("code", "terminology__slug")[:2])
    if by_code:
        return by_code
    named = used.filter(names__folded=fold(typed[:MAX_NAME])).distinct()
    return list(named.values_list("code", "terminology__slug")[:2]) if fold(typed) else []


def lists_here(wanted: Collection[str]) -> list[str]:
    """Which of these lists have been read in."""
    found = Terminology.objects.filter(slug__in=wanted).values_list("slug", flat=True)
    return [slug for slug in wanted if slug in set(found)]


def _labels(codes: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """(list, code) → the preferred name in the reader's language, else in English, else in any."""
    wanted = {(slug, code) for code, slug in codes}
    reader = (get_language() or "en").partition("-")[0]
    rows = TermName.objects.filter(
        term__code__in={code for _slug, code in wanted}, position=0
    ).values_list("term__terminology__slug", "term__code", "language", "text")
    best: dict[tuple[str, str], tuple[int, str]] = {}
    for slug, code, language, text in rows:
        rank = 0 if language.partition("-")[0] == reader else 1 if language == "en" else 2
        if rank < best.get((slug, code), (3, ""))[0]:
            best[slug, code] = (rank, text)
    return {key: text for key, (_rank, text) in best.items()}
