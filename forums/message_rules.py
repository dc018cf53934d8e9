"""Whether one member may write a message to another: pure answers, asked by actions and pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from po_platform.access.refusals import Allowed, Denied, Verdict

from .models import TakesFrom
from .sight import Sight

TRUSTED_AFTER = 3  # posts that came out, before somebody begins a conversation
NEW_UNTIL = 10
BEGUN_A_DAY, BEGUN_A_DAY_WHEN_NEW = 5, 2
MOST_A_DAY = 60


@dataclass(frozen=True, slots=True)
class Between:
    """What is known about two members, from the side of whoever wants to write.

    `here`: the other has an account and is a member still. `of_other_age`: one of them is of age and
    the other not, or that is not known. `answers`: the other wrote to her before. `takes` and `allowed`: what the other
    chose. `published`: her posts that came out. `begun` and `sent`: in a day. `tied`: brought together
    by another feature, each with a yes, and nobody ended it. `unsaid`: she has not said whether she is
    18 or older. `said_both`: she said both.
    """

    name: str
    here: bool = True
    of_other_age: bool = False
    ignores: bool = False
    ignored: bool = False
    answers: bool = False
    wrote_before: bool = False
    takes: str = TakesFrom.NOBODY
    allowed: bool = False
    published: int = 0
    begun: int = 0
    sent: int = 0
    tied: bool = False
    unsaid: bool = False
    said_both: bool = False


def may_correspond(sight: Sight) -> Verdict:
    """Members, for themselves."""
    if sight.belongs:
        return Allowed()
    return Denied(_("Members write messages to each other. Sign in as a member."))


def may_message(sight: Sight, between: Between) -> Verdict:
    """Only whom the other takes messages from; an answer always, unless she is ignored.

    That somebody ignores her, or how old somebody is, nobody learns from these words: her own measure
    comes first, so that a new account reads the same about everybody.
    """
    if isinstance(refused := may_correspond(sight), Denied):
        return refused
    if between.ignores:
        return Denied(_("You ignore this person. Stop that first if you want to write."))
    if between.unsaid:
        return Denied(_("Say first whether you are 18 or older. Then you can write messages."))
    if between.said_both:
        return Denied(
            _(
                "You said that you are 18 or older, and later that you are not yet. Nobody writes"
                " messages with you until we ask once more. Call us if this troubles you."
            )
        )
    if isinstance(refused := _in_measure(between), Denied):
        return refused
    if not between.here or between.ignored or between.of_other_age or not _takes(between):
        words = _("%(name)s does not take messages from you at present. You can talk in a topic.")
        return Denied(words % {"name": between.name})
    return Allowed()


def _takes(between: Between) -> bool:
    chosen = between.takes == TakesFrom.ALL or (
        between.takes == TakesFrom.ALLOWED and between.allowed
    )
    return between.tied or between.answers or chosen


def _in_measure(between: Between) -> Verdict:
    begins = not (between.tied or between.answers or between.wrote_before)
    if begins and between.published < TRUSTED_AFTER:
        return Denied(_("You can begin to write messages when three of your posts have come out."))
    most = BEGUN_A_DAY_WHEN_NEW if between.published < NEW_UNTIL else BEGUN_A_DAY
    if begins and between.begun >= most:
        return Denied(
            _("You wrote to several new people today. Go on tomorrow; what you typed stays here.")
        )
    if between.sent >= MOST_A_DAY:
        return Denied(_("You wrote a lot today. Go on tomorrow; what you typed stays here."))
    return Allowed()
