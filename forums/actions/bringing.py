"""An older forum is taken over, two hundred posts at a time; the same file again changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit.actions import record
from forums.actions.bringing_faces import bring_faces
from forums.actions.bringing_files import bring_files
from forums.authors import LAST_WORD
from forums.bringing import (
    address_mark,
    author_mark,
    mark_of,
    name_mark,
    sealed_name,
    sealed_profile,
)
from forums.markup import BAKE, MOST, bake
from forums.models import Board, Brought, FormerAuthor, Post, Topic
from forums.models.boards import Audience
from forums.moving.shape import OldAuthor, OldForum, OldPost, Report
from forums.queries.topics import MOST_STEPS
from forums.rules import may_bring_in
from po_platform.access.actor import Actor, acting_as
from po_platform.access.refusals import demand

AT_ONCE = 200
_WHY_NOT = {
    False: "posts of boards that were not for everybody",
    True: "posts of boards of which the files do not say who could read them",
}
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Wish:
    """`into`: old board key → board here, "" for all others; `days`: until search finds posts of
    authors who have not come back."""

    source: str
    into: Mapping[str, UUID] = field(default_factory=dict)
    days: int = 365
    dry_run: bool = False


def bring_in(*, actor: Actor, forum: OldForum, wish: Wish) -> Report:
    """Takes over what may be. A dry run is the same, taken back. Raises PermissionDenied, Unreadable.

    Each two hundred posts are a transaction: a run that is broken off goes on with the next one.
    """
    report = Report(wish.source, wish.dry_run)
    with acting_as(actor) if wish.dry_run else nullcontext():
        demand(may_bring_in(actor))
        taking = _Taking(actor, forum, wish, report)
        posts = iter(forum.posts(report))
        while some := list(islice(posts, AT_ONCE)):
            with acting_as(actor):
                taking.take(some)
        bring_files(actor=actor, forum=forum, report=report)
        bring_faces(actor=actor, forum=forum, report=report)
        if wish.dry_run:
            transaction.set_rollback(True)
    return report


class _Taking:
    """One run."""

    def __init__(self, actor: Actor, forum: OldForum, wish: Wish, report: Report) -> None:
        self.actor, self.forum, self.wish, self.report = actor, forum, wish, report
        self.boards: dict[str, Board | None] = {}

    def take(self, posts: list[OldPost]) -> None:
        """Locks its topics in one order, so that two runs never wait in a circle."""
        parts = [part for post in posts for part in self._parts(post)]
        marks = {self._mark(part.key): part for part in parts}
        known = set(Brought.objects.filter(mark__in=marks).values_list("mark", flat=True))
        self.report.counts["unchanged"] += len(known)
        fresh = {mark: part for mark, part in marks.items() if mark not in known}
        topics = self._topics({part.topic for part in fresh.values()})
        authors = self._authors({p.author for p in fresh.values() if p.author is not None})
        self._learn_profiles({p.author for p in parts if p.author and p.author.profile})
        made: list[tuple[str, Post, FormerAuthor | None]] = []
        for mark, part in fresh.items():
            topic = topics.get(part.topic)
            if topic is None:
                self.report.drop(_WHY_NOT[self._is_unsaid(part.topic)])
            else:
                author = authors.get(part.author.key) if part.author else None
                made.append((mark, self._post(mark, part, topic, author), author))
        self._store(made, [topic for topic in topics.values() if topic])
        self._answer([(post, fresh[mark].answers) for mark, post, _author in made])

    def _parts(self, post: OldPost) -> Iterator[OldPost]:
        """A post longer than ours can be becomes several."""
        texts = split(post.text)
        if not _WORD.search(post.text):
            self.report.drop("posts with no words in them")
            return
        for number, text in enumerate(texts):
            key = post.key if not number else f"{post.key}#{number}"
            yield replace(post, key=key, text=text, answers="" if number else post.answers)
        self.report.counts["shortened"] += len(texts) > 1

    def _mark(self, key: str) -> str:
        return mark_of(self.wish.source, key)

    def _topics(self, keys: set[str]) -> dict[str, Topic | None]:
        """Topics by their old keys, locked; None where nothing may be taken over."""
        marks = {self._mark(f"topic {key}"): key for key in keys}
        rows = Brought.objects.filter(mark__in=marks).values_list("mark", "topic")
        known: dict[str, int | None] = {marks[mark]: topic for mark, topic in rows}
        onward = _onward({pk for pk in known.values() if pk})
        known = {key: onward.get(pk or 0, pk) for key, pk in known.items()}
        for key in sorted(keys - set(known)):
            known[key] = self._new_topic(key)
        ids = sorted(pk for pk in known.values() if pk)
        locked = {
            row.pk: row
            for row in Topic.objects.filter(pk__in=ids)
            .select_related("board")
            .select_for_update(of=("self",))
            .order_by("pk")
        }
        return {key: locked.get(pk or 0) for key, pk in known.items()}

    def _new_topic(self, key: str) -> int | None:
        old = self.forum.topics[key]
        board = self._board(old.board)
        if board is None:
            return None
        topic = Topic.objects.create(
            board=board,
            title=old.title or "…",
            audience=Audience.GROUP if board.group_id else Audience.MEMBERS,
            locked=old.locked,
            pinned=old.pinned,
        )
        mark = self._mark(f"topic {key}")
        Brought.objects.create(source=self.wish.source, mark=mark, topic=topic)
        self.report.counts["topics"] += 1
        return topic.pk

    def _board(self, key: str) -> Board | None:
        if key not in self.boards:
            self.boards[key] = self._found_board(key)
        return self.boards[key]

    def _is_unsaid(self, topic: str) -> bool:
        board = self.forum.boards.get(self.forum.topics[topic].board)
        return board is not None and board.unsaid

    def _found_board(self, key: str) -> Board | None:
        old = self.forum.boards.get(key)
        ref = self.wish.into.get(key)
        if ref is None and old is not None and old.private:
            known = "The files do not say who could read board {0}, so nothing of it was taken."
            shut = "Board {0} was not for everybody there, so nothing of it was taken."
            self.report.note(
                (known if old.unsaid else shut).format(key)
                + f" Name the board of a group for it: --into {key}=…"
            )
            return None
        ref = ref or self.wish.into.get("")
        mark = self._mark(f"board {key}")
        brought = Brought.objects.filter(mark=mark).select_related("board").first()
        if ref is not None:
            board = Board.objects.get(ref=ref)
        elif brought is not None:
            return brought.board
        else:
            title = old.title if old else ""
            names = {code: title or self.wish.source for code, _name in settings.LANGUAGES}
            texts = {code: old.text for code, _name in settings.LANGUAGES} if old else {}
            closed = timezone.now() if old and old.closed else None
            board = Board.objects.create(title=names, text=texts, closed_at=closed)
            record(actor=self.actor, verb="forums.board.made", thing=board)
            self.report.counts["boards"] += 1
        if brought is None:
            Brought.objects.create(source=self.wish.source, mark=mark, board=board)
        return board

    def _authors(self, olds: set[OldAuthor]) -> dict[str, FormerAuthor]:
        source = self.wish.source
        marks = {author_mark(source, old.key): old for old in olds}
        known = {row.mark: row for row in FormerAuthor.objects.filter(mark__in=marks)}
        fresh = [
            FormerAuthor(
                source=source,
                mark=mark,
                sealed_name=sealed_name(mark, old.name),
                name_mark=name_mark(old.name),
                address_mark=address_mark(old.address),
                sealed_profile=sealed_profile(mark, old.profile),
            )
            for mark, old in marks.items()
            if mark not in known
        ]
        FormerAuthor.objects.bulk_create(fresh)
        self.report.counts["authors"] += len(fresh)
        return {marks[row.mark].key: row for row in [*known.values(), *fresh]}

    def _learn_profiles(self, olds: set[OldAuthor]) -> None:
        """A later run may know where the pages of accounts are, for those nobody has claimed."""
        marks = {author_mark(self.wish.source, old.key): old for old in olds}
        rows = FormerAuthor.objects.filter(mark__in=marks, person=None, sealed_profile="")
        known = list(rows) if marks else []
        for row in known:
            row.sealed_profile = sealed_profile(row.mark, marks[row.mark].profile)
        FormerAuthor.objects.bulk_update(known, ["sealed_profile"])

    def _post(self, mark: str, old: OldPost, topic: Topic, author: FormerAuthor | None) -> Post:
        topic.posts += 1
        person_id = author.person_id if author else None
        if topic.posts == 1:
            topic.starter_id, topic.begun_at, topic.shown_at = person_id, old.at, old.at
        if topic.last_post_at is None or old.at >= topic.last_post_at:
            topic.last_post_at, topic.last_poster_id = old.at, person_id
            topic.last_by_team = False
        return Post(
            topic=topic,
            no=topic.posts,
            author_id=person_id,
            client_ref=uuid5(NAMESPACE_URL, mark),
            state=Post.State.PUBLISHED,
            text=old.text,
            html=bake(old.text),
            baked=BAKE,
            written_at=old.at,
            published_at=old.at,
            told_at=timezone.now(),
            findable_at=None if person_id else self._findable_at,
        )

    @property
    def _findable_at(self) -> datetime:
        return timezone.now() + timedelta(days=self.wish.days)

    def _store(
        self, made: list[tuple[str, Post, FormerAuthor | None]], topics: list[Topic]
    ) -> None:
        if not made:
            return
        Post.objects.bulk_create([post for _mark, post, _author in made])
        Brought.objects.bulk_create(
            Brought(source=self.wish.source, mark=mark, post=post, author=author)
            for mark, post, author in made
        )
        fields = ["posts", "starter", "begun_at", "shown_at", *LAST_WORD]
        Topic.objects.bulk_update(topics, fields)
        self.report.counts["posts"] += len(made)
        record(actor=self.actor, verb="forums.posts.brought_in", thing=topics[0], posts=len(made))

    def _answer(self, answers: list[tuple[Post, str]]) -> None:
        """What answers an earlier post of its topic says so."""
        marks = {self._mark(key) for _post, key in answers if key}
        rows = Brought.objects.filter(mark__in=marks, post__isnull=False)
        there = {mark: (pk, topic) for mark, pk, topic in
                 rows.values_list("mark", "post", "post__topic")}  # fmt: skip
        linked = []
        for post, key in answers:
            pk, topic = there.get(self._mark(key), (None, None)) if key else (None, None)
            if pk and topic == post.topic_id:
                post.answers_id = pk
                linked.append(post)
        Post.objects.bulk_update(linked, ["answers"])


def _onward(ids: set[int]) -> dict[int, int]:
    """Of topics that became part of another one: the one their posts stand in by now."""
    onward = {pk: pk for pk in ids}
    for _step in range(MOST_STEPS):
        moved = Topic.objects.filter(pk__in=set(onward.values()), merged_into__isnull=False)
        steps = dict(moved.values_list("pk", "merged_into"))
        if not steps:
            break
        onward = {pk: steps.get(now) or now for pk, now in onward.items()}
    return onward


def split(text: str, most: int = MOST) -> list[str]:
    """Parts of at most `most` signs, at paragraphs, lines or words where there are any."""
    parts: list[str] = []
    while len(text) > most:
        ends = (text.rfind(sign, most // 2, most) for sign in ("\n\n", "\n", " "))
        cut = next((end for end in ends if end > 0), most)
        parts.append(text[:cut].strip())
        text = text[cut:]
    return [part for part in [*parts, text.strip()] if part]
