"""What was attached in a phpBB 3 forum: which file belongs to which post, and where its words speak of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from .bbcode import title_of
from .placing import below
from .shape import OldFile, Report, clean, one_line
from .sql_dump import Row
from .uploads_folder import UploadsFolder

COLUMNS = {
    "attach_id", "post_msg_id", "in_message", "is_orphan", "physical_filename", "real_filename",
    "attach_comment", "extension",
}  # fmt: skip
PICTURES = {"jpg", "jpeg", "png", "gif", "webp"}
TEXTS = {"pdf", "txt", "csv"}
FOLDER = "files"
MOST = 100  # of one post that are looked at; fewer are kept


class Attachments:
    """By post, the oldest first; with no folder there is nothing to take, and the report says how many."""

    def __init__(self, rows: Iterable[Row], folder: Path | None) -> None:
        self.folder = UploadsFolder(folder, FOLDER) if folder else None
        self.of: dict[str, list[Row]] = defaultdict(list)
        self.beyond = 0
        self.last: tuple[str, list[Row]] = ("", [])  # the post asked about, and what comes of it
        for row in sorted(rows, key=_number):
            if row.get("in_message") in (None, "0", "") and row.get("is_orphan") in (None, "0", ""):
                rows_of_post = self.of[_key(row, "post_msg_id")]
                if len(rows_of_post) < MOST:
                    rows_of_post.append(row)
                else:
                    self.beyond += 1

    def place(self, post: str, value: str, words: str) -> str:
        """What stands in the words of a post where a file was shown; '' for one that does not come."""
        rows = self.of.get(post, [])
        row = _meant(rows, value.strip(), one_line(title_of(words), 255))
        if row is None or not self._comes(row):
            return ""
        if self.last[0] != post:
            self.last = (post, self._there(rows))
        number = self.last[1].index(row) + 1
        return below(picture=_ending(row) in PICTURES, number=number)

    def files(self, report: Report) -> Iterator[OldFile]:
        """Those that lie in the folder; those that do not are counted and named."""
        report.drop("attached files beyond twenty of a post", self.beyond)
        for post, rows in self.of.items():
            if self.folder is None:
                report.drop("attached files: no folder with them was named (--files)", len(rows))
                continue
            there = self._there(rows)
            for row in rows:
                if row not in there:
                    report.drop("attached files that are not in the folder")
                    report.note(f"Attachment {_key(row, 'attach_id')[:20]} is not in the folder.")
            for number, row in enumerate(there, start=1):
                yield OldFile(
                    key=f"a{_key(row, 'attach_id')}",
                    post=f"p{post}",
                    name=title_of(_key(row, "real_filename")),
                    read=partial(self.folder.read, _key(row, "physical_filename")),
                    says=one_line(clean(title_of(_key(row, "attach_comment"))), 160),
                    number=number,
                )

    def _there(self, rows: list[Row]) -> list[Row]:
        """First what can be kept by its ending, so that numbers in the words fit what is below."""
        found = [row for row in rows if self._lies(row)]
        return sorted(found, key=lambda row: not self._comes(row))

    def _comes(self, row: Row) -> bool:
        return self._lies(row) and _ending(row) in PICTURES | TEXTS

    def _lies(self, row: Row) -> bool:
        return self.folder is not None and self.folder.has(_key(row, "physical_filename"))


def _meant(rows: list[Row], value: str, name: str) -> Row | None:
    """phpBB counts from the newest one; the name beside it is surer, unless two files share it."""
    same = [row for row in rows if one_line(title_of(_key(row, "real_filename")), 255) == name]
    if len(same) == 1:
        return same[0]
    index = int(value) if value.isascii() and value.isdecimal() and len(value) < 6 else len(rows)
    return rows[::-1][index] if index < len(rows) else None


def _number(row: Row) -> int:
    value = _key(row, "attach_id")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 18 else 0


def _ending(row: Row) -> str:
    return _key(row, "extension").lower()


def _key(row: Row, name: str) -> str:
    return (row.get(name) or "").strip()
