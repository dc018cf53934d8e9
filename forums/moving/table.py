"""A forum of any program as one table (CSV or Excel): a line for each post, all of them right or none taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from po_platform.kit.crypto import folded
from po_platform.kit.foreign_html import as_written, markdown_of
from po_platform.kit.table_file import NotATable, rows_of

from .bbcode import markdown_of_post
from .shape import (
    EARLIEST,
    MOST_NOTES,
    OldAuthor,
    OldBoard,
    OldFace,
    OldFile,
    OldPost,
    OldTopic,
    Report,
    Unreadable,
    clean,
    one_line,
    web_address,
)

MOST_BYTES, MOST_ROWS, MOST_SIGNS, MOST_KEY = 100_000_000, 500_000, 100_000, 200
NEEDED = ("topic id", "topic title", "post id", "date", "text")
COLUMNS = (*NEEDED, "board", "open", "parent", "author name", "author email", "author profile",
           "format")  # fmt: skip
YES, NO = {"yes", "true", "1"}, {"no", "false", "0", ""}
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,? +(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_SECONDS = re.compile(r"\d{9,10}")
_MAILBOX = re.compile(r"[^@\s,;<>]{1,100}@[^@\s,;<>]{1,150}")
_PICTURE = re.compile(r"!\[[^\]\n]{0,300}\]\([^)\s]{0,500}\)|<img\b", re.I)
_RAW_PICTURE = re.compile(r"!\[[^\]\n]{0,300}\]\([^)\s]{0,500}\)")
_CALLED = re.compile(r"(?<![\w@])@[\w.-]{2,60}")
SAME_BUT_FOR_CAPITALS = "another line has the same one, but for capitals or blanks."
FORMATS: dict[str, Callable[[str], str]] = {
    "text": as_written,
    "": as_written,
    "markdown": lambda text: _RAW_PICTURE.sub("", text),
    "html": markdown_of,
    "bbcode": markdown_of_post,
}


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the table, by its headings."""

    line: int
    cells: dict[str, str]
    at: datetime

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass
class _Faults:
    """What has to be put right, by line and column."""

    places: list[str] = field(default_factory=list)
    more: int = 0

    def say(self, line: int, column: str, words: str) -> None:
        if len(self.places) < MOST_NOTES:
            self.places.append(f"Line {line}, {column}: {words}")
        else:
            self.more += 1

    def refuse(self) -> None:
        """Raises Unreadable when there is one."""
        if self.places:
            tail = f" {self.more} more are not shown." if self.more else ""
            raise Unreadable("Nothing was taken. Put these cells right first." + tail, self.places)


class TableForum:
    """The table is read and looked through at once."""

    def __init__(self, path: Path) -> None:
        self.name = one_line(path.stem, 80)
        self.unread: list[str] = []
        self.faults = _Faults()
        self.rows = list(self._rows(path))
        if not self.rows and not self.faults.places:
            raise Unreadable("The table has headings and no line beneath them.")
        self.boards = self._boards()
        self.topics = self._topics()
        self._look_at_posts()
        self.faults.refuse()

    def posts(self, report: Report) -> Iterator[OldPost]:
        """The oldest first."""
        for heading in self.unread:
            report.note(f"The column “{heading}” is not read.")
        by_id = {row["post id"]: row for row in self.rows}
        for row in sorted(self.rows, key=lambda row: (row.at, row.line)):
            parent = by_id.get(row["parent"])
            answers = _key(row["parent"]) if parent is not None else ""
            if parent is not None and (parent.at, parent.line) > (row.at, row.line):
                report.drop("answers that are older than what they answer: as posts of their own")
                answers = ""
            text = self._text(row, report)
            yield OldPost(
                _key(row["post id"]), _key(row["topic id"]), row.at, text, _author(row), answers
            )

    def attachments(self, report: Report) -> Iterator[OldFile]:
        """A table has none."""
        return iter(())

    def faces(self, report: Report) -> Iterator[OldFace]:
        """None come with it."""
        return iter(())

    def _text(self, row: _Row, report: Report) -> str:
        kind = row["format"].lower()
        if kind in ("markdown", "html"):
            report.drop("pictures", len(_PICTURE.findall(row["text"])))
        return clean(_CALLED.sub("@…", FORMATS[kind](row["text"])))

    def _rows(self, path: Path) -> Iterator[_Row]:
        with path.open("rb") as stream:
            raw = stream.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise Unreadable(
                "The table is larger than 100 MB. Cut it into parts, a few boards each."
            )
        try:
            rows = enumerate(rows_of(raw, most_weight=MOST_ROWS * 60), start=1)
            headings = self._headings(list(next(rows, (1, ()))[1]))
            for line, cells in rows:
                if line > MOST_ROWS:
                    raise Unreadable("The table has more than 500,000 lines. Cut it into parts.")
                if any(cell.strip() for cell in cells):
                    yield from self._row(line, headings, list(cells))
        except NotATable as error:
            raise Unreadable(f"{error}.") from error

    def _headings(self, cells: list[str]) -> list[str]:
        found = [_heading(cell) for cell in cells]
        missing = [name for name in NEEDED if name not in found]
        if missing:
            raise Unreadable(f"The first line has no heading {', '.join(missing)}.")
        twice = sorted({name for name in found if name in COLUMNS and found.count(name) > 1})
        if twice:
            raise Unreadable(f"The first line has the heading {', '.join(twice)} twice.")
        self.unread = [one_line(cell, 40) for cell, name in zip(cells, found, strict=True)
                       if name and name not in COLUMNS][:20]  # fmt: skip
        return found

    def _row(self, line: int, headings: list[str], given: list[str]) -> Iterator[_Row]:
        say = self.faults.say
        if any(cell.strip() for cell in given[len(headings) :]):
            say(line, "at its end", "there are more cells than headings.")
        cells = {name: cell.strip() for name, cell in zip(headings, given, strict=False)
                 if name in COLUMNS}  # fmt: skip
        for name in ("topic id", "post id"):
            if not cells.get(name):
                say(line, name, "there is nothing here.")
        for name, cell in cells.items():
            most = {"text": MOST_SIGNS, "author profile": 500}.get(name, MOST_KEY)
            if len(cell) > most:
                say(line, name, f"more than {most} signs.")
        if cells.get("author email") and not _MAILBOX.fullmatch(cells["author email"]):
            say(line, "author email", "this is no e-mail address.")
        if cells.get("author profile") and not web_address(cells["author profile"]):
            say(line, "author profile", "write the whole address of the page, with https://.")
        if cells.get("format", "").lower() not in FORMATS:
            say(line, "format", "write text, markdown, html or bbcode, or leave it empty.")
        if cells.get("open", "").lower() not in YES | NO:
            say(line, "open", "write yes or no, or leave it empty.")
        at = _when(cells.get("date", ""))
        if at is None:
            say(
                line,
                "date",
                "write it as 2009-03-01 14:30 or 01.03.2009 14:30, from 1990 to today.",
            )
        yield _Row(line, cells, at or EARLIEST)

    def _boards(self) -> dict[str, OldBoard]:
        """Without a word on who could read it, a board counts as one of which nobody knows."""
        found: dict[str, OldBoard] = {}
        said: dict[str, str] = {}
        for row in self.rows:
            key, open_to = self._board(row), row["open"].lower()
            if open_to in YES | NO - {""} and said.setdefault(key, open_to) != open_to:
                self.faults.say(row.line, "open", "another line says otherwise for this board.")
        for row in self.rows:
            key = self._board(row)
            shut = said.get(key, "") not in YES
            found[key] = OldBoard(key, key, private=shut, unsaid=shut and key not in said)
        return found

    def _board(self, row: _Row) -> str:
        return one_line(row["board"], 80) or self.name

    def _topics(self) -> dict[str, OldTopic]:
        titles: dict[str, str] = {}
        boards: dict[str, str] = {}
        spelt: dict[str, str] = {}
        for row in self.rows:
            if spelt.setdefault(folded(row["topic id"]), row["topic id"]) != row["topic id"]:
                self.faults.say(row.line, "topic id", SAME_BUT_FOR_CAPITALS)
            key, title = row["topic id"], one_line(row["topic title"], 120)
            if title and titles.setdefault(key, title) != title:
                self.faults.say(row.line, "topic title", "another line has another title for it.")
            if boards.setdefault(key, self._board(row)) != self._board(row):
                self.faults.say(row.line, "board", "another line puts this topic elsewhere.")
        for row in self.rows:
            if row["topic id"] and row["topic id"] not in titles:
                self.faults.say(row.line, "topic title", "no line of this topic has a title.")
                titles[row["topic id"]] = ""
        return {_key(key): OldTopic(_key(key), title, boards[key]) for key, title in titles.items()}

    def _look_at_posts(self) -> None:
        topic_of: dict[str, str] = {}
        spelt: dict[str, str] = {}
        for row in self.rows:
            if row["post id"] and row["post id"] in topic_of:
                self.faults.say(row.line, "post id", "another line has the same one.")
            elif spelt.setdefault(folded(row["post id"]), row["post id"]) != row["post id"]:
                self.faults.say(row.line, "post id", SAME_BUT_FOR_CAPITALS)
            topic_of.setdefault(row["post id"], row["topic id"])
        for row in self.rows:
            parent = row["parent"]
            if parent and (parent == row["post id"] or topic_of.get(parent) != row["topic id"]):
                self.faults.say(row.line, "parent", "this is no other post of the same topic.")


def _heading(cell: str) -> str:
    words = " ".join(re.sub(r"[_-]", " ", cell.strip().lower().lstrip("\ufeff")).split())
    return words.replace("e mail", "email")


def _key(given: str) -> str:
    """Of a topic or post, folded as its mark is; the parts of a long post are told apart by one #."""
    return f"row {folded(given).replace('#', '##')}"


def _author(row: _Row) -> OldAuthor | None:
    """By the mailbox, else by the name."""
    name, address = one_line(row["author name"], 80), row["author email"].lower()
    key = address or name.casefold()
    return OldAuthor(key, name, address, row["author profile"]) if key else None


def _when(value: str) -> datetime | None:
    """A moment between 1990 and now; without a zone, in the portal's own."""
    try:
        at = _moment(value)
        if at.tzinfo is None:
            at = at.replace(tzinfo=timezone.get_default_timezone())
        now = timezone.now()
        return min(at, now) if EARLIEST <= at <= now + timedelta(days=1) else None
    except (ValueError, OverflowError, OSError):
        return None


def _moment(value: str) -> datetime:
    zone = timezone.get_default_timezone()
    day = _DAY.fullmatch(value)
    if day:
        on, month, year, *clock = (int(one or 0) for one in day.groups())
        hour, minute, second = clock
        return datetime(year, month, on, hour, minute, second, tzinfo=zone)
    if _SECONDS.fullmatch(value):
        return datetime.fromtimestamp(int(value), zone)
    return datetime.fromisoformat(value)
