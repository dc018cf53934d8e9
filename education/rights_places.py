"""Notes to the editors, topics and questions to experts, searched for a name when somebody asks."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from education.models import SessionEntry, Topic
from members.rights_search import MOST, Place, Source, with_words
from members.rights_texts import around
from po_platform.access.actor import SignedIn
from po_platform.kit import spoken


def _find(actor: SignedIn, words: Sequence[str]) -> list[Place]:
    with connection.cursor() as cursor:
        cursor.execute("select * from rights_corrections(%s, %s)", [list(words), MOST])
        rows = cursor.fetchall()
    return [
        Place(str(pk), _("A note to the editors about “%(page)s”") % {"page": page},
              around(text, words))
        for pk, page, text in rows
    ]  # fmt: skip


CORRECTIONS = Source("corrections", gettext_lazy("Notes to the editors of pages"), _find)


def _topics(actor: SignedIn, words: Sequence[str]) -> list[Place]:
    """They name nobody who proposed them; what stands in them is told as it was written."""
    topics = Topic.objects.all()
    named = with_words(topics, "title", words) | with_words(topics, "why", words)
    found = (named | with_words(topics, "answer", words)).order_by("pk")[:MOST]
    return [
        Place(
            str(topic.pk),
            _("A topic members asked for, of %(day)s") % {"day": spoken.plain_day(topic.at)},
            around("\n".join(filter(None, (topic.title, topic.why, topic.answer))), words),
        )
        for topic in found
    ]


TOPICS = Source("topics", gettext_lazy("Topics members ask for, and our answers"), _topics)


def _entries(actor: SignedIn, words: Sequence[str]) -> list[Place]:
    """As the team put them; what members wrote themselves is counted, not shown."""
    rows = SessionEntry.objects.select_related("session")
    named = with_words(rows, "words", words) | with_words(rows, "answer", words)
    found = (named | with_words(rows, "asked_by__name", words)).order_by("pk")[:MOST]
    return [
        Place(
            str(entry.pk),
            _("A question to experts in “%(title)s”") % {"title": entry.session.title},
            around("\n".join(filter(None, (entry.words, entry.answer))), words),
        )
        for entry in found
    ]


ENTRIES = Source("expert_entries", gettext_lazy("Questions to experts and their answers"), _entries)
