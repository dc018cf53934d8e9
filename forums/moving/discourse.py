"""Topics as Discourse gives them: JSON files with a post_stream, one or many, alone or in a folder."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from po_platform.kit.foreign_html import markdown_of

from .shape import (
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
    plausible,
    web_address,
)

MOST_BYTES = 60_000_000
MOST_FILES = 200_000
REGULAR, WHISPER = 1, 4
_TITLE = re.compile(
    r'<div class="title">\s*(?:<div class="quote-controls">\s*</div>)?.{0,2000}?</div>', re.S
)
_META = re.compile(r'<div class="meta">.{0,4000}?</div>', re.S)
_MENTION = re.compile(r'<(a|span) class="mention(?:-group)?"[^<>]{0,300}>@[^<>]{1,100}</\1>')
_PICTURE = re.compile(r'<img (?![^<>]{0,2000}?\bclass="[^"]*emoji)', re.I)
_RAW_QUOTE = re.compile(r"\[quote(?:=[^\]\n]{0,300})?\]|\[/quote\]")
_RAW_PICTURE = re.compile(r"!\[[^\]\n]{0,300}\]\([^)\s]{0,500}\)")
_RAW_MENTION = re.compile(r"(?<![\w@])@[\w.-]{2,60}")


class DiscourseForum:
    """Looks through all files once for topics and boards, and again, one by one, for their posts."""

    def __init__(self, path: Path, site: str = "") -> None:
        self.path, self.site = path, site
        self.files: list[Path] = list(_files(path))
        self.boards: dict[str, OldBoard] = {}
        self.topics: dict[str, OldTopic] = {}
        self.private: set[str] = set()
        self.unread: dict[Path, str] = {}
        for file in self.files:
            try:
                for one in _objects(file):
                    self._note(one)
            except Unreadable as error:
                self.unread[file] = str(error)
            except OSError as error:
                if not path.is_dir():
                    raise
                self.unread[file] = error.strerror or "It cannot be read."
        if not self.topics and self.unread:
            raise Unreadable(next(iter(self.unread.values())))
        self.unknown = {topic.board for topic in self.topics.values()} - set(self.boards)
        for key in self.unknown:
            self.boards[key] = OldBoard(key, "", private=True, unsaid=True)

    def posts(self, report: Report) -> Iterator[OldPost]:
        """File by file; posts of one topic in the order of their numbers."""
        for file, why in self.unread.items():
            report.note(f"{one_line(file.name, 80)}: {why}")
        if self.unknown:
            report.note(
                "The files do not say who could read these categories:"
                f" {', '.join(sorted(self.unknown)[:50])}. Put the site’s categories.json beside"
                " them, or name a board for each."
            )
        for file in self.files:
            if file in self.unread:
                continue
            for one in _objects(file):
                yield from self._of_topic(one, report)

    def attachments(self, report: Report) -> Iterator[OldFile]:
        """They lie elsewhere: pictures are counted with the posts."""
        return iter(())

    def faces(self, report: Report) -> Iterator[OldFace]:
        """None come with it."""
        return iter(())

    def _note(self, one: dict[str, Any]) -> None:
        for category in _categories(one):
            number = _number(category, "id")
            if number:
                self.boards[f"c{number}"] = OldBoard(
                    key=f"c{number}",
                    title=one_line(category.get("name"), 80),
                    text=clean(one_line(category.get("description_text"), 500)),
                    private=category.get("read_restricted") is not False,
                    unsaid=not isinstance(category.get("read_restricted"), bool),
                )
        number = _number(one, "id")
        if not number or "post_stream" not in one or not one.get("title"):
            return
        key = f"t{number}"
        if one.get("archetype", "regular") != "regular" or one.get("deleted_at"):
            self.private.add(key)
            return
        self.topics[key] = OldTopic(
            key=key,
            title=one_line(one.get("title"), 120),
            board=f"c{_number(one, 'category_id')}",
            locked=one.get("closed") is True or one.get("archived") is True,
            pinned=one.get("pinned") is True or one.get("pinned_globally") is True,
        )

    def _of_topic(self, one: dict[str, Any], report: Report) -> Iterator[OldPost]:
        stream = one.get("post_stream")
        posts = stream.get("posts") if isinstance(stream, dict) else None
        rows = [row for row in posts if isinstance(row, dict)] if isinstance(posts, list) else []
        own = _number(one, "id")
        listed = stream.get("stream") if isinstance(stream, dict) else None
        if isinstance(listed, list) and own and one.get("title"):
            here = {row.get("id") for row in rows}
            missing = sum(1 for number in listed if number not in here)
            if missing:
                report.note(f"Topic {own}: {missing} posts are listed and not in this file.")
        for row in sorted(rows, key=lambda row: _number(row, "post_number")):
            post = self._post(row, own, report)
            if post is not None:
                yield post

    def _post(self, row: dict[str, Any], own: int, report: Report) -> OldPost | None:
        topic = f"t{own or _number(row, 'topic_id')}"
        number = _number(row, "post_number") or _number(row, "id")
        if topic in self.private:
            report.drop("private messages and deleted topics")
        elif topic not in self.topics:
            report.drop("posts whose topic is not in the file")
        elif row.get("hidden") or row.get("deleted_at") or row.get("user_deleted"):
            report.drop("posts that were hidden or deleted")
        elif _number(row, "post_type", REGULAR) != REGULAR:
            staff = _number(row, "post_type") == WHISPER
            report.drop("notes of the staff" if staff else "notes of the program")
        elif (at := _time(row.get("created_at"))) is None:
            report.drop("posts without a time")
        else:
            return OldPost(
                f"{topic}/{number}", topic, at, self._text(row, report), self._author(row)
            )
        return None

    def _author(self, row: dict[str, Any]) -> OldAuthor | None:
        number, name = _number(row, "user_id"), one_line(row.get("username"), 80)
        if (number and number < 0) or not (number or name):
            return None  # the program itself
        email = row.get("email")
        address = email.strip().lower() if isinstance(email, str) and "@" in email else ""
        page = f"{self.site}/u/{quote(name, safe='')}" if self.site and name else ""
        key = f"u{name.casefold()}" if name else f"n{number}"
        return OldAuthor(key, name, address, web_address(page))

    def _text(self, row: dict[str, Any], report: Report) -> str:
        cooked, raw = row.get("cooked"), row.get("raw")
        if isinstance(cooked, str) and cooked:
            pictures = len(_PICTURE.findall(cooked))
            if pictures:
                report.drop("pictures", pictures)
            bare = _MENTION.sub("@…", _META.sub("", _TITLE.sub("", cooked)))
            return clean(markdown_of(bare))
        text = str(raw or "")
        report.drop("pictures", len(_RAW_PICTURE.findall(text)))
        text = _RAW_QUOTE.sub("", _RAW_PICTURE.sub("", text))
        return clean(_RAW_MENTION.sub("@…", text))


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    found = 0
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            if not name.lower().endswith(".json") or file.is_symlink() or not file.is_file():
                continue
            found += 1
            if found > MOST_FILES:
                return
            yield file
    if not found:
        raise Unreadable("There is no JSON file in this folder.")


def _objects(file: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file: one, or a list of them, also one a line."""
    with file.open("rb") as handle:
        raw = handle.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise Unreadable("The file is larger than 60 MB. Export fewer topics into one file.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("The file is not saved as UTF-8.") from error
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        try:
            found = [json.loads(line) for line in text.splitlines() if line.strip()]
        except (ValueError, RecursionError) as error:
            raise Unreadable("The file is no JSON.") from error
    rows = found if isinstance(found, list) else [found]
    yield from (row for row in rows if isinstance(row, dict))


def _categories(one: dict[str, Any]) -> Iterator[dict[str, Any]]:
    listed = one.get("category_list")
    inner = listed.get("categories") if isinstance(listed, dict) else one.get("categories")
    for row in inner if isinstance(inner, list) else []:
        if isinstance(row, dict):
            yield row
            below = row.get("subcategory_list")
            yield from (
                (sub for sub in below if isinstance(sub, dict)) if isinstance(below, list) else ()
            )


def _number(row: dict[str, Any], name: str, otherwise: int = 0) -> int:
    value = row.get(name)
    fits = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53
    return value if fits and isinstance(value, int) else otherwise


def _time(value: Any) -> datetime | None:
    try:
        return plausible(datetime.fromisoformat(str(value)))
    except ValueError:
        return None
