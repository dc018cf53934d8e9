"""Words members put into profiles of a former forum: her own, and those a moderator is to look at."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from forums.bringing import opened_asked_name, opened_profile
from forums.models import FormerAuthor, ProfileWord
from forums.queries.former import Former, shown
from forums.rules import may_moderate
from forums.sight import sight_of
from members.models import Person
from members.share_codes import in_groups
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand

GOOD_FOR = timedelta(days=ProfileWord.holds.days)
MOST = 20
MOST_PROFILES = 200  # of all these words together


@dataclass(frozen=True, slots=True)
class MyWord:
    """One of hers, with the name she typed and the last moment it is good."""

    row: ProfileWord
    name: str
    word: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Profile:
    """An account there that nobody has back, and where its page is."""

    former: Former
    address: str


@dataclass(frozen=True, slots=True)
class Placed:
    """What a moderator compares: a word, and the accounts of the name it was asked for."""

    row: ProfileWord
    word: str
    profiles: list[Profile]

    @property
    def can_look(self) -> bool:
        """Whether there is a page to look at; who cannot look does not say that it is not there."""
        return any(one.address for one in self.profiles)


def living(words: QuerySet[ProfileWord]) -> QuerySet[ProfileWord]:
    """Those that are still good."""
    return words.filter(asked_at__gt=Now() - GOOD_FOR)


def has_profiles() -> bool:
    """Whether profiles of a former forum are known that nobody has claimed yet."""
    return _with_profile().exists()


def my_words(*, actor: Actor) -> list[MyWord]:
    """The newest first."""
    if not isinstance(actor, SignedIn):
        return []
    mine = living(ProfileWord.objects.filter(person=actor.person_id)).order_by("-pk")[:MOST]
    return [
        MyWord(
            row, opened_asked_name(row.ref, row.sealed_name), in_groups(row.word),
            row.asked_at + GOOD_FOR,
        )
        for row in mine
    ]  # fmt: skip


def words_to_look_at(*, actor: Actor) -> list[Placed]:
    """For a moderator: words of others that are said to stand somewhere, longest waiting first.

    Raises PermissionDenied.
    """
    sight = sight_of(actor)
    demand(may_moderate(sight))
    words = list(_placed(sight.person_id).order_by("placed_at", "pk")[:MOST])
    marks = {word.name_mark for word in words}
    of_name: dict[str, list[Profile]] = defaultdict(list)
    for one in shown(_with_profile().filter(name_mark__in=marks), MOST_PROFILES):
        address = opened_profile(one.row.mark, one.row.sealed_profile)
        of_name[one.row.name_mark].append(Profile(one, address))
    return [
        Placed(word, in_groups(word.word), of_name[word.name_mark])
        for word in words
        if word.name_mark in of_name
    ]


def a_word_waits(*, actor: Actor) -> bool:
    """Whether there is one for this moderator to look at."""
    sight = sight_of(actor)
    if not may_moderate(sight):
        return False
    return _placed(sight.person_id).exists()


def _placed(but_not: int | None) -> QuerySet[ProfileWord]:
    """Of members, and for a name somebody had there: anybody may ask for any name."""
    there = _with_profile().filter(name_mark=OuterRef("name_mark"))
    placed = ProfileWord.objects.filter(placed_at__isnull=False, person__state=Person.State.ACTIVE)
    return living(placed).filter(Exists(there)).exclude(person=but_not)


def _with_profile() -> QuerySet[FormerAuthor]:
    return FormerAuthor.objects.filter(person=None).exclude(sealed_profile="")
