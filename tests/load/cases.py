"""Ten thousand open cases for the moderators' queue, about posts of the volume."""

from __future__ import annotations

from moderation.models import Case
from tests.load.many import insert_many

MOST = 10_000


def write_cases(posts: int) -> None:
    """One for each of the first posts; the oldest stand first."""
    insert_many(
        Case,
        source="(select p.* from forums_post p join forums_topic t on t.id = p.topic_id"
        " where t.title like 'Bench topic %%' order by p.id limit %(cases)s) p",
        params={"cases": min(MOST, posts)},
        kind="'post'",
        thing="p.ref",
        person_id="p.author_id",
        lane="'normal'",
        rank="3",
        state="'open'",
        thing_version="1",
        opened_at="now() - p.id * interval '1 second'",
    )
