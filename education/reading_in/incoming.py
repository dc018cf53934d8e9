"""What a file says, in our own shape, before anything is stored."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from education.kept_files import Upload
from education.sections import Section

# What Postgres cannot keep in a text, and halves of a sign.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Invisible signs that turn words around or hide them; they have no place in a title.
HIDDEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\x01-\x08\x0b-\x1f\x7f]")


class Unreadable(ValueError):
    """A file that cannot be used; the words say why and what to do."""


@dataclass
class IncomingSource:
    """A source as a file gives it; `origin` names it in every run."""

    title: str
    origin: str
    made_by: str = ""
    year: int | None = None
    kind: str = "other"
    url: str = ""
    accessed_on: str = ""  # ISO day
    section: str = ""  # id of the section it supports; '' the whole page


@dataclass
class IncomingArticle:
    """An article as a file gives it; `origin` names it in every run."""

    origin: str
    title: str
    language: str = "en"
    slug: str = ""
    kind: str = "topic"
    stage: str = "days"
    purpose: str = ""
    in_short: list[str] = field(default_factory=list)
    body: list[Section] = field(default_factory=list)
    uncertain: str = ""
    money: str = ""
    translation_of: str = ""  # origin or slug of the article this is a translation of
    easy_read_of: str = ""
    same_as: list[str] = field(default_factory=list)  # other words for the title
    sources: list[IncomingSource] = field(default_factory=list)
    # What a picture section names → a PNG made here.
    pictures: dict[str, bytes] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)  # the same for files kept here
    # How it came about, as ProjectRecord has it; of a page that is new here alone.
    project: dict[str, Any] = field(default_factory=dict)

    @property
    def is_named_by_its_file(self) -> bool:
        """Whether nothing in the file says which page it is: then the same words are the same page."""
        return self.origin.startswith(("md:", "word:"))

    @property
    def mark(self) -> str:
        """The same for the same content: under which name it came does not count, nor ids of sections."""
        content = asdict(self)
        del content["origin"]
        pictures = content.pop("pictures")
        del content["files"], content["project"]
        if self.files:
            content["files"] = {
                key: sha256(one.content).hexdigest() for key, one in self.files.items()
            }
        if pictures:
            content["pictures"] = {key: sha256(png).hexdigest() for key, png in pictures.items()}
        for source in content["sources"]:
            if not source["section"]:
                del source["section"]  # as it was before sections could be named
        content["body"] = [{k: v for k, v in one.items() if k != "id"} for one in self.body]
        return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@dataclass
class Found:
    """All of one file."""

    articles: list[IncomingArticle] = field(default_factory=list)
    sources: list[IncomingSource] = field(default_factory=list)
    words: list[dict[str, Any]] = field(default_factory=list)  # of the glossary, as Term has them
    programmes: list[dict[str, Any]] = field(
        default_factory=list
    )  # as programme_as_file gives them
    notes: list[tuple[str, str, str]] = field(default_factory=list)  # place, words, level
    has_too_many: bool = False

    def note(self, place: str, words: object, level: str = "changed") -> None:
        """Something that does not stop the reading."""
        self.notes.append((place, str(words), level))


def tidy(text: Any, longest: int) -> str:
    """One line without what cannot be stored or seen, cut at a word."""
    line = " ".join(HIDDEN.sub("", UNSTORABLE.sub("\ufffd", str(text or ""))).split())
    return line if len(line) <= longest else f"{line[: longest - 1].rsplit(' ', 1)[0]}…"[:longest]


def tidy_text(text: Any, longest: int) -> str:
    """Several lines, the same way."""
    clean = HIDDEN.sub("", UNSTORABLE.sub("\ufffd", str(text or "").replace("\r\n", "\n")))
    return clean.strip()[:longest]
