"""What goes on from a page: programmes of ours, and what other features offer this reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from education.beside_pages import GENERAL, Beside, beside, is_about
from education.models import Programme
from po_platform.access.actor import Actor
from search.compiled import config_for

# The beginning of each word as it is written, as long as its stem: titles keep their umlauts. Words
# that say nothing of the matter are known by the stem: "living" is cut to "livi", and meant is "live".
STEMS = """
select array(
  select distinct left(word, length(stem))
    from regexp_split_to_table(lower(%(title)s), '[^[:alnum:]]+') word,
         lateral (select (tsvector_to_array(to_tsvector(%(config)s::regconfig, word)))[1]) as s(stem)
   where stem is not null and stem <> all(%(general)s))
"""
MOST = 100


def beside_page(*, actor: Actor, title: str, language: str) -> list[Beside]:
    """Three at most, each open to this reader."""
    return beside(actor, _stems(title, config_for(language)), language)


@lru_cache(maxsize=2000)  # of the words of a title alone, and so the same for everybody
def _stems(title: str, config: str) -> Sequence[str]:
    with connection.cursor() as cursor:
        cursor.execute(STEMS, {"config": config, "title": title, "general": sorted(GENERAL)})
        (stems,) = cursor.fetchone()
    return tuple(stems)


def programmes_beside(_actor: Actor, stems: Sequence[str], language: str) -> Iterator[Beside]:
    """Programmes in the language of the page that name its matter; one query."""
    rows = Programme.objects.filter(live__isnull=False, live__stop=None, language=language)
    for slug, title, lead in rows.values_list("slug", "title", "live__lead").order_by("pk")[:MOST]:
        if is_about(f"{title} {lead}", stems):
            yield Beside(
                _("Programme"), title, reverse("education:programme", args=[slug]), language
            )
