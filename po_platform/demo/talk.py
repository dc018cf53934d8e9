"""What the invented members talk about: boards, topics and answers of our own, in two languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.utils import timezone

from forums.markup import BAKE, bake
from forums.models import Board, Post, Topic, Writer
from members.models import Group
from po_platform.access.actor import SignedIn

from .talk_words import TALKS, VOICES, Talk

PLACE = UUID("0b1f1d60-52a3-4d38-9c30-6f1d4b1c7a11")


@dataclass(frozen=True, slots=True)
class Place:
    """A board of the demo; `group`: the English name of the group it belongs to."""

    key: str
    title: tuple[str, str]
    text: tuple[str, str]
    group: str = ""
    widest: str = "members"
    starters: str = "members"
    first_posts_held: int = 1


PLACES = (
    Place("news", ("From the office", "Aus der Geschäftsstelle"),
          ("What is on and what changes. Everybody can read it.",
           "Was ansteht und was sich ändert. Alle können es lesen."),
          widest="everybody", starters="team"),
    Place("daily", ("Hands and daily life", "Hände und Alltag"),
          ("Everyday tricks, tools and working life.", "Kniffe, Hilfsmittel und Arbeit.")),
    Place("treatment", ("Living with treatment", "Leben mit der Behandlung"),
          ("How it is to take, inject, wait. Experience, not advice.",
           "Wie es ist, zu nehmen, zu spritzen, zu warten. Erfahrung, kein Rat.")),
    Place("mood", ("When it gets heavy", "Wenn es schwer wird"),
          ("For the days that are hard. A moderator reads the first posts.",
           "Für die schweren Tage. Die Moderation liest die ersten Beiträge."),
          first_posts_held=3),
    Place("newly", ("Newly diagnosed", "Neu mit der Diagnose"),
          ("Among those who are new.", "Unter denen, die neu sind."),
          group="Newly diagnosed", widest="group"),
    Place("local", ("Harrowmere and around", "Harrowmere und Umgebung"),
          ("Lifts, doctors’ stairs, and who brings the cake.",
           "Aufzüge, Treppen zur Praxis, und wer den Kuchen bringt."),
          group="Harrowmere and around", widest="members"),
)  # fmt: skip
REMINDER = {
    "en": "People write here about their own experience, not as doctors.",
    "de": "Hier schreiben Menschen über ihre eigene Erfahrung, nicht als Ärztinnen und Ärzte.",
}


def seed_talk(people: Mapping[str, SignedIn]) -> None:
    """`people`: key of a voice → who it is. All in a handful of statements."""
    boards = {place.key: _board(number, place) for number, place in enumerate(PLACES, 1)}
    now = timezone.now()
    topics = Topic.objects.bulk_create(_topic(talk, boards, people, now) for talk in TALKS)
    posts = [
        post
        for talk, topic in zip(TALKS, topics, strict=True)
        for post in _posts(talk, topic, people, now)
    ]
    Post.objects.bulk_create(posts)
    counts: dict[int, int] = {}
    for post in posts:
        counts[post.author_id or 0] = counts.get(post.author_id or 0, 0) + 1
    Writer.objects.bulk_create(Writer(person_id=pk, published=n) for pk, n in counts.items())


def _board(number: int, place: Place) -> Board:
    group = Group.objects.get(name__en=place.group) if place.group else None
    return Board.objects.create(
        title=dict(zip(("en", "de"), place.title, strict=True)),
        text=dict(zip(("en", "de"), place.text, strict=True)),
        reminder=REMINDER,
        group=group,
        widest=place.widest,
        starters=place.starters,
        first_posts_held=place.first_posts_held,
        holds_off_duty=place.key == "mood",
        named_to_guests=place.key == "daily",
        place=number * 10,
    )


def _times(talk: Talk, now: datetime) -> list[datetime]:
    """When each post was written: the first so many hours ago, the others towards now, by day."""
    step = timedelta(hours=talk.hours_ago) / (len(talk.posts) + 1)
    begun = now - timedelta(hours=talk.hours_ago)
    moments = [_by_day(begun + step * number) for number in range(len(talk.posts))]
    return sorted(min(moment, now - timedelta(minutes=10)) for moment in moments)


def _by_day(moment: datetime) -> datetime:
    here = timezone.localtime(moment)
    return here if 7 <= here.hour <= 22 else here.replace(hour=9 + here.hour % 12)


def _topic(
    talk: Talk, boards: Mapping[str, Board], people: Mapping[str, SignedIn], now: datetime
) -> Topic:
    board, times = boards[talk.board], _times(talk, now)
    return Topic(
        board=board,
        title=talk.title,
        audience=board.widest,
        starter_id=people[talk.posts[0].who].person_id,
        begun_at=times[0],
        shown_at=times[0],
        pinned=talk.pinned,
        posts=len(talk.posts),
        last_post_at=times[-1],
        last_poster_id=people[talk.posts[-1].who].person_id,
        helpful=talk.helpful,
    )


def _posts(
    talk: Talk, topic: Topic, people: Mapping[str, SignedIn], now: datetime
) -> Sequence[Post]:
    return [
        Post(
            topic=topic,
            no=no,
            author_id=people[said.who].person_id,
            client_ref=uuid5(PLACE, f"{talk.title}:{no}"),
            as_team=said.who in ("dervla", "anneke") and talk.board == "news",
            state=Post.State.PUBLISHED,
            text=said.text,
            html=bake(said.text),
            baked=BAKE,
            note=said.note,
            written_at=at,
            published_at=at,
            told_at=at,
        )
        for no, (said, at) in enumerate(zip(talk.posts, _times(talk, now), strict=True), 1)
    ]


__all__ = ["VOICES", "seed_talk"]
