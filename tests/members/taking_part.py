"""Somebody who takes part: a topic she wants, drafts she likes to read, one she read, a question."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from education.models import (
    Article,
    Column,
    ColumnAuthor,
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


def writes_column(account: int, mark: str) -> None:
    """A column of hers with a published text."""
    column = Column.objects.create(
        slug=f"column-{mark}".lower(), language="en", title=f"column {mark}", voice="member",
        about=f"about {mark}",
    )  # fmt: skip
    ColumnAuthor.objects.create(
        column=column, account_id=account, public_name=f"voice {mark}", no_interests=True
    )
    article = Article.objects.create(
        slug=f"lived-{mark}".lower(), language="en", kind="topic", stage="days", column=column
    )
    article.live = Revision.objects.create(
        article=article, number=1, state="published", title=f"lived {mark}",
        in_short=[f"short {mark}"], body=[{"id": "a", "kind": "text", "text": f"told {mark}"}],
        writers=[account],
    )  # fmt: skip
    article.save()
