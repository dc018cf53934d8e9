"""Sessions with experts by their words: what was asked and answered is found long afterwards."""

from __future__ import annotations

from django.contrib.postgres.search import SearchRank
from django.db.models import F, Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from education.models import ExpertSession, SessionEntry
from education.queries.expert_sessions import readable_sessions
from education.queries.retold import own_name
from po_platform.access.actor import Actor
from po_platform.kit import spoken
from search.compiled import Compiled
from search.indexing import index_row, stems_in
from search.providers import Asked, Found, Hit, Provider
from search.snippets import marked

MOST = 10


def index_session(session: ExpertSession) -> None:
    """Makes a session findable: its title before its questions and answers."""
    index_row(session, session.language, title=session.title, rest=_told(session))


def _told(session: ExpertSession) -> str:
    entries = [one for one in session.entries.all() if one.published_at is not None]
    return " ".join([session.about, *(f"{one.words} {one.answer}" for one in entries)])


def find_sessions(actor: Actor, asked: Asked) -> Found:
    """Announced ones this reader may open, newest first among the best; three queries."""
    if asked.since or asked.place or asked.before:
        return Found()
    words = Compiled(asked.query)
    rows = readable_sessions(actor).filter(search=words)
    rows = rows.annotate(rank=SearchRank(F("search"), words)).order_by("-rank", "-opens_at")
    entries = Prefetch("entries", SessionEntry.objects.exclude(published_at=None))
    found = list(rows.prefetch_related(entries)[:MOST])
    snippets = marked([_told(row) for row in found], asked.query)
    return Found(
        [
            Hit(
                row.title,
                reverse("education:expert_session", args=[row.slug]),
                snippet,
                _about(row, asked.language),
                row.language,
            )
            for row, snippet in zip(found, snippets, strict=True)
        ]
    )


def _about(row: ExpertSession, language: str) -> str:
    day = _("From %(day)s") % {"day": spoken.plain_day(row.opens_at)}
    return day if row.language == language else f"{own_name(row.language)}. {day}"


def _stems() -> list[str]:
    return stems_in(ExpertSession, "announced_at")


def _index_again() -> int:
    rows = list(ExpertSession.objects.exclude(announced_at=None).prefetch_related("entries"))
    for session in rows:
        index_session(session)
    return len(rows)


SESSIONS = Provider(
    "experts", gettext_lazy("Questions to experts"), find_sessions, _stems, _index_again
)
