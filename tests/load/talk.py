"""Talk in bulk: boards, topics and posts of words as unevenly common as those people use."""

from __future__ import annotations

from math import ceil
from random import Random
from typing import Any
from urllib.parse import quote

from django.db import connection

from forums.markup import BAKE
from forums.models import Board, BoardReader, Post, Topic, TopicReader
from forums.queries.topics import PER_PAGE
from tests.load.many import insert_many

BOARDS = 12
LONG, TWENTY = 5_000, 20  # posts of the first topic of the volume, and of the second
PARAGRAPHS, WORDS_EACH, VOCABULARY = 2_000, 60, 8_000
SYLLABLES = [
    "ba",
    "de",
    "fi",
    "gol",
    "hun",
    "ka",
    "lem",
    "mor",
    "nis",
    "pol",
    "ra",
    "sel",
    "tun",
    "vor",
    "wim",
    "zan",
]


def write_talk(topics: int, posts: int) -> None:
    """`topics` conversations of `posts` posts in all, by members of the volume."""
    long = min(LONG, posts // 4)
    each, over = divmod(posts - long - TWENTY, topics - 2)
    with connection.cursor() as cursor:
        keep_paragraphs(cursor)
        insert_many(
            Board,
            source="generate_series(1, %(boards)s) n",
            params={"boards": BOARDS},
            title="jsonb_build_object('en', 'Bench ' || n)",
            place="90",
            first_posts_held="0",
        )
        insert_many(
            Topic,
            source=f"""generate_series(1, %(topics)s) n
            cross join lateral (select now() - n * interval '30 minutes' as at) times
            cross join (select array_agg(id order by id) as ids from forums_board
                        where title->>'en' like 'Bench %%') boards
            cross join {_PEOPLE}""",
            params={
                "topics": topics,
                "long": long,
                "twenty": TWENTY,
                "each": each,
                "over": over,
            },
            board_id="boards.ids[1 + n %% cardinality(boards.ids)]",
            title="'Bench topic ' || n",
            audience="'members'",
            begun_at="at",
            shown_at="at",
            last_post_at="at",
            starter_id="people.ids[1 + n %% cardinality(people.ids)]",
            last_poster_id="people.ids[1 + n * 7 %% cardinality(people.ids)]",
            posts="case n when 1 then %(long)s when 2 then %(twenty)s"
            " else %(each)s + (n <= %(over)s + 2)::int end",
        )
        insert_many(
            Post,
            source=f"""forums_topic topic
            cross join lateral generate_series(1, topic.posts) no
            cross join lateral (
                select text, topic.last_post_at - (topic.posts - no) * interval '1 hour' as at
                from paragraphs where n = 1 + (topic.id * 31 + no) %% %(paragraphs)s) said
            cross join {_PEOPLE} where topic.title like 'Bench topic %%'""",
            params={"baked": BAKE, "paragraphs": PARAGRAPHS},
            topic_id="topic.id",
            no="no",
            author_id="people.ids[1 + (topic.id + no) %% cardinality(people.ids)]",
            client_ref="gen_random_uuid()",
            state="'published'",
            text="said.text",
            html="'<p>' || said.text || '</p>'",
            baked="%(baked)s",
            written_at="said.at",
            published_at="said.at",
            told_at="said.at",
        )
        cursor.execute("drop table paragraphs")
    _write_marks()


def _write_marks() -> None:
    """Every topic read by a few, half of it or all; a third of everything new to Ruth; every member
    with a board that counts as read up to a month ago."""
    _marks(
        f"cross join {_PEOPLE} cross join lateral"
        " generate_series(1, least(5, cardinality(people.ids))) k",
        person="people.ids[1 + (topic.id + k) %% cardinality(people.ids)]",
        last_no="topic.posts / (1 + k %% 2)",
        level="case k when 1 then 'all' else '' end",
    )
    _marks(
        "join members_person p on topic.id %% 3 <> 0"
        " join members_account a on a.id = p.account_id and a.email = 'ruth@demo.invalid'",
        person="p.id",
        last_no="topic.posts / (1 + topic.id %% 2)",
        level="''",
    )
    insert_many(
        BoardReader,
        source=f"""{_PEOPLE} cross join unnest(people.ids) with ordinality as one(id, n)
        cross join (select array_agg(id order by id) as ids from forums_board
                    where title->>'en' like 'Bench %%') boards""",
        params={},
        person_id="one.id",
        board_id="boards.ids[1 + n %% cardinality(boards.ids)]",
        read_until="now() - interval '30 days'",
        level="''",
    )


def _marks(joined: str, *, person: str, last_no: str, level: str) -> None:
    insert_many(
        TopicReader,
        source=f"forums_topic topic {joined} where topic.title like 'Bench topic %%'",
        params={},
        person_id=person,
        topic_id="topic.id",
        last_no=last_no,
        level=level,
    )


_PEOPLE = """(select array_agg(p.id order by p.id) as ids from members_person p
    join members_account a on a.id = p.account_id where a.handle like 'bench%%') people"""


def keep_paragraphs(cursor: Any) -> None:
    """A temporary table `paragraphs` (n from 1, text); whoever asked for it drops it."""
    cursor.execute(
        "create temporary table paragraphs as select row_number() over () as n, text"
        " from unnest(%s::text[]) text",
        [paragraphs()],
    )


def paragraphs() -> list[str]:
    """Invented words; the n-th commonest stands in a text about 1/n as often as the first."""
    random = Random(11)  # noqa: S311  # the same every time, nothing secret
    words = [word(number) for number in range(VOCABULARY)]
    weights = [1 / (number + 1) for number in range(VOCABULARY)]
    return [
        " ".join(random.choices(words, weights, k=WORDS_EACH)) + f" {word(VOCABULARY + number)}"
        for number in range(PARAGRAPHS)
    ]


def word(number: int) -> str:
    """The invented word with this rank: 0 is the commonest."""
    said = ""
    number += len(SYLLABLES)  # two syllables at least
    while number:
        number, rest = divmod(number, len(SYLLABLES))
        said += SYLLABLES[rest]
    return said


def addresses() -> dict[str, str]:
    """What the paths of the talk pages mention."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select t.title, t.ref, b.ref, t.posts from forums_topic t join forums_board b"
            " on b.id = t.board_id where t.title in ('Bench topic 1', 'Bench topic 2')"
        )
        found = {title: row for title, *row in cursor.fetchall()}
    long, board, posts = found["Bench topic 1"]
    return {
        "long": str(long),
        "last": str(ceil(posts / PER_PAGE)),
        "twenty": str(found["Bench topic 2"][0]),
        "board": str(board),
        **searches(),
    }


def searches() -> dict[str, str]:
    """Words to look for: the commonest, one in a two-thousandth of all posts, two that stand
    together, and the rare one with a slip."""
    rare = word(VOCABULARY + 7)
    together = paragraphs()[0].split()[:2]
    return {
        "common": word(0),
        "rare": rare,
        "phrase": quote(f'"{" ".join(together)}"'),
        "slip": rare[:2] + rare[3:],
    }
