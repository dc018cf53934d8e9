"""Somebody who takes part: a topic she wants, drafts she likes to read, one she read."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from education.models import (
    OutsideReader,
    PanelCall,
    PanelReading,
    PanelThanks,
    ReadingWish,
    Revision,
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
