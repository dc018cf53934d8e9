"""Whether somebody may write, change, take back, mark or moderate: pure answers, asked by actions."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from moderation.rules import HANDLERS
from po_platform.access.actor import Actor, Hat, Purpose, SignedIn, System
from po_platform.access.refusals import Allowed, Denied, Verdict
from po_platform.kit.spoken import moment

from .models import Board, Post, Topic
from .models.boards import Audience
from .publishing import Reason
from .sight import Sight, audience_after_move, may_choose

CHANGES_FOR = timedelta(hours=24)  # how long a post can be changed, and a taking back undone
PARTED_FOR = timedelta(days=30)  # how long two topics that became one can be two again
TURN_TO_FOR = timedelta(days=14)  # where one can turn to stands beside words of danger
MOST_IN_TEN_MINUTES = 8
MOST_A_DAY = 60
MOST_CHANGES_IN_TEN_MINUTES = 20
MOST_CHANGES_A_DAY = 100
MOST_FILES = 4  # with one post
State = Post.State


def may_write(sight: Sight) -> Verdict:
    """Members for themselves, and moderators. Staff who are no members do not write here."""
    if sight.writes:
        return Allowed()
    return Denied(_("Members talk here. Join us first, or sign in as a member."))


def signs_for_team(actor: Actor, sight: Sight, board: Board) -> bool:
    """Whether she writes here as a moderator, and so chooses as whom."""
    return isinstance(actor, SignedIn) and actor.hat in HANDLERS and bool(sight.moderates_on(board))


def may_start_topic(sight: Sight, board: Board, audience: str) -> Verdict:
    """On an open board one can read, for an audience the board allows."""
    if isinstance(refused := may_write(sight), Denied):
        return refused
    if board.closed_at is not None:
        return Denied(_("This board is closed. You can still read it."))
    if board.starters == Board.Starters.TEAM and not sight.moderates_on(board):
        return Denied(_("On this board only the moderators begin topics. You can answer."))
    if not may_choose(board.widest, audience, board.group_id):
        return Denied(_("This board does not allow so many readers. Choose again who can read."))
    if audience == "group" and not sight.reaches(audience, board):
        return Denied(_("Only the people in this group write for the group."))
    return Allowed()


def may_reply(sight: Sight, topic: Topic) -> Verdict:
    """In a topic one can read, until it is locked."""
    if isinstance(refused := may_write(sight), Denied):
        return refused
    if topic.board.closed_at is not None:
        return Denied(_("This board is closed. You can still read it."))
    if topic.is_closed and not sight.moderates_on(topic.board):
        return Denied(_("This topic is closed. You can begin a new one."))
    return Allowed()


def may_write_now(*, in_ten_minutes: int, in_a_day: int) -> Verdict:
    """A pause for everybody who writes very much at once."""
    if in_ten_minutes >= MOST_IN_TEN_MINUTES:
        return Denied(_("You wrote a lot just now. Wait ten minutes; what you typed stays here."))
    if in_a_day >= MOST_A_DAY:
        return Denied(_("You wrote a lot today. Go on tomorrow; what you typed stays here."))
    return Allowed()


def next_turn(*, last: datetime | None, pause: int, now: datetime) -> datetime | None:
    """When somebody may write here again; None for at once. `pause`: minutes."""
    at = last + timedelta(minutes=pause) if last is not None and pause else now
    return at if at > now else None


def may_take_a_turn(*, last: datetime | None, pause: int, now: datetime) -> Verdict:
    """Where there is a pause between two posts of one person."""
    at = next_turn(last=last, pause=pause, now=now)
    if at is None:
        return Allowed()
    words = _(
        "There is a pause here between two posts of one person. You can write again on %(moment)s;"
        " what you typed stays here."
    )
    return Denied(words % {"moment": moment(at)})


def may_have_words_by_mail(*, address: str, shared: bool) -> Verdict:
    """Only in a mailbox nobody else here reads."""
    if not address:
        return Denied(_("You have no mailbox here. Ask us to add one first."))
    if shared:
        return Denied(
            _("Somebody else here reads this mailbox too. So the words stay on the page.")
        )
    return Allowed()


def may_change_now(*, in_ten_minutes: int, in_a_day: int) -> Verdict:
    """A pause for whoever changes very much at once: every change is judged, and can call people."""
    if in_ten_minutes >= MOST_CHANGES_IN_TEN_MINUTES:
        return Denied(_("You changed a lot just now. Wait ten minutes; what you typed stays here."))
    if in_a_day >= MOST_CHANGES_A_DAY:
        return Denied(_("You changed a lot today. Go on tomorrow; what you typed stays here."))
    return Allowed()


def may_attach(*, there: int) -> Verdict:
    """A few files with one post."""
    if there >= MOST_FILES:
        return Denied(_("Four files are the most for one post. Take one off first."))
    return Allowed()


def may_change(sight: Sight, post: Post, now: datetime) -> Verdict:
    """Its author: for a day while it is shown or waits, at any time when a moderator asked for it."""
    if post.author_id is None or post.author_id != sight.person_id or not sight.writes:
        return Denied(_("Only whoever wrote a post changes it."))
    if post.state == State.RETURNED:
        return Allowed()
    if post.state not in (State.PUBLISHED, State.HELD, State.FOLDED):
        return Denied(_("This post is no longer shown, so it cannot be changed."))
    if now > post.written_at + CHANGES_FOR:
        return Denied(_("A post can be changed for 24 hours. Write an answer to it instead."))
    return Allowed()


def folded_first(post: Post) -> bool:
    """Whether it came out folded for words of danger, and nobody decided since."""
    return post.state == State.FOLDED and Reason.FOLDED_FIRST in post.reasons


def may_be_answered(post: Post) -> bool:
    """What is there to read; what a moderator folded is not carried on."""
    return post.state == State.PUBLISHED or folded_first(post)


def may_take_back(sight: Sight, post: Post) -> Verdict:
    """Its author, at any time."""
    if post.author_id is None or post.author_id != sight.person_id:
        return Denied(_("Only whoever wrote a post takes it back."))
    if post.state not in (State.PUBLISHED, State.HELD, State.FOLDED, State.RETURNED):
        return Denied(_("This post is no longer shown."))
    return Allowed()


def may_put_back(sight: Sight, post: Post, now: datetime) -> Verdict:
    """Its author, for a day after she took it back."""
    if post.author_id is None or post.author_id != sight.person_id:
        return Denied(_("Only whoever wrote a post puts it back."))
    if post.state != State.TAKEN_BACK or post.changed_at is None:
        return Denied(_("This post was not taken back by you."))
    if now > post.changed_at + CHANGES_FOR:
        return Denied(_("It is too late to undo this. You can write it anew."))
    return Allowed()


def may_mark_helpful(sight: Sight, topic: Topic) -> Verdict:
    """Whoever began the topic, and moderators."""
    if sight.moderates_on(topic.board) or (
        topic.starter_id is not None and topic.starter_id == sight.person_id
    ):
        return Allowed()
    return Denied(_("Whoever asked says what helped."))


def may_moderate(sight: Sight, board: Board | None = None, post: Post | None = None) -> Verdict:
    """Moderators who showed a second factor, where they moderate, and nobody about a post of her own.

    `board`: where it stands; None for what is the whole team's alone.
    """
    if not (sight.moderates if board is None else sight.moderates_on(board)):
        return Denied(_("This page belongs to a task you do not hold."))
    if post is not None and post.author_id == sight.person_id:
        return Denied(_("Nobody decides about a post of their own. Ask another moderator."))
    return Allowed()


def may_remember(sight: Sight, board: Board, *, died: bool, there_is_one: bool) -> Verdict:
    """Somebody who died, in one topic, on an open board one moderates."""
    if isinstance(refused := may_moderate(sight, board), Denied):
        return refused
    if board.closed_at is not None:
        return Denied(_("This board is closed. Choose another one."))
    if not died:
        return Denied(_("The office has not recorded a death. Ask there first."))
    if there_is_one:
        return Denied(
            _(
                "There is a topic to remember this member already. What was taken off can be put back."
            )
        )
    return Allowed()


def may_move(topic: Topic, board: Board) -> Verdict:
    """To an open board; never so that more people read it, or its authors no longer do."""
    if board.closed_at is not None:
        return Denied(_("This board is closed. Choose another one."))
    same_group = board.group_id is not None and board.group_id == topic.board.group_id
    if audience_after_move(topic.audience, widest=board.widest, same_group=same_group) is None:
        return Denied(
            _("What is written for a group stays there, and nothing else is moved into one: other"
              " people would read it.")
        )  # fmt: skip
    return Allowed()


def may_merge(topic: Topic, into: Topic) -> Verdict:
    """Two that are out, on one board, for the same readers."""
    if topic.pk == into.pk:
        return Denied(_("This is the same topic. Give the address of another one."))
    for row in (topic, into):
        if row.shown_at is None or row.gone_at is not None:
            return Denied(_("One of these topics is not there to read. Look again."))
    if topic.board_id != into.board_id:
        return Denied(_("They stand on two boards. Move one of them first."))
    if topic.audience != into.audience:
        return Denied(_("Other people would read it: the two are not for the same readers."))
    if topic.unlisted != into.unlisted:
        return Denied(
            _(
                "One of them is left out of lists and the search, the other one is not. Change that first."
            )
        )
    if topic.memorial_of_id is not None or into.memorial_of_id is not None:
        return Denied(_("A topic that remembers somebody stays for itself."))
    return Allowed()


def may_part(topic: Topic, into: Topic, *, now: datetime) -> Verdict:
    """For 30 days after they became one, while the posts of both still have the same readers."""
    if topic.merged_at is None or now > topic.merged_at + PARTED_FOR:
        return Denied(_("It is too long ago. Make a new topic of some posts instead."))
    if into.merged_into_id is not None:
        return Denied(_("They became part of another topic since. Make that one two again first."))
    if into.gone_at is not None:
        return Denied(_("One of these topics is not there to read. Look again."))
    if _readers(topic) != _readers(into):
        return Denied(
            _("One of them was moved since: other people would read it. Make a new topic of some posts"
              " instead.")
        )  # fmt: skip
    return Allowed()


def _readers(topic: Topic) -> tuple[int, str, bool]:
    return topic.board_id, topic.audience, topic.unlisted


def may_read_first(*, me: int, them: int, there_is_one: bool) -> Verdict:
    """About somebody else, once at a time."""
    if me == them:
        return Denied(_("Nobody decides about themselves. Ask another moderator."))
    if there_is_one:
        return Denied(_("There is one already. End that one first."))
    return Allowed()


def lets_engines_in(board: Board, topic: Topic | None = None) -> bool:
    """Whether search engines may find a board, or a topic on it: only what everybody reads, and no
    topic whose author keeps them out.
    """
    if not board.engines or board.widest != Audience.EVERYBODY:
        return False
    if topic is None:
        return True
    hidden = topic.unlisted or topic.kept_from_engines
    return topic.audience == Audience.EVERYBODY and not hidden


def may_name_to_guests(*, widest: str, group_id: int | None) -> Verdict:
    """That a board is there: never of one that is a group's."""
    if widest == Audience.GROUP or group_id is not None:
        return Denied(_("Guests learn nothing of a group’s board. Take this tick away."))
    return Allowed()


def may_set_up_boards(actor: Actor) -> Verdict:
    """The office and the moderators."""
    if isinstance(actor, SignedIn) and actor.holds(Hat.ADMINISTRATOR, Hat.MODERATOR):
        return Allowed()
    return Denied(_("This page belongs to a task you do not hold."))


def may_give_badges(actor: Actor) -> Verdict:
    """The office, which has seen a paper or asked; never whoever wants one for herself."""
    if isinstance(actor, SignedIn) and actor.holds(Hat.ADMINISTRATOR):
        return Allowed()
    return Denied(_("This page belongs to a task you do not hold."))


def may_see_figures(actor: Actor) -> Verdict:
    """The office and the moderators."""
    return may_set_up_boards(actor)


def may_bring_in(actor: Actor) -> Verdict:
    """Whoever runs the machine, and the office and the moderators."""
    if isinstance(actor, System) and actor.purpose is Purpose.OPERATE:
        return Allowed()
    return may_set_up_boards(actor)
