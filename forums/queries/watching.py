"""Which lists of words stand in a text, and whose posts are read first for a while."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models.functions import Now
from django.http import Http404

from forums.models import ReadFirst, WatchedWords
from forums.rules import may_moderate, may_set_up_boards
from forums.sight import sight_of
from members.models import Person
from members.parts import is_on
from moderation.own_pages import own_page
from moderation.theme_words import told_in
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand

MOST_PAGES = 3


@dataclass(frozen=True, slots=True)
class Known:
    """A page of ours about what somebody writes. `number`: of the list; `words`: what she wrote."""

    number: int
    words: str
    url: str
    title: str


def effects_in(text: str) -> frozenset[str]:
    """What the lists want done about a text, codes of WatchedWords.Effect; one query.

    A list that leads to a page wants nothing done: it says something to the author, not to us.
    """
    rows = WatchedWords.objects.exclude(effect=WatchedWords.Effect.LINK)
    return frozenset(
        effect for effect, lines in rows.values_list("effect", "lines") if told_in(text, lines)
    )


def pages_about(text: str) -> list[Known]:
    """Pages everybody may read that lists lead to from this text, each once; a few at most.

    One query, and one for each page. A page that is gone, or of a part that is off, is left out.
    """
    rows = WatchedWords.objects.filter(effect=WatchedWords.Effect.LINK).order_by("name", "pk")
    met: dict[str, tuple[int, str]] = {}
    for row in rows:
        if told_in(text, row.lines):  # asked once of a list, and of each line only where one stands
            words = next(line for line in row.lines if told_in(text, [line]))
            met.setdefault(row.page, (row.pk, words))
    found = []
    for path, (number, words) in list(met.items())[:MOST_PAGES]:
        page = own_page(path) if is_on(path) else None
        if page is not None:
            found.append(Known(number, words, page.path, page.title))
    return found


def lists_of_words(*, actor: Actor) -> list[WatchedWords]:
    """By name. Raises PermissionDenied."""
    demand(may_set_up_boards(actor))
    return list(WatchedWords.objects.order_by("name", "pk"))


def list_of_words(*, actor: Actor, number: int) -> WatchedWords:
    """Raises PermissionDenied, Http404."""
    demand(may_set_up_boards(actor))
    row = WatchedWords.objects.filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def tried(*, actor: Actor, text: str) -> list[tuple[WatchedWords, Sequence[str]]]:
    """Which lists a text would meet, each with the lines that stand in it."""
    found: list[tuple[WatchedWords, Sequence[str]]] = []
    for row in lists_of_words(actor=actor):
        if lines := [line for line in row.lines if told_in(text, [line])]:
            found.append((row, lines))
    return found


def is_read_first(*, actor: Actor) -> bool:
    """Whether what the actor posts now waits because of her; one query."""
    return my_read_first(actor=actor) is not None


def my_read_first(*, actor: Actor) -> ReadFirst | None:
    """Why and until when what the actor posts waits."""
    return _living(actor, actor.person_id) if isinstance(actor, SignedIn) else None


def read_first_of(*, actor: Actor, ref: UUID) -> tuple[Person, ReadFirst | None]:
    """A member, and whether her posts wait; for moderators. Raises PermissionDenied, Http404."""
    demand(may_moderate(sight_of(actor)))
    person = Person.objects.filter(ref=ref).first()
    if person is None:
        raise Http404
    return person, _living(actor, person.pk)


def all_read_first(*, actor: Actor) -> list[ReadFirst]:
    """Everybody whose posts wait now, those that end first on top."""
    demand(may_moderate(sight_of(actor)))
    rows = ReadFirst.objects.visible_to(actor).filter(until_at__gt=Now())
    return list(rows.select_related("person").order_by("until_at", "pk"))


def _living(actor: Actor, person_id: int | None) -> ReadFirst | None:
    rows = ReadFirst.objects.visible_to(actor).filter(person=person_id, until_at__gt=Now())
    found: ReadFirst | None = rows.order_by("-until_at").first()
    return found
