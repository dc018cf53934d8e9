"""What an older forum holds, before anything is stored; and the report of what was taken and what not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

MOST_NOTES = 200
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_ADDRESS = re.compile(
    r"[\w.+-]{1,64}(?:@|\s?\(at\)\s?|\s?\[at\]\s?| at )[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", re.A
)
_WEB = re.compile(
    r"https?://[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?(?::\d{1,5})?(?:/[!#-;=?-~]*)?", re.I | re.A
)


class Unreadable(ValueError):
    """A file that cannot be used; the words say why and what to do, `places` where in it."""

    def __init__(self, words: str, places: Iterable[str] = ()) -> None:
        super().__init__(words)
        self.places = list(places)


@dataclass(frozen=True, slots=True)
class OldAuthor:
    """`key` names the account in its old home; `address`, its mailbox, and `profile`, its page on the
    web: '' where it is not known.
    """

    key: str
    name: str = ""
    address: str = ""
    profile: str = ""


@dataclass(frozen=True, slots=True)
class OldBoard:
    """`closed`: nobody wrote there any more. `private`: not everybody with an account could read it.

    `unsaid`: no file says who could, so it counts as private.
    """

    key: str
    title: str
    text: str = ""
    closed: bool = False
    private: bool = False
    unsaid: bool = False


@dataclass(frozen=True, slots=True)
class OldTopic:
    """`board`: the key of its board."""

    key: str
    title: str
    board: str = ""
    locked: bool = False
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class OldPost:
    """`text` is our Markdown; `topic` the key of its topic, `answers` that of an earlier post in it."""

    key: str
    topic: str
    at: datetime
    text: str
    author: OldAuthor | None = None
    answers: str = ""


@dataclass(frozen=True, slots=True)
class OldFile:
    """A picture or document of a post. `post`: the post's key; `says`: what its author wrote about it;
    `number`: its place among the files of the post, from 1. `read` gives its bytes, or raises OSError.
    """

    key: str
    post: str
    name: str
    read: Callable[[], bytes]
    says: str = ""
    number: int = 1


@dataclass(frozen=True, slots=True)
class OldFace:
    """The picture somebody chose for herself. `author`: the key of her account; `read` gives its bytes,
    or raises OSError.
    """

    author: str
    read: Callable[[], bytes]


class OldForum(Protocol):
    """One older forum. Posts come in the order they were written, as far as its file knows."""

    @property
    def boards(self) -> Mapping[str, OldBoard]:
        """By key."""

    @property
    def topics(self) -> Mapping[str, OldTopic]:
        """By key."""

    def posts(self, report: Report) -> Iterable[OldPost]:
        """Every post that can be taken; what cannot is noted."""

    def attachments(self, report: Report) -> Iterable[OldFile]:
        """What was attached, those of one post together; asked after the posts."""

    def faces(self, report: Report) -> Iterable[OldFace]:
        """Pictures people chose for themselves; asked last."""


@dataclass
class Report:
    """What happened, in numbers and reasons; no words of anybody."""

    source: str
    dry_run: bool = False
    refusal: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def drop(self, why: str, times: int = 1) -> None:
        """Something that is not taken; `why` is one of a few fixed sentences."""
        if times:
            self.left_out[why] += times

    def note(self, words: str) -> None:
        """Something the host should know; the first two hundred."""
        if len(self.notes) < MOST_NOTES and words not in self.notes:
            self.notes.append(words)

    @property
    def status(self) -> str:
        if self.refusal:
            return "refused"
        return "tried" if self.dry_run else "taken"

    def to_json(self) -> dict[str, Any]:
        """For programs; every key is always there."""
        names = (
            "boards", "topics", "posts", "authors", "files", "avatars", "unchanged", "shortened",
        )  # fmt: skip
        return {
            "status": self.status,
            "source": self.source,
            "dry_run": self.dry_run,
            "counts": {name: self.counts[name] for name in names},
            "left_out": dict(sorted(self.left_out.items())),
            "notes": self.notes,
            "error": self.refusal,
        }

    def in_words(self) -> str:
        """For a terminal."""
        told = self.to_json()
        lines = [f"{told['status']}: " + ", ".join(f"{n} {k}" for k, n in told["counts"].items())]
        lines += [f"  left out: {why} ({n})" for why, n in told["left_out"].items()]
        lines += [f"  {note}" for note in self.notes]
        lines += [f"  {self.refusal}"] if self.refusal else []
        return "\n".join(lines).encode("utf-8", "backslashreplace").decode()


def web_address(text: str) -> str:
    """The same where it can be the address of a page somebody opens; '' for anything else."""
    return text if len(text) <= 500 and _WEB.fullmatch(text) else ""


def one_line(text: Any, longest: int) -> str:
    """Without what cannot be stored or seen, cut at a word."""
    line = " ".join(_HIDDEN.sub("", str(text or "")).split())
    return line if len(line) <= longest else f"{line[: longest - 1].rsplit(' ', 1)[0]}…"[:longest]


def clean(text: str) -> str:
    """Several lines the same way, with addresses of mailboxes taken out."""
    return mask(_HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()


def mask(text: str) -> str:
    """Addresses of mailboxes are nobody's business in a new place."""
    return _ADDRESS.sub("(…)", text)


def moment(seconds: Any) -> datetime | None:
    """Of seconds since 1970; None for what is no day a forum can have had."""
    try:
        at = datetime.fromtimestamp(int(seconds), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return plausible(at)


def plausible(at: datetime) -> datetime | None:
    """The same moment, not later than now; None for one before forums."""
    now = datetime.now(UTC)
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    try:
        return min(at, now) if at >= EARLIEST else None
    except (OverflowError, ValueError):
        return None
