"""What talking puts on start pages, on worklists and into My data."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.models import Board, Post, Topic
from forums.queries.boards import unread
from forums.queries.messages import waits_for_me
from forums.queries.naming import unread_names
from forums.queries.not_out import given_back
from forums.queries.profile_words import a_word_waits
from forums.sight import sight_of
from members.glances import Found
from members.holdings import Holding
from members.start_page import Row, Waiting, Work
from po_platform.access.actor import Actor, SignedIn
from po_platform.kit.spoken import numeral, quoted

AT_MOST = 10  # topics counted for a start page
UNOPENED = "select 1 from forums_message where reader_id = %(person)s and read_at is null"
NAMED = """select 1 from forums_named n join forums_post p on p.id = n.post_id
  left join forums_topicreader r on r.topic_id = p.topic_id and r.person_id = n.person_id
 where n.person_id = %(person)s and n.words <> '' and n.told_at is not null
   and p.state = 'published' and p.no > coalesce(r.last_no, 0)"""
OUT = "select published from forums_writer where person_id = %(person)s"
GIVEN_BACK = "select 1 from forums_post where author_id = %(person)s and state = 'returned'"


def talk_row(actor: Actor) -> Row | None:
    """How much is new, or that there is a place to talk."""
    sight = sight_of(actor)
    if not sight.writes:
        return None
    new = Topic.objects.filter(sight.listed(), unread(sight)).values("pk")[: AT_MOST + 1].count()
    if new:
        words = ngettext(
            "%(n)s topic has something new for you.",
            "%(n)s topics have something new for you.",
            new,
        )
        sentence = (
            _("Many topics have something new for you.") if new > AT_MOST
            else words % {"n": numeral(new)}
        )  # fmt: skip
        return Row(_("Talk"), sentence, reverse("forums:new"), _("See what is new"), order=20)
    if not Board.objects.filter(closed_at__isnull=True).exists():
        return None
    sentence = _("You have read everything.")
    return Row(_("Talk"), sentence, reverse("forums:boards"), _("See the boards"), order=20)


def message_waiting(actor: Actor) -> list[Waiting]:
    """That another member wrote to her; not who, and nothing of it."""
    if not waits_for_me(actor=actor, sight=sight_of(actor)):
        return []
    return [
        Waiting(
            "forums.message",
            _("A message waits for you"),
            reverse("forums:conversations"),
            _("Read it"),
        )
    ]


def named_waiting(actor: Actor) -> list[Waiting]:
    """That somebody named her in a post she has not read; not who, and nothing of it."""
    found = unread_names(sight=sight_of(actor))
    if not found:
        return []
    one = found[0]
    url = reverse("forums:place", args=[one.topic.ref, one.no or 1])
    if len({post.topic_id for post in found}) > 1:
        url = reverse("forums:notices")
    return [Waiting("forums.named", _("Somebody named you in a post"), url, _("Read it"))]


def returned_waiting(actor: Actor) -> list[Waiting]:
    """Posts a moderator gave back: nobody reads them before their author changed them."""
    sentences = (_("Nobody else reads it before you changed it. You can also take it back."),)
    return [
        Waiting(
            "forums.returned",
            _("A moderator asks you to change a post"),
            reverse("forums:post", args=[row.ref]),
            _("Read why, and change it"),
            sentences=sentences,
        )
        for row in given_back(sight=sight_of(actor))
    ]


def words_to_look_for(actor: Actor) -> list[Work]:
    """That somebody put a word into her old profile; not who."""
    if not a_word_waits(actor=actor):
        return []
    return [
        Work(
            _("A word stands in a profile of the former forum"),
            reverse("forums:vouch"),
            _("Look whether it is there"),
        )
    ]


def notes_without_page(actor: Actor) -> list[Work]:
    """Notes above posts whose page is not there any more, for the whole team; one query."""
    if not sight_of(actor).moderates:
        return []
    rows = Post.objects.filter(context_on=True, context_gone=True, state=Post.State.PUBLISHED)
    out = rows.filter(no__isnull=False, topic__gone_at__isnull=True).select_related("topic")
    return [
        Work(
            _("A note above a post led to a page that is gone"),
            reverse("forums:place", args=[post.topic.ref, post.no or 1]),
            _("Take the note off: “Decide” under the post"),
            sub=quoted(post.topic.name),
        )
        for post in out.order_by("pk")[:AT_MOST]
    ]


def holding(actor: SignedIn, found: Found) -> Iterable[Holding]:
    """What we keep: posts."""
    count = found["out"] or 0
    sentence = ngettext("%(n)s post came out.", "%(n)s posts came out.", count)
    yield Holding(
        _("What you wrote"),
        sentence % {"n": numeral(count)} if count else _("You have not written yet."),
        reverse("forums:wrote_in"),
        _("See the topics"),
    )
    if sight_of(actor).belongs:
        yield Holding(
            _("Messages with other members"),
            _("Between you and one other member each."),
            reverse("forums:conversations"),
            _("See your messages"),
        )
