"""Somebody as talk knows her: what stands beside her name, and the topics she began."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404

from forums.faces import picture_of
from forums.models import Ignored, Post, Topic
from forums.queries.posts import SHOWN
from forums.queries.topics import Lines, begun_by
from forums.sight import Sight
from members.models import Person


@dataclass(frozen=True, slots=True)
class PersonShown:
    """`badge`: what the office says she is beside a member. `remembered`: the topic in her memory, if
    the reader may read it. `ignored`: by the reader."""

    row: Person
    badge: str = ""
    mine: bool = False
    ignored: bool = False
    remembered: Topic | None = None

    @property
    def in_memory(self) -> bool:
        return self.row.state == Person.State.DECEASED

    @property
    def picture(self) -> str:
        """Of who is ignored none."""
        return "" if self.ignored else picture_of(self.row)

    @property
    def left(self) -> bool:
        return self.row.state == Person.State.LEFT


def person_shown(*, sight: Sight, ref: UUID) -> PersonShown:
    """Whose words stand under her own name where this reader reads; or herself. Raises Http404.

    For members and who moderates: nobody finds people here whom she could not read of, and what
    somebody wrote for the moderators is nothing of her own. At most three queries.
    """
    if not sight.writes:
        raise Http404
    hers = Post.objects.filter(
        Exists(Topic.objects.filter(sight.topics(), pk=OuterRef("topic"))),
        author=OuterRef("pk"), as_team=False, state__in=SHOWN, no__isnull=False,
    )  # fmt: skip
    ignored = Ignored.objects.filter(person=sight.person_id, ignored=OuterRef("pk"))
    rows = Person.objects.select_related("talk_badge", "talk_picture")
    row = rows.annotate(wrote=Exists(hers), ignored=Exists(ignored)).filter(ref=ref).first()
    there = _remembering(sight, row) if row else None
    if row is None or not (row.wrote or there or row.pk == sight.person_id):
        raise Http404
    badge = getattr(row, "talk_badge", None)
    return PersonShown(
        row,
        badge=str(badge.get_kind_display()) if badge else "",
        mine=row.pk == sight.person_id,
        ignored=row.ignored,
        remembered=there,
    )


def _remembering(sight: Sight, row: Person) -> Topic | None:
    if row.state != Person.State.DECEASED:
        return None
    return Topic.objects.filter(sight.topics(), memorial_of=row).first()


def topics_begun(*, sight: Sight, person: Person, before: str = "") -> Lines:
    """What she began under her own name and this reader finds in lists. Raises Http404."""
    return begun_by(sight=sight, person_id=person.pk, before=before)
