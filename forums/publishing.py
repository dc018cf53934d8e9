"""Whether a post comes out at once, comes out and is looked at, or waits for a moderator; pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

NEW_BELOW = 10  # posts that came out, below which somebody is new for links and pictures


class Outcome(StrEnum):
    """What happens to a post. Whatever is held is looked at."""

    PUBLISH = "publish"
    WITH_CASE = "publish_with_case"
    HOLD = "hold"
    FOLD = "fold"  # out, looked at, and folded until a moderator decided


class Act(StrEnum):
    """What the author does."""

    TOPIC = "topic"
    REPLY = "reply"
    EDIT = "edit"


class Reason(StrEnum):
    """Why; stored with the post and told to its author in plain words (forums/wording.py)."""

    FIRST_POSTS = "first_posts"
    BOARD = "board"
    LINKS = "links"
    PICTURES = "pictures"
    NEW_LINKS = "new_links"
    TOPIC = "topic"
    MEMBER = "member"
    WORDS = "words"
    NOBODY_THERE = "nobody_there"
    SENT_AGAIN = "sent_again"  # changed as a moderator asked
    PUT_BACK = "put_back"  # its case was closed while its author had taken it back
    NOTICED = "noticed"  # a detector; never a reason to hold
    DANGER = "danger"  # words of danger: nothing else holds it but its board, and who is read first
    FOLDED_FIRST = "folded_first"  # came out folded for these words, and nobody decided since


class InDanger(StrEnum):
    """What a board does with words of danger. People are called in any case."""

    OPEN = "open"
    FOLDED = "folded"
    HELD = "held"


DANGER_WORDS = "danger_words"  # the code of words of danger, of a detector


@dataclass(frozen=True, slots=True)
class Policy:
    """What a board wants held; see models.Board."""

    first_posts_held: int = 0
    holds_all: bool = False
    holds_links: bool = False
    holds_pictures: bool = False
    holds_off_duty: bool = False
    in_danger: str = InDanger.OPEN
    holds_new_links: bool = False
    holds_methods: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a post. `published_before`: posts of its author that came out.

    `on_duty`: whether a moderator is there now, None where there is no rota. `noticed`: what
    detectors found, in their own codes. Held for a while: everything in this topic
    (`topic_holds`), everything of this member (`member_holds`), words of a list (`held_words`).
    `names_method`: a list of words of danger says so.
    """

    act: Act
    policy: Policy
    published_before: int = 0
    of_the_team: bool = False
    links: bool = False
    pictures: bool = False
    on_duty: bool | None = None
    noticed: Collection[str] = ()
    topic_holds: bool = False
    member_holds: bool = False
    held_words: bool = False
    names_method: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome and every reason for it."""

    outcome: Outcome
    reasons: tuple[Reason, ...] = ()

    @property
    def held(self) -> bool:
        return self.outcome is Outcome.HOLD


def decide(facts: Facts) -> Verdict:
    """Moderators are never held. What a detector notices opens a case and holds nothing back; words
    of danger stand open to answers, unless the board was set up to fold or hold them, or to hold those
    that name a method, or a moderator reads everything of this member first.
    """
    if DANGER_WORDS in facts.noticed and not facts.of_the_team:
        waits = facts.member_holds or (facts.names_method and facts.policy.holds_methods)
        return _in_danger(InDanger.HELD if waits else facts.policy.in_danger)
    holding = () if facts.of_the_team else tuple(_holding(facts))
    noticed = (Reason.NOTICED,) if facts.noticed else ()
    if holding:
        return Verdict(Outcome.HOLD, holding + noticed)
    return Verdict(Outcome.WITH_CASE if noticed else Outcome.PUBLISH, noticed)


def _in_danger(way: str) -> Verdict:
    told = (Reason.NOTICED, Reason.DANGER)
    if way == InDanger.HELD:
        return Verdict(Outcome.HOLD, told)
    if way == InDanger.FOLDED:
        return Verdict(Outcome.FOLD, (*told, Reason.FOLDED_FIRST))
    return Verdict(Outcome.WITH_CASE, told)


def _holding(facts: Facts) -> list[Reason]:
    policy = facts.policy
    new = facts.act is not Act.EDIT and facts.published_before < policy.first_posts_held
    found = {
        Reason.BOARD: policy.holds_all,
        Reason.TOPIC: facts.topic_holds,
        Reason.MEMBER: facts.member_holds,
        Reason.FIRST_POSTS: new,
        Reason.LINKS: policy.holds_links and facts.links,
        Reason.PICTURES: policy.holds_pictures and facts.pictures,
        Reason.NEW_LINKS: policy.holds_new_links
        and facts.published_before < NEW_BELOW
        and (facts.links or facts.pictures),
        Reason.WORDS: facts.held_words,
        Reason.NOBODY_THERE: policy.holds_off_duty and facts.on_duty is False,
    }
    return [reason for reason, applies in found.items() if applies]
