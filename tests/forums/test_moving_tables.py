"""A forum of any program moves in as a table: all of its lines are right, or nothing is taken."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from forums.models import Board, Brought, FormerAuthor, Post, Topic
from forums.moving.shape import Report, Unreadable
from forums.moving.table import TableForum
from tests.forums.old_forums import written
from tests.forums.talking import a_group_board
from tests.forums.test_moving import moved
from tests.personas import World

pytestmark = pytest.mark.django_db
HEAD = (
    "topic_id;Topic title;board;open;post-id;parent;author name;Author e-mail;date;text;format;hits"
)
FIRST = "1;Buttons;Daily life;yes;10;;Anna;anna@old.example;01.03.2009 14:30;Warm *water* @Ben;;7"
SECOND = (
    '1;;Daily life;yes;11;10;Ben;;2009-03-02T09:00:00+01:00;"<p><b>Yes</b>,\nthanks</p>";html;8'
)
THIRD = "1;;Daily life;;12;;;;1236009999;**Me** too ![](http://x.example/a.png);markdown;9"


def table(folder: Path, *lines: str, head: str = HEAD, name: str = "old.csv") -> Path:
    return written(folder, name, "\n".join([head, *lines]) + "\n")


def places(folder: Path, *lines: str, head: str = HEAD) -> list[str]:
    with pytest.raises(Unreadable) as refused:
        TableForum(table(folder, *lines, head=head))
    return refused.value.places or [str(refused.value)]


def test_a_table_becomes_a_board_with_topics_and_answers(
    world: World, tmp_path: Path, sign_in: Any
) -> None:
    told = moved("csv", table(tmp_path, SECOND, FIRST, THIRD))
    assert told["counts"]["posts"] == 3 and told["counts"]["authors"] == 2
    assert told["left_out"] == {"pictures": 1}
    assert told["notes"] == ["The column “hits” is not read."]
    board, topic = Board.objects.get(), Topic.objects.get()
    assert (board.title["en"], topic.title, topic.audience) == ("Daily life", "Buttons", "members")
    first, second, third = topic.written.order_by("no")
    assert first.written_at == datetime(2009, 3, 1, 13, 30, tzinfo=UTC)
    assert first.text == r"Warm \*water\* @…"
    assert second.text.startswith("**Yes**") and second.answers == first
    assert third.html == "<p><strong>Me</strong> too</p>" and third.answers is None
    page = sign_in(world.ruth).get(f"/talk/topics/{topic.ref}").content.decode()
    assert page.count("A former member") >= 3 and "anna" not in page.lower()


def test_a_dry_run_says_the_same_and_the_same_again_adds_nothing(
    world: World, tmp_path: Path
) -> None:
    file = table(tmp_path, FIRST, SECOND)
    tried = moved("csv", file, "--dry-run")
    assert not Brought.objects.exists()
    assert moved("csv", file)["counts"] == tried["counts"]
    again = moved("csv", table(tmp_path, FIRST, SECOND, THIRD))
    assert (again["counts"]["unchanged"], again["counts"]["posts"]) == (2, 1)


def test_an_answer_finds_what_an_earlier_run_brought(world: World, tmp_path: Path) -> None:
    moved("csv", table(tmp_path, FIRST))
    moved("csv", table(tmp_path, FIRST, SECOND))
    assert Post.objects.get(no=2).answers == Post.objects.get(no=1)


@pytest.mark.parametrize(
    ("separator", "encoding"),
    [(",", "utf-8"), ("\t", "utf-16"), ("|", "cp1252"), (";", "utf-8-sig")],
)
def test_separators_and_encodings_are_those_of_the_house(
    tmp_path: Path, separator: str, encoding: str
) -> None:
    out = io.StringIO()
    head = HEAD.split(";")
    line = [
        "1",
        "Knöpfe, blau",
        "Alltag",
        "",
        "1",
        "",
        "Jörg",
        "",
        "2009-03-01",
        "Warm; so; wärmer",
        "",
        "",
    ]
    csv.writer(out, delimiter=separator).writerows([head, line])
    file = tmp_path / "t.csv"
    file.write_bytes(out.getvalue().encode(encoding))
    forum = TableForum(file)
    (post,) = forum.posts(Report("x"))
    assert (forum.topics[post.topic].title, post.text) == ("Knöpfe, blau", "Warm; so; wärmer")


def test_an_excel_sheet_is_read_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for line in (HEAD, FIRST):
        sheet.append(line.split(";"))
    book.save(tmp_path / "old.xlsx")
    (post,) = TableForum(tmp_path / "old.xlsx").posts(Report("x"))
    assert post.author is not None and post.author.address == "anna@old.example"


def test_one_wrong_cell_is_named_and_nothing_is_taken(world: World, tmp_path: Path) -> None:
    wrong = "2;Zippers;Daily life;yes;20;;Ben;;31.02.2009;Words;;"
    told = moved("csv", table(tmp_path, FIRST, wrong), refused=True)
    assert told["status"] == "refused" and "Nothing was taken" in told["error"]
    (note,) = told["notes"]
    assert note.startswith("Line 3, date: ")
    assert not (Post.objects.exists() or Board.objects.exists() or FormerAuthor.objects.exists())


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("1;Buttons;Daily life;;;;;;2009-03-01;x;;", "Line 3, post id"),
        (";Buttons;Daily life;;2;;;;2009-03-01;x;;", "Line 3, topic id"),
        ("1;Buttons;Daily life;;10;;;;2009-03-01;x;;", "Line 3, post id: another line"),
        (
            "1;;Daily life;;aB1;;;;2009-03-01;x;;\n1;;Daily life;;Ab1;;;;2009-03-01;x;;",
            "Line 4, post id: another line has the same one, but for capitals",
        ),
        (
            "t\uff11;Other;Hidden;no;2;;;;2009-03-01;x;;\nT1;More;Hidden;no;3;;;;2009-03-01;x;;",
            "Line 4, topic id: another line has the same one, but for capitals",
        ),
        ("1;Other;Daily life;;2;;;;2009-03-01;x;;", "Line 3, topic title"),
        ("2;;Daily life;;2;;;;2009-03-01;x;;", "Line 3, topic title: no line"),
        ("1;;Elsewhere;;2;;;;2009-03-01;x;;", "Line 3, board"),
        ("1;;Daily life;no;2;;;;2009-03-01;x;;", "Line 3, open: another line"),
        ("1;;Daily life;maybe;2;;;;2009-03-01;x;;", "Line 3, open"),
        ("1;;Daily life;;2;99;;;2009-03-01;x;;", "Line 3, parent"),
        ("1;;Daily life;;2;2;;;2009-03-01;x;;", "Line 3, parent"),
        ("1;;Daily life;;2;;;no address;2009-03-01;x;;", "Line 3, author email"),
        ("1;;Daily life;;2;;;;2009-03-01;x;rtf;", "Line 3, format"),
        ("1;;Daily life;;2;;;;03/01/2009;x;;", "Line 3, date"),
        ("1;;Daily life;;2;;;;2999-01-01;x;;", "Line 3, date"),
        ("1;;Daily life;;2;;;;1970-01-01;x;;", "Line 3, date"),
        ("1;;Daily life;;2;;;;2009-03-01;x;;;;more", "Line 3, at its end"),
        (f"1;;Daily life;;2;;;;2009-03-01;{'x' * 100_001};;", "Line 3, text"),
    ],
)
def test_each_wrong_cell_has_its_line_and_column(tmp_path: Path, line: str, place: str) -> None:
    found = places(tmp_path, FIRST, line)
    assert [one for one in found if one.startswith(place)], found
    assert len(found) == 1
    assert "no address" not in " ".join(found)  # of nobody's data


def test_what_is_no_such_table_is_refused_in_words(tmp_path: Path) -> None:
    assert "no heading" in places(tmp_path, FIRST, head="a;b;c")[0]
    assert "twice" in places(tmp_path, FIRST, head=f"{HEAD};text")[0]
    assert "no line" in places(tmp_path)[0]
    for content in (b"", b"\x00\x01", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0", b'"never ends'):
        with pytest.raises(Unreadable):
            TableForum(written(tmp_path, "x.csv", content))


def test_a_thousand_wrong_lines_are_two_hundred_and_a_number(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="800 more"):
        lines = [f"1;Buttons;B;;{number};;;;never;x;;" for number in range(1000)]
        TableForum(table(tmp_path, *lines))


def test_a_board_of_which_the_table_does_not_say_who_read_it_waits_to_be_named(
    world: World, tmp_path: Path
) -> None:
    file = table(tmp_path, FIRST.replace("yes", ""), "2;Z;Circle;no;2;;;;2009-03-01;secret;;")
    told = moved("csv", file)
    assert told["counts"]["posts"] == 0 and not Board.objects.exists()
    assert any("--into Daily life=" in note for note in told["notes"])
    group = a_group_board(world.ruth)
    moved("csv", file, "--into", f"Circle={group.ref}")
    assert Topic.objects.get().board == group


def test_hostile_words_run_nowhere(world: World, tmp_path: Path) -> None:
    rows = [
        f'1;Buttons;Daily life;yes;{number};;<b>;;2009-03-0{number};"{words}";{kind};'
        for number, (kind, words) in enumerate(
            [("text", "<script>alert(1)</script>"), ("html", "<img src=x onerror=alert(1)>a<svg/onload=a>"),
             ("markdown", "[x](javascript:alert(1)) <iframe src=//x>"),
             ("bbcode", "[url=javascript:alert(1)]x[/url][attachment=0]../../x[/attachment]"),
             ("", "=cmd|' /C calc'!A0 me@old.example")],
            start=1,
        )
    ]  # fmt: skip
    told = moved("csv", table(tmp_path, *rows))
    assert told["counts"]["posts"] == 5
    made = " ".join(Post.objects.values_list("html", flat=True))
    assert not [
        bad for bad in ("<script", "<img", "<svg", "<iframe", 'href="javascript') if bad in made
    ]
    assert "me@old.example" not in made


def test_an_id_with_a_mark_of_long_posts_takes_nobodys_place(world: World, tmp_path: Path) -> None:
    long = "word " * 5000
    told = moved(
        "csv",
        table(
            tmp_path,
            f"1;Buttons;Daily life;yes;5;;;;2009-03-01;{long};;",
            "1;;Daily life;yes;5#1;;;;2009-03-02;of another post;;",
        ),
    )
    assert told["counts"]["shortened"] == 1
    assert Post.objects.filter(text="of another post").exists()


def test_a_sign_that_is_only_another_look_of_a_mark_takes_nobodys_place(
    world: World, tmp_path: Path
) -> None:
    long = "word " * 5000
    told = moved(
        "csv",
        table(
            tmp_path,
            f"1;Buttons;Daily life;yes;5;;;;2009-03-01;{long};;",
            "1;;Daily life;yes;5\uff031;;;;2009-03-02;of another post;;",
        ),
    )
    assert told["counts"]["shortened"] == 1
    assert Post.objects.filter(text="of another post").exists()
