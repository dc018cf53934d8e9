"""Somebody who takes part: a topic she wants, drafts she likes to read, one she read, a question."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from education.models import (
    EntryName,
    ExpertSession,
    OutsideReader,
    PanelCall,
    PanelReading,
    PanelThanks,
    ReadingWish,
    Revision,
    SessionEntry,
    SessionQuestion,
    Topic,
    TopicSupport,
)


def takes_part(subject: UUID, text: Revision, mark: str, when: datetime) -> None:
    """A row in each of its tables."""
    topic = Topic.objects.create(title=f"topic {mark[::-1]}", language="en")
    TopicSupport.objects.create(subject_id=subject, topic=topic, proposed=True, at=when)
    ReadingWish.objects.create(subject_id=subject, stages=["days"], said_at=when)
    call = PanelCall.objects.create(revision=text, wanted=3)
    reader = OutsideReader.objects.create(
        revision=text, task="lay", panel=call, expires_at=when, answered_at=when,
        answers=[{"id": "about", "question": "?", "answer": "It stays, without a name."}],
    )  # fmt: skip
    PanelThanks.objects.create(reader=reader, name=f"thanks {mark}")
    PanelReading.objects.create(subject_id=subject, call=call, reader=reader, at=when)
    session = ExpertSession.objects.create(
        slug=f"session-{mark[::-1]}".lower(), language="en", title="A session", about="", rules="",
        stage="days", opens_at=when, closes_at=when,
    )  # fmt: skip
    entry = SessionEntry.objects.create(session=session, words="How to rest?", published_at=when)
    EntryName.objects.create(entry=entry, name=f"asked {mark}"[:40])
    SessionQuestion.objects.create(
        subject_id=subject, session=session, text=f"question {mark}", at=when, entry=entry,
        state="answered",
    )  # fmt: skip
