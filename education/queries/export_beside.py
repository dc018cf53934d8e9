"""What stands beside pages in the export of everything: who read them before, warnings, topics, sessions.

Nothing of it leads to a member: no account, no subject, no name somebody may still take off.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from education.models import (
    Article,
    ExpertSession,
    OutsideReader,
    ProgrammeStop,
    ProgrammeVersion,
    Revision,
    SessionEntry,
    Topic,
)
from education.queries.made import credits_of

UNSEEN = frozenset({Topic.State.NEW, Topic.State.REFUSED})  # words of one member alone
SESSION = (
    "slug", "language", "title", "about", "rules", "stage", "for_everybody", "opens_at",
    "closes_at", "announced_at", "ended_at", "called_off_at", "called_off_why",
)  # fmt: skip
EXPERT = ("public_name", "role", "no_interests", "interests", "declared_at")


def warnings_of(article: Article) -> list[dict[str, Any]]:
    """Each warning and withdrawal with how it ended."""
    fields = ("kind", "words", "language", "at", "review_until", "settled_at", "outcome")
    return list(article.urgents.order_by("pk").values(*fields))


def readings_of(text: Revision) -> list[dict[str, Any]]:
    """What lay readers and doctors from outside answered; a doctor as she stands on the page."""
    rows = text.outside_readers.filter(answered_at__isnull=False).order_by("pk")
    return [
        {
            "task": one.task,
            "answered_at": one.answered_at,
            "signed_on": one.signed_on,
            "verdict": one.verdict,
            "answers": one.answers,
            "note": one.note,
            "who": one.public_name if one.task == OutsideReader.Task.MEDICAL else "",
            "by_the_panel": one.panel_id is not None,
        }
        for one in rows
    ]


def panel_of(text: Revision) -> dict[str, Any] | None:
    """How many lay readers of the panel were asked for, and when."""
    call = getattr(text, "panel_call", None)
    if call is None:
        return None
    return {"wanted": call.wanted, "opened_at": call.opened_at, "closed_at": call.closed_at}


def remarks_on(article: Article) -> list[dict[str, Any]]:
    """With the number of the text and the part they are about."""
    rows = article.remarks.select_related("revision").order_by("pk")
    return [
        {
            "text_number": one.revision.number,
            "section": one.section,
            "text": one.text,
            "from_outside": one.outside_id is not None,
            "at": one.at,
            "settled_at": one.settled_at,
        }
        for one in rows
    ]


def topics() -> list[dict[str, Any]]:
    """What members asked for and what came of it, as everybody reads it."""
    rows = Topic.objects.exclude(state__in=UNSEEN).select_related("article")
    return [
        {
            "title": one.title,
            "why": one.why,
            "language": one.language,
            "state": one.state,
            "supports": one.supports,
            "at": one.at,
            "answer": one.answer,
            "answered_at": one.answered_at,
            "page": one.article.slug if one.article else "",
        }
        for one in rows.order_by("pk")
    ]


def sessions() -> list[dict[str, Any]]:
    """Announced ones, with who answered and what readers see of it."""
    shown = SessionEntry.objects.exclude(published_at=None).select_related("expert")
    rows = ExpertSession.objects.exclude(announced_at=None).order_by("pk")
    return [
        {
            **{name: getattr(one, name) for name in SESSION},
            "experts": [
                {name: getattr(expert, name) for name in EXPERT} for expert in one.experts.all()
            ],
            "entries": [
                {
                    "question": entry.words,
                    "answer": entry.answer,
                    "by": entry.expert.public_name if entry.expert else "",
                    "answered_at": entry.answered_at,
                    "published_at": entry.published_at,
                }
                for entry in one.entries.all()
            ],
        }
        for one in rows.prefetch_related("experts", Prefetch("entries", shown))
    ]


def programme_versions() -> list[dict[str, Any]]:
    """Every version that came out, with who checked it as she wants to be named."""
    rows = ProgrammeVersion.objects.filter(state="published").select_related("programme")
    found = list(rows.prefetch_related("lay_readers").order_by("programme_id", "number"))
    credits = credits_of({one.published_by for one in found if one.published_by})
    return [
        {
            "programme": one.programme.slug,
            "number": one.number,
            **one.top,
            "modules": one.modules,
            "what_changed": one.what_changed,
            "published_at": one.published_at,
            "review_by": one.review_by,
            "checked_by": credits[one.published_by].name if one.published_by in credits else "",
            "lay_readings": [
                {"answered_at": said.answered_at, "answers": said.answers}
                for said in one.lay_readers.all()
            ],
        }
        for one in found
    ]


def programme_stops() -> list[dict[str, Any]]:
    """When and why programmes were stopped, and until when."""
    rows = ProgrammeStop.objects.select_related("programme").order_by("pk")
    return [
        {
            "programme": one.programme.slug,
            "words": one.words,
            "language": one.language,
            "at": one.at,
            "lifted_at": one.lifted_at,
        }
        for one in rows
    ]
