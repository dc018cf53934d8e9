"""Ten thousand open cases with reports, for the moderators' queue, about posts of the volume."""

from __future__ import annotations

from moderation.models import Case, Report
from tests.load.many import insert_many

MOST = 10_000


def write_cases(posts: int) -> None:
    """One for each of the first posts; the oldest stand first. Each reported by one to three members."""
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
    insert_many(
        Report,
        source="moderation_case c cross join lateral generate_series(1, 1 + c.id %% 3) k"
        " cross join (select array_agg(p.id order by p.id) as ids from members_person p"
        " join members_account a on a.id = p.account_id where a.handle like 'bench%%') people"
        " where k <= cardinality(people.ids)",
        params={},
        case_id="c.id",
        person_id="people.ids[1 + (c.id + k) %% cardinality(people.ids)]",
        reason="case k when 1 then 'rude' else 'advert' end",
        version="1",
        at="c.opened_at",
    )
