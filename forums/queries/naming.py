"""Whom a name behind an @ means, who is offered to be named, and where the reader is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from forums.models import BoardReader, Ignored, Named, Post, Topic, TopicReader
from forums.models.boards import Audience
from forums.names import linked, typed_names
from forums.naming_rules import HERE, names_left
from forums.queries.boards import NEW_FOR
from forums.queries.posts import SHOWN, PostShown
from forums.sight import Sight
from members.models import Person

OFFERED = 12
LOOKED_THROUGH = 100  # posts, for whom to offer
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Names:
    """A post with its names: as HTML, and person → her name as it stands there."""

    html: str
    people: Mapping[int, str]


def names_in(
    *, sight: Sight, topic: Topic, html: str, published: int, before: Sequence[Named] = ()
) -> Names:
    """Baked HTML with the names that count linked. `published`: posts of the author that came out;
    `before`: who is named in this post already, with their persons.

    Counts who wrote for these readers on this board under her own name, and so can be found by
    whoever reads this: nobody learns by an @ who else belongs to us. Two queries, none without an @.
    """
    meant = {row.words.lower(): row.person for row in before if row.words}
    if typed := typed_names(html):
        meant = {**_people(sight, topic, typed), **meant}
    if not meant:
        return Names(html, {})
    found = [meant[name].pk for name, _words in linked(html, _addresses(meant))[1]]
    there = {row.person_id for row in before if row.words or row.told_at}
    new = [pk for pk in dict.fromkeys(found) if pk not in there]
    if new:
        lately = Named.objects.filter(
            post__author=sight.person_id, made_at__gt=timezone.now() - A_DAY
        ).exclude(words="", told_at__isnull=True)
        stay = len(there.intersection(found))
        left = names_left(published=published, in_a_day=lately.count(), there=stay)
        there |= set(new[:left])
    counts = {name: who for name, who in meant.items() if who.pk in there}
    made, names = linked(html, _addresses(counts))
    return Names(made, {counts[name].pk: words for name, words in reversed(names)})


def with_names(html: str, rows: Iterable[Named]) -> str:
    """The same again, of a post in which these are named, with their persons."""
    return linked(html, _addresses({row.words: row.person for row in rows if row.words}))[0]


def _addresses(people: Mapping[str, Person]) -> dict[str, str]:
    return {name: reverse("forums:person", args=[who.ref]) for name, who in people.items()}


def _people(sight: Sight, topic: Topic, typed: Sequence[str]) -> dict[str, Person]:
    """Names with whom they mean; where two have the same, whoever wrote in this topic, or nobody."""
    group = topic.audience == Audience.GROUP
    wide = (Audience.GROUP,) if group else (Audience.EVERYBODY, Audience.MEMBERS)
    readable = Topic.objects.filter(
        sight.topics(), pk=OuterRef("topic"), board=topic.board_id, audience__in=wide
    )
    wrote = _under_her_name(Post.objects.filter(Exists(readable), author=OuterRef("pk")))
    here = _under_her_name(Post.objects.filter(topic=topic.pk or 0, author=OuterRef("pk")))
    looks = [_look(Value(one)) for one in typed]
    rows = Person.objects.annotate(look=_look(F("display_name")), here=Exists(here)).filter(
        Exists(wrote), look__in=looks, state__in=HERE
    )
    found: dict[str, list[Person]] = {}
    for row in rows.exclude(pk=sight.person_id or 0):
        for name in {row.display_name, row.display_name.rstrip(".")}:
            found.setdefault(name.lower(), []).append(row)
    meant = {}
    for name, people in found.items():
        near = [row for row in people if row.here]  # type: ignore[attr-defined]  # annotated
        if len(one := near or people) == 1 and len(name) > 1:
            meant[name] = one[0]
    return meant


def _under_her_name(rows: QuerySet[Post]) -> QuerySet[Post]:
    return rows.filter(as_team=False, state__in=SHOWN, no__isnull=False)


def _look(name: F | Value) -> Func:
    """As names are told apart everywhere (members/migrations/0005); the index knows it."""
    return Func(name, function="name_look", output_field=TextField())


def offered(*, sight: Sight, topic: Topic) -> list[tuple[str, str]]:
    """(ref, name) of who wrote in this topic of late, the newest first; one query.

    Nobody the reader ignores. Who ignores her is offered all the same: she is not to find that out.
    """
    ignored = Ignored.objects.filter(person=sight.person_id, ignored=OuterRef("author"))
    last = _under_her_name(
        Post.objects.filter(
            topic=topic, no__gt=topic.posts - LOOKED_THROUGH, author__state__in=HERE
        )
    )
    rows = last.exclude(author=sight.person_id).exclude(Exists(ignored)).order_by("-no")
    return _each_once(rows.values_list("author__ref", "author__display_name")[:LOOKED_THROUGH])


def offered_among(posts: Iterable[PostShown]) -> list[tuple[str, str]]:
    """The same, of the posts of a page that were read already; no query."""
    people = [
        post.row.author
        for post in posts
        if post.row and not (post.gone or post.mine or post.ignored or post.row.as_team)
    ]
    there = [row for row in reversed(people) if row is not None and row.state in HERE]
    return _each_once((row.ref, row.display_name) for row in there)


def _each_once(rows: Iterable[tuple[object, str]]) -> list[tuple[str, str]]:
    return list({str(ref): (str(ref), name) for ref, name in rows}.values())[:OFFERED]


def unread_names(*, sight: Sight) -> list[Post]:
    """Posts the reader is named in and has not read, newest first, five at most. Named by a change of
    a post she has read already, she is told by e-mail alone. One query.
    """
    me = sight.person_id
    if me is None:
        return []
    told = Named.objects.filter(post=OuterRef("pk"), person=me, told_at__isnull=False)
    hers = TopicReader.objects.filter(topic=OuterRef("topic"), person=me)
    counted = BoardReader.objects.filter(
        board=OuterRef("topic__board"), person=me, read_until__gte=OuterRef("published_at")
    )
    ignored = Ignored.objects.filter(person=me, ignored=OuterRef("author"))
    topics = Topic.objects.filter(sight.topics(), pk=OuterRef("topic"))
    rows = Post.objects.filter(
        Exists(told.exclude(words="")), Exists(topics), ~Exists(counted),
        ~Exists(hers.filter(level="nothing")),
        Q(unnamed=True) | ~Exists(ignored),
        state=Post.State.PUBLISHED, kept_close=False, no__isnull=False,
        published_at__gt=timezone.now() - NEW_FOR,
    ).annotate(seen=Coalesce(Subquery(hers.values("last_no")[:1]), 0))  # fmt: skip
    unread = rows.filter(no__gt=F("seen")).select_related("topic")
    return list(unread.order_by("-published_at")[:5])
