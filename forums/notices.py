"""Kinds of mail of the forum: that there is something; where, by whom and what only for who chose so."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.utils.translation import gettext_lazy as _

from forums.actions.arranging import ARRANGED
from forums.actions.by_mail import address_for, take_answer
from forums.actions.messages import MESSAGE
from forums.actions.pictures import PICTURE_OFF
from forums.actions.telling_names import NAMED, NAMES
from forums.actions.watching import READ_FIRST
from forums.queries.mailed_words import words_for
from notifications.kinds import Group, Kind, Pending, register
from notifications.replies import register_taker
from po_platform.access.actor import Purpose, System, acting_as

ANSWER = "forums.answer"
FOLLOWED = "forums.followed"

# Still something by somebody else, shown and no words of danger nobody looked at, not read, in a place this person may still read; also
# where it was moved, as long as the same people read there.
STILL_NEW = """
select u.row_id from unnest(%s::bigint[], %s::bigint[], %s::int[], %s::bigint[])
       as u(row_id, topic_id, no, person_id)
  join forums_topic t on t.id = u.topic_id and t.gone_at is null
  join forums_board b on b.id = t.board_id
  left join forums_topicreader r on r.topic_id = t.id and r.person_id = u.person_id
  left join forums_boardreader m on m.board_id = b.id and m.person_id = u.person_id
 where coalesce(r.level, '') <> 'nothing'
   and (t.audience <> 'group'
        or exists (select 1 from still_in_group(array[u.person_id], array[b.group_id])))
   and exists (
     select 1 from (
         select p.* from forums_post p
          where p.topic_id = t.id and p.no >= u.no and p.no > coalesce(r.last_no, 0)
         union all
         select p.* from forums_movedpost v
           join forums_post p on p.id = v.post_id
           join forums_topic n on n.id = p.topic_id and n.gone_at is null
                              and n.board_id = t.board_id and n.audience = t.audience
           left join forums_topicreader s on s.topic_id = n.id and s.person_id = u.person_id
          where v.topic_id = t.id and v.no >= u.no and v.no > coalesce(r.last_no, 0)
            and p.no > coalesce(s.last_no, 0) and coalesce(s.level, '') <> 'nothing') p
      where p.state = 'published' and not p.kept_close
        and p.published_at > coalesce(m.read_until, '-infinity')
        and p.author_id is distinct from u.person_id
        and (p.unnamed or not exists (
              select 1 from forums_ignored i
               where i.person_id = u.person_id and i.ignored_id = p.author_id)))
"""


# Still named in a post that is there to read for her, which she has not read since; also where it
# was moved.
STILL_NAMED = """
select u.row_id from unnest(%s::bigint[], %s::bigint[], %s::int[], %s::bigint[])
       as u(row_id, topic_id, no, person_id)
  join forums_post p on p.id = coalesce(
       (select o.id from forums_post o where o.topic_id = u.topic_id and o.no = u.no),
       (select v.post_id from forums_movedpost v where v.topic_id = u.topic_id and v.no = u.no))
  join forums_named n on n.post_id = p.id and n.person_id = u.person_id and n.words <> ''
  join forums_topic t on t.id = p.topic_id and t.gone_at is null
  join forums_board b on b.id = t.board_id
  left join forums_topicreader r on r.topic_id = t.id and r.person_id = u.person_id
  left join forums_boardreader m on m.board_id = b.id and m.person_id = u.person_id
 where p.state = 'published' and not p.kept_close
   and coalesce(r.level, '') <> 'nothing'
   and (p.no > coalesce(r.last_no, 0) or n.made_at > r.seen_at)
   and greatest(p.published_at, n.made_at) > coalesce(m.read_until, '-infinity')
   and (t.audience <> 'group'
        or exists (select 1 from still_in_group(array[u.person_id], array[b.group_id])))
   and (p.unnamed or not exists (select 1 from forums_ignored i
                                  where i.person_id = u.person_id and i.ignored_id = p.author_id))
"""


def still_new(pending: Sequence[Pending]) -> set[int]:
    """Which of these notices are still about something new; one query for all of them."""
    return _still(STILL_NEW, pending)


def still_named(pending: Sequence[Pending]) -> set[int]:
    """Which of these people are still named in something they have not read; one query."""
    return _still(STILL_NAMED, pending)


def _still(sql: str, pending: Sequence[Pending]) -> set[int]:
    rows = [(one.row_id, *_place(one.about), one.person_id) for one in pending]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    with acting_as(System(Purpose.DELIVER)), connection.cursor() as cursor:
        cursor.execute(sql, columns)
        return {found for (found,) in cursor.fetchall()}


def _place(about: str) -> tuple[int, int]:
    topic, _, no = about.partition(":")
    return int(topic), int(no)


def connect() -> None:
    """Once at start."""
    register_taker(take_answer)
    register(
        Kind(
            ANSWER,
            Group("forums.answers", _("answers to what you wrote")),
            _("Somebody answered you"),
            template="forums/mail/answer",
            keys=frozenset({"path"}),
            still_wanted=still_new,
            reply_to=address_for,
            own_words=words_for,
        )
    )
    register(
        Kind(
            NAMED,
            Group(NAMES, _("posts in which somebody names you")),
            _("Somebody named you"),
            template="forums/mail/named",
            keys=frozenset({"path"}),
            still_wanted=still_named,
            reply_to=address_for,
            own_words=words_for,
        )
    )
    register(
        Kind(
            MESSAGE,
            Group("forums.messages", _("messages of other members")),
            _("A message for you"),
            template="forums/mail/message",
            keys=frozenset({"path"}),
        )
    )
    register(
        Kind(
            ARRANGED,
            Group("forums.arranged", _("what moderators do with what you wrote")),
            _("A moderator moved something you wrote"),
            template="forums/mail/arranged",
            keys=frozenset({"path"}),
        )
    )
    register(
        Kind(
            READ_FIRST,
            Group("forums.read_first", _("how your posts come out")),
            _("Something about how your posts come out"),
            digestible=False,
            unsubscribable=False,
        )
    )
    register(
        Kind(
            PICTURE_OFF,
            Group("forums.picture_off", _("your picture in talk")),
            _("Something about your picture in talk"),
            digestible=False,
            unsubscribable=False,
        )
    )
    register(
        Kind(
            FOLLOWED,
            Group("forums.followed", _("what you follow")),
            _("Something new in what you follow"),
            template="forums/mail/followed",
            keys=frozenset({"path"}),
            still_wanted=still_new,
            reply_to=address_for,
            own_words=words_for,
        )
    )
