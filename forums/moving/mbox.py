"""A mailing list's archive (mbox): messages put together into topics, by their ids and subjects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from typing import IO

from notifications.incoming.mail import Mail, read_mail, safely
from notifications.incoming.mail import Unreadable as NoMail
from notifications.incoming.quotes import part
from po_platform.kit.foreign_html import as_written

from .archive_parts import BEGINS, Archive
from .mbox_files import files_of, is_picture, worth_taking
from .placing import below
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
)

MOST_MESSAGES = 1_000_000
MOST_BYTES = 5_000_000  # of one message; what is beyond is passed over
MOST_WITH_FILES = 25_000_000  # of one message that has pictures or documents with it
MOST_HEAD = 100_000
_ID = re.compile(r"<([^<>\s]{1,300})>")
_PREFIX = re.compile(
    r"^\s*(?:(?:re|aw|antw(?:ort)?|sv|vs|rif|ref|tr|wg|fwd?|rép|rep)\s*(?:\[\d+\])?\s*[:：]|\[[^\]]{1,40}\])\s*",
    re.I,
)
_WORD = re.compile(r"\w")
_FOOTER = re.compile(r"^_{20,}\s*$|^-{20,}\s*$", re.M)
_HOW_OLD = re.compile(rb"\b(\w{3} +\d{1,2} \d\d:\d\d:\d\d \d{4})")
_UNQUOTED = re.compile(rb"^>(>*From )", re.M)
_OBFUSCATED = re.compile(r"^\s*([\w.+-]{1,64}) at ([\w.-]{1,200})(?:\s+\((.{0,200})\))?")


@dataclass(slots=True)
class _Found:
    """Where a message stands, and what places it."""

    start: int
    length: int
    key: str
    parents: tuple[str, ...]
    subject: str
    bare: str
    at: datetime
    topic: str = ""


class MboxForum:
    """Heads are read at once, whole messages one by one."""

    def __init__(self, path: Path) -> None:
        self.archive = Archive(path)
        self.strange: list[str] = []
        self.carrying: list[_Found] = []  # messages with pictures or documents
        self.found = sorted(self._heads(), key=lambda one: (one.at, one.start))
        if not self.found:
            raise Unreadable(
                "There is no mbox: no line begins a message with “From ”.", self.archive.notes
            )
        self.boards = {"list": OldBoard("list", one_line(self.archive.name, 80))}
        self.topics: dict[str, OldTopic] = {}
        self._thread()

    def posts(self, report: Report) -> Iterator[OldPost]:
        """In the order of their dates."""
        for words in self.archive.notes:
            report.note(words)
        for why in self.strange:
            report.drop(why)
        seen: set[str] = set()
        with self.archive.opened() as stream:
            for one in self.found:
                if one.key in seen:
                    report.drop("messages that stand there twice")
                    continue
                seen.add(one.key)
                post = self._read(stream, one, report)
                if post is not None:
                    yield post

    def attachments(self, report: Report) -> Iterator[OldFile]:
        """Pictures and documents; what else came is counted with the posts."""
        with self.archive.opened() as stream:
            for one in self.carrying:
                stream.seek(one.start)
                try:
                    mail = _mail(stream.read(min(one.length, MOST_WITH_FILES)))
                except NoMail:
                    continue  # as much of it as is read for its words could be
                yield from files_of(one.key, mail)

    def faces(self, report: Report) -> Iterator[OldFace]:
        """A list has none."""
        return iter(())

    def _read(self, stream: IO[bytes], one: _Found, report: Report) -> OldPost | None:
        stream.seek(one.start)
        try:
            mail = _mail(stream.read(min(one.length, MOST_BYTES)))
        except NoMail:
            report.drop("messages nobody can read")
            return None
        if str(mail.message.get("X-No-Archive", "")).strip().lower() == "yes":
            report.drop("messages whose authors wanted them in no archive")
            return None
        files = worth_taking(mail)
        report.drop("files that were attached", len(mail.left_out) - len(files))
        parted = part(_without_footer(mail.text))
        if parted.cut:
            report.drop("quotations and signatures")
        said = as_written(clean(parted.said))
        if files:
            self.carrying.append(one)
            if not _WORD.search(said):  # or it would be left out as a post with no words
                said = f"{said} {below(picture=is_picture(files[0]), number=1)}".strip()
        return OldPost(one.key, one.topic, one.at, said, _author(mail))

    def _heads(self) -> Iterator[_Found]:
        with self.archive.opened() as stream:
            for number, (start, length, head, first) in enumerate(_messages(stream)):
                if number >= MOST_MESSAGES:
                    self.strange.append("messages after the first million")
                    return
                try:
                    yield _found(start, length, head, first)
                except NoMail:
                    self.strange.append("messages nobody can read")
                except _NoDate:
                    self.strange.append("messages without a date")

    def _thread(self) -> None:
        """A message belongs where what it answers does; without that, to a subject of 90 days."""
        topic_of: dict[str, str] = {}
        by_subject: dict[str, tuple[str, datetime]] = {}
        for one in self.found:
            topic = next((topic_of[key] for key in one.parents if key in topic_of), "")
            if not topic and one.subject != one.bare and one.bare:
                known, last = by_subject.get(one.bare.casefold(), ("", one.at))
                topic = known if (one.at - last).days <= 90 else ""
            if not topic:
                topic = one.key
                self.topics[topic] = OldTopic(topic, one_line(one.bare, 120) or "…", "list")
            one.topic = topic
            topic_of[one.key] = topic
            # Who answers something that is not in the archive still meets others who do.
            for parent in one.parents:
                topic_of.setdefault(parent, topic)
            by_subject[one.bare.casefold()] = (topic, one.at)


class _NoDate(ValueError):
    """Nothing tells when it was written."""


def _messages(stream: IO[bytes]) -> Iterator[tuple[int, int, bytes, bytes]]:
    """(start, length, head, its "From " line) of each message; lines of any length cost nothing."""
    start, at, head, first = -1, 0, b"", b""
    in_head, blank = False, True
    while line := stream.readline(MOST_HEAD):
        if blank and BEGINS.match(line):
            if start >= 0:
                yield start, at - start, head, first
            start, head, first, in_head = at + len(line), b"", line, True
        elif in_head and line in (b"\n", b"\r\n"):
            in_head = False
        elif in_head and len(head) + len(line) <= MOST_HEAD:
            head += line
        blank = line in (b"\n", b"\r\n")
        at += len(line)
    if start >= 0:
        yield start, at - start, head, first


def _found(start: int, length: int, head: bytes, first: bytes) -> _Found:
    mail = read_mail(head + b"\n")
    subject = one_line(mail.subject, 300)
    header = str(mail.message.get("In-Reply-To", ""))[:2000]
    references = str(mail.message.get("References", ""))[:20_000]
    parents = [*_ID.findall(references)[-20:], *_ID.findall(header)[:3]]
    match = _ID.search(mail.message_id)
    key = match[1] if match else sha256(head).hexdigest()
    return _Found(
        start=start,
        length=length,
        key=key,
        parents=tuple(one for one in reversed(parents) if one != key),
        subject=subject,
        bare=_bare(subject),
        at=_when(mail, first),
    )


def _bare(subject: str) -> str:
    for _time in range(20):
        shorter = _PREFIX.sub("", subject, count=1)
        if shorter == subject:
            break
        subject = shorter
    return subject.strip()


def _when(mail: Mail, first: bytes) -> datetime:
    value = str(mail.message.get("Date", ""))[:200]
    at = safely(lambda: parsedate_to_datetime(value), None)
    found = plausible(at) if at else None
    line = _HOW_OLD.search(first)
    if found is None and line:
        words = " ".join(line[1].decode("ascii", "replace").split())
        parsed = safely(lambda: datetime.strptime(words, "%b %d %H:%M:%S %Y"), None)  # noqa: DTZ007
        found = plausible(parsed.replace(tzinfo=UTC)) if parsed else None
    if found is None:
        raise _NoDate
    return found


def _mail(raw: bytes) -> Mail:
    return read_mail(_UNQUOTED.sub(rb"\1", raw))


def _without_footer(text: str) -> str:
    """What list programs write beneath every message begins with a long line."""
    lines = list(_FOOTER.finditer(text))
    if not lines:
        return text
    last = lines[-1]
    if text.count("\n", last.end()) > 8:
        return text
    return text[: last.start()]


def _author(mail: Mail) -> OldAuthor | None:
    """By the address; archives on the web write "a at b.org (Name)"."""
    raw = str(mail.message.get("From", ""))[:1000]
    hidden = _OBFUSCATED.match(raw)
    if hidden:
        address, name = f"{hidden[1]}@{hidden[2]}".lower(), hidden[3] or ""
    else:
        address, name = mail.sender, raw.partition("<")[0].strip(' "')
    if not address:
        return None
    return OldAuthor(address, one_line(safely(lambda: _shown(name), name), 80), address)


def _shown(name: str) -> str:
    return str(make_header(decode_header(name)))
