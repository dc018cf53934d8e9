"""Files of older forums: what is read, what is left out and told, and what no hostile file can do."""

from __future__ import annotations

import gzip
import json
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from forums.actions.bringing import split
from forums.markup import bake
from forums.moving.bbcode import markdown_of_post
from forums.moving.discourse import DiscourseForum
from forums.moving.mbox import MboxForum
from forums.moving.phpbb import PhpbbForum
from forums.moving.shape import OldForum, OldPost, Report, Unreadable
from forums.moving.sql_dump import rows_of
from tests.forums.old_forums import (
    ARCHIVE,
    PHPBB,
    discourse_post,
    discourse_topic,
    message,
    written,
)


def read(forum: OldForum) -> tuple[list[OldPost], Report]:
    report = Report("x")
    return list(forum.posts(report)), report


def test_a_discourse_topic_is_read_with_what_its_posts_say(tmp_path: Path) -> None:
    words = (
        '<aside class="quote" data-username="user1"><div class="title">\n<div class="quote-controls">'
        "</div>\nuser1:</div><blockquote><p>first</p></blockquote></aside><p><strong>Warm</strong> "
        '<a class="mention" href="/u/user1">@user1</a> <img class="emoji" alt=":)" src="/e.png"> '
        '<a href="/t/buttons/12">there</a>, write to me@old.example</p><img src="/up/1.png">'
    )
    file = written(
        tmp_path, "t.json", discourse_topic(12, discourse_post(2), discourse_post(1, words))
    )
    forum = DiscourseForum(file)
    posts, report = read(forum)
    assert [post.key for post in posts] == ["t12/1", "t12/2"]
    assert posts[0].text == ("> first\n\n**Warm** @… :) [there](/t/buttons/12), write to (…)")
    assert posts[0].at.isoformat() == "2019-03-01T10:00:00+00:00"
    assert report.left_out == {"pictures": 1}
    assert forum.topics["t12"].title == "Buttons 12"


def test_what_nobody_was_to_read_in_discourse_is_left_out(tmp_path: Path) -> None:
    rows = [
        discourse_post(1), discourse_post(2, hidden=True), discourse_post(3, post_type=4),
        discourse_post(4, post_type=3), discourse_post(5, deleted_at="2019-01-01"),
        discourse_post(6, created_at="yesterday"), discourse_post(7, user_deleted=True),
    ]  # fmt: skip
    written(tmp_path, "a.json", discourse_topic(1, *rows))
    written(tmp_path, "b.json", discourse_topic(2, archetype="private_message"))
    later = {
        "post_stream": {"posts": [discourse_post(8, topic_id=1), discourse_post(9, topic_id=77)]}
    }
    written(tmp_path, "c.json", later)
    written(tmp_path, "broken.json", "{")
    posts, report = read(DiscourseForum(tmp_path))
    assert [post.key for post in posts] == ["t1/1", "t1/8"]
    assert report.left_out == {
        "posts that were hidden or deleted": 3, "notes of the staff": 1, "notes of the program": 1,
        "posts without a time": 1, "private messages and deleted topics": 2,
        "posts whose topic is not in the file": 1,
    }  # fmt: skip
    assert any("broken.json" in note for note in report.notes)


def test_a_category_not_for_everybody_is_known_as_such(tmp_path: Path) -> None:
    categories = [{"id": 5, "name": "Inner circle", "read_restricted": True}]
    written(tmp_path, "categories.json", {"category_list": {"categories": categories}})
    written(tmp_path, "t.json", [discourse_topic(1)])
    assert DiscourseForum(tmp_path).boards["c5"].private


@pytest.mark.parametrize(
    "content",
    ["", "[]", "null", "[[[", "[" * 100_000, b"\xff\xfe\x00", '{"id": 1}', "{}",
     json.dumps({"id": True, "title": 3, "post_stream": []}),
     json.dumps({"id": 9**400, "title": "x", "post_stream": {"posts": 3, "stream": 4}}),
     json.dumps(discourse_topic(1, {"id": "x", "post_number": [], "cooked": {}, "created_at": {}}))],
)  # fmt: skip
def test_strange_json_is_refused_or_holds_nothing(tmp_path: Path, content: Any) -> None:
    try:
        posts, _report = read(DiscourseForum(written(tmp_path, "x.json", content)))
    except Unreadable:
        return
    assert posts == []


def test_an_archive_is_put_together_into_topics(tmp_path: Path) -> None:
    forum = MboxForum(written(tmp_path, "list.mbox", ARCHIVE))
    posts, report = read(forum)
    by_topic: dict[str, list[str]] = {}
    for post in posts:
        by_topic.setdefault(forum.topics[post.topic].title, []).append(post.text)
    assert by_topic == {
        "Buttons": [
            "How do you close them?\nWrite to me at (…)", "Warm water.\nFrom here on easier.",
            "Patience.", "Without any header that says so.",
        ],
        "Zippers": ["Another question."],
        "nobody knows": ["An answer to what is gone."],
    }  # fmt: skip
    assert {post.author.key for post in posts if post.author} == {
        f"p{n}@old.example" for n in (1, 2, 3, 4, 7)
    }
    assert report.left_out["messages whose authors wanted them in no archive"] == 1


def test_encodings_footers_and_broken_messages_of_an_archive(tmp_path: Path) -> None:
    odd = (
        message(1, "=?iso-8859-1?q?H=E4nde?=", "W=E4rme", "Content-Type: text/plain; charset=latin1",
                "Content-Transfer-Encoding: quoted-printable")
        + message(2, "x", "Words\n_______________________________________________\nlist mailing list\nhttps://l.example")
        + message(3, "y", "<p>Only <b>HTML</b></p>", "Content-Type: text/html")
        + "From broken@old.example Tue Mar  4 10:00:00 2009\nDate: never\n\nStill dated by its first line\n\n"
        + "From nobody at all, says this line\nand is a line of the message before\n\n"
        + message(3, "y", "A second time")
    )  # fmt: skip
    forum = MboxForum(written(tmp_path, "list", odd))
    posts, report = read(forum)
    assert forum.topics["m1@old.example"].title == "Hände"
    texts = [post.text for post in posts]
    assert texts[:3] == ["Wärme", "Words", "Only HTML"]
    assert "and is a line of the message before" in texts[3]
    assert report.left_out["messages that stand there twice"] == 1


@pytest.mark.parametrize("content", [b"", b"no mail", b"\x00" * 10_000, b"From \n" * 1000])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Unreadable):
        MboxForum(written(tmp_path, "x", content))


def test_a_phpbb_dump_is_read(tmp_path: Path) -> None:
    for packed in (False, True):
        raw = gzip.compress(PHPBB.encode()) if packed else PHPBB.encode()
        forum = PhpbbForum(written(tmp_path, "dump.sql", raw))
        posts, report = read(forum)
        assert [(post.key, post.topic) for post in posts] == [
            ("p1", "t10"), ("p2", "t10"), ("p3", "t10"), ("p5", "t11"),
        ]  # fmt: skip
        assert posts[0].text == '**Warm** water, it\'s "good" :)'
        assert (
            posts[1].text == "> Warm water\n\nYes, [here](https://example.org/a)\n\n- one\n\n- two"
        )
        assert posts[0].author and posts[0].author.name == "Old Friend" and posts[2].author is None
        assert report.left_out == {
            "posts that were deleted or never approved": 2, "posts whose topic is not in the file": 1,
        }  # fmt: skip
        topic, board = forum.topics["t10"], forum.boards["f2"]
        assert (topic.title, topic.locked, topic.pinned) == ("Buttons & zippers", True, True)
        assert (board.closed, board.private) == (True, False)
        assert forum.boards["f3"].private and "f1" not in forum.boards


def test_no_text_in_a_dump_is_taken_for_sql(tmp_path: Path) -> None:
    evil = (
        "INSERT INTO `a_privmsgs` (`t`) VALUES ('x\nINSERT INTO `a_posts` VALUES (1);'),"
        "(\"y'; INSERT INTO `a_posts` (`p`) VALUES ('z');\");\n"
        "/* INSERT INTO `a_posts` (`p`) VALUES (1); */ -- INSERT INTO `a_posts` (`p`) VALUES (2);\n"
        "INSERT INTO `a_posts` (`p`,`q`) VALUES ('a\\'b''c\\\\',NULL),(0x4142,-1.5e3),(_utf8mb4 'ü',x'43');"
    )
    rows = [row for _table, row in rows_of(written(tmp_path, "d.sql", evil), {"a_posts"})]
    assert rows == [{"p": "a'b'c\\", "q": None}, {"p": "AB", "q": "-1.5e3"}, {"p": "ü", "q": "C"}]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"SELECT 1;",
        PHPBB[: PHPBB.index("never approved")].encode(),
        b"INSERT INTO p_posts VALUES (1);INSERT INTO p_topics VALUES (1);INSERT INTO p_forums VALUES (1);",
        PHPBB.encode()
        + b"INSERT INTO `old_posts` VALUES (8,10,2,50,1236000000,'"
        + b"x" * 5_000_000,
        b"\x1f\x8b" + b"x" * 100,
        b"PK\x03\x04",
    ],
)
def test_what_is_no_whole_dump_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Unreadable):
        read(PhpbbForum(written(tmp_path, "dump.sql", content)))


def test_a_large_dump_needs_little_memory_and_time(tmp_path: Path) -> None:
    row = "(%d,10,2,50,1236000000,'" + "words " * 20 + "\\n','',1)"
    many = ",".join(row % n for n in range(100, 10_100))
    file = written(tmp_path, "d.sql", PHPBB + f"INSERT INTO `old_posts` VALUES {many};\n")
    forum, begun = PhpbbForum(file), time.process_time()
    tracemalloc.start()
    assert sum(1 for _post in forum.posts(Report("x"))) == 10_004
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20_000_000 and time.process_time() - begun < 30


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("[b]a[/b] [i]b[/i] [u]c[/u]", "**a** *b* c"),
        ("[quote=\"x\"]a\nb[/quote]c", "> a\n> b\n\nc"),
        ("[url]https://a.example[/url] [url=javascript:x]y[/url]", "https://a.example y"),
        ("[img]https://a.example/x.png[/img]z", "z"),
        ("[list=1][*]a[*]b[/list]", "1. a\n1. b"),
        ("[b]open", "**open**"),
        ("close[/b] [/quote] [nothing]x[/nothing]", "close  \\[nothing\\]x\\[/nothing\\]"),
        ("[b][i]a[/b]b[/i]", "***a***b"),
        ("1 * 2 <b>x</b> &lt;c&gt;", "1 \\* 2 x \\<c>"),
        ("<!-- m --><a class=\"postlink\" href=\"http://a.example\">http://a.ex...</a><!-- m -->",
         "http://a.example"),
    ],
)  # fmt: skip
def test_bbcode_becomes_our_marks(text: str, made: str) -> None:
    assert markdown_of_post(text) == made


@pytest.mark.parametrize(
    "text",
    ["[b]" * 20_000, "[quote]" * 20_000 + "x", "[" * 200_000, "[url=" * 50_000, "[*]" * 50_000,
     "<!-- m --><a " * 20_000, "<r>" + "<E>" * 50_000, "[list][*]" * 500 + "x"],
)  # fmt: skip
def test_evil_bbcode_ends_soon_and_runs_nothing(text: str) -> None:
    begun = time.process_time()
    html = bake(markdown_of_post(text))
    assert "<script" not in html and time.process_time() - begun < 3


def test_a_long_post_is_parted_where_it_breathes() -> None:
    text = ("word " * 30 + "\n\n") * 10
    parts = split(text, most=400)
    assert all(len(part) <= 400 for part in parts)
    assert " ".join(" ".join(parts).split()) == " ".join(text.split())
    assert split("x" * 1000, most=400) == ["x" * 400, "x" * 400, "x" * 200]
