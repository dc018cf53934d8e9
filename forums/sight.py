"""What an actor may read: decided here once, for lists, pages, mails' links and counts alike."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from members.models import GroupMembership
from members.queries.own import own_rows
from moderation.models import PlaceKeeper
from moderation.places import looks_after
from po_platform.access.actor import NEEDS_SECOND_FACTOR, Actor, Hat, SignedIn

from .models.boards import Audience, Board
from .models.folding import FoldedWords

# Whoever is here for herself. Staff who are no members read what everybody reads.
FOR_HERSELF = frozenset(Hat) - NEEDS_SECOND_FACTOR


@dataclass(frozen=True, slots=True)
class Sight:
    """What one reader may see; a moderator sees every board, or those she moderates.

    `inside`: ids of the groups she is in, as a question: most pages ask it within their own.
    `keeps`: the same with refs of boards, for whoever moderates these and no others. `folded`: the
    same of words she wants folded.
    """

    person_id: int | None = None
    belongs: bool = False
    moderates: bool = False
    inside: QuerySet[GroupMembership, int] | None = None
    keeps: QuerySet[PlaceKeeper, UUID] | None = None
    folded: QuerySet[FoldedWords] | None = None

    def moderates_on(self, board: Board) -> bool:
        """Whether she moderates this board: the one question for whatever stands there."""
        return self.moderates or (self.keeps is not None and board.ref in frozenset(self.keeps))

    def is_inside(self, board: Board) -> bool:
        """Whether she reads here as a member or a moderator, and more than everybody does."""
        return self.belongs or self.moderates_on(board)

    @property
    def groups(self) -> frozenset[int]:
        """The same, answered: one query the first time."""
        return frozenset(self.inside if self.inside is not None else ())

    @property
    def me(self) -> int:
        """The reader's person, after a rule let her in; there is none for a visitor."""
        if self.person_id is None:
            raise PermissionError("A visitor has no marks of her own.")
        return self.person_id

    @property
    def writes(self) -> bool:
        return self.person_id is not None and (
            self.belongs or self.moderates or self.keeps is not None
        )

    def reaches(self, audience: str, board: Board) -> bool:
        """Whether something for this audience, on this board, is hers to read."""
        if audience == Audience.EVERYBODY or self.moderates_on(board):
            return True
        if audience == Audience.MEMBERS:
            return self.belongs
        return board.group_id in self.groups

    def choices(self, board: Board) -> list[str]:
        """The audiences this author can choose on a board, the narrowest first."""
        offered = choices_within(board.widest, board.group_id)
        return [one for one in offered if self.reaches(one, board)]

    def topics(self) -> Q:
        """The same as a filter on topics that are out."""
        out = Q(shown_at__isnull=False, gone_at__isnull=True)
        if self.moderates:
            return out
        open_to_her = Q(audience=Audience.EVERYBODY, kept_close=False)
        if self.belongs:
            open_to_her = Q(audience__in=(Audience.EVERYBODY, Audience.MEMBERS))
        if self.belongs and self.inside is not None:
            open_to_her |= Q(audience=Audience.GROUP, board__group_id__in=self.inside)
        if self.keeps is not None:
            open_to_her |= Q(board__ref__in=self.keeps)
        return out & open_to_her

    def listed(self) -> Q:
        """Those that stand in lists; moderators find the others there too, marked."""
        if self.moderates:
            return self.topics()
        in_lists = Q(unlisted=False)
        if self.keeps is not None:
            in_lists |= Q(board__ref__in=self.keeps)
        return self.topics() & in_lists

    def named(self) -> Q:
        """Boards of which she learns that they are there and reads nothing: open ones for members, no
        group's, where the office said so.
        """
        if self.belongs or self.moderates:
            return Q(pk__in=[])
        there = Q(named_to_guests=True, widest=Audience.MEMBERS, group=None, closed_at=None)
        return there if self.keeps is None else there & ~Q(ref__in=self.keeps)


def findable(at: str = "findable_at") -> Q:
    """Posts a search may find: those written here, and of older forums those claimed or old enough.

    `at`: the way to the column, from another table.
    """
    return Q(**{f"{at}__isnull": True}) | Q(**{f"{at}__lte": Now()})


def sight_of(actor: Actor) -> Sight:
    """Asks nothing yet."""
    if not isinstance(actor, SignedIn):
        return Sight()
    moderates = actor.holds(Hat.MODERATOR)
    keeps = looks_after(actor)
    folded = FoldedWords.objects.visible_to(actor).filter(person=actor.person_id)
    if not actor.roles & FOR_HERSELF:
        return Sight(actor.person_id, moderates=moderates, keeps=keeps, folded=folded)
    inside = own_rows(GroupMembership, actor).filter(joined_at__isnull=False, left_at__isnull=True)
    groups = inside.values_list("group_id", flat=True)
    return Sight(
        actor.person_id,
        belongs=True,
        moderates=moderates,
        inside=groups,
        keeps=keeps,
        folded=folded,
    )


def may_choose(widest: str, wanted: str, group_id: int | None) -> bool:
    """Whether an author may choose this audience on a board: as wide as it allows, or narrower."""
    return wanted in choices_within(widest, group_id)


def audience_after_move(audience: str, *, widest: str, same_group: bool) -> str | None:
    """Who reads a topic on another board: as many as before or fewer; None where it cannot go.

    Never into or out of a group: others would read it, or its authors could not any more.
    """
    if Audience.GROUP in (audience, widest):
        return audience if same_group and audience == Audience.GROUP else None
    return audience if audience == Audience.MEMBERS else widest


def choices_within(widest: str, group_id: int | None) -> list[str]:
    """The audiences a board offers, the narrowest first."""
    order = [Audience.GROUP.value, Audience.MEMBERS.value, Audience.EVERYBODY.value]
    offered = order[: order.index(widest) + 1]
    return offered if group_id else [one for one in offered if one != Audience.GROUP]
