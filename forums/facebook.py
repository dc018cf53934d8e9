"""Reads a member's own posts out of what Facebook gives her to download; bounded, in memory, pure.

The JSON file of her posts, or the ZIP with it. Only her words and their day are taken: no pictures,
no names of others, nothing she wrote under somebody else's post.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from po_platform.kit.strict_json import NotJson, read_json
from po_platform.kit.unpacking import NotUnpacked, TooLarge, opened, unpacked

MOST_BYTES = 20 * 2**20  # of what is sent
MOST_UNPACKED = 20 * 2**20
MOST_ENTRIES = 50_000  # an archive of many years has a file for each picture and message
MOST_VALUES = 500_000
MOST_POSTS = 500  # the newest ones
_POSTS = re.compile(r"(?:^|/)(?:your_posts|group_posts)[^/]*\.json$")
# What takes the first place in a file depends on the year it was made.
_LISTS = ("status_updates", "group_posts_v2", "group_posts", "activity_log_data")


class NotFacebook(Exception):
    """No posts in it that we can read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Old:
    """One post as she wrote it then. `mark`: the same for the same words of the same moment."""

    text: str
    at: datetime

    @property
    def mark(self) -> str:
        return hashlib.sha256(f"{self.at.isoformat()} {self.text}".encode()).hexdigest()[:32]


def posts_in(raw: bytes) -> list[Old]:
    """The newest first, each once, 500 at most. Raises NotFacebook."""
    if len(raw) > MOST_BYTES:
        raise NotFacebook(_("Choose a smaller file: at most 20 megabytes"))
    try:
        found = {post: None for part in _parts(raw) for post in _posts(part)}
    except TooLarge as error:
        raise NotFacebook(_("This file unpacks to more than posts need")) from error
    except (NotUnpacked, NotJson, ValueError) as error:
        raise NotFacebook(
            _("This file does not open. Take it just as you downloaded it, in the format JSON")
        ) from error
    if not found:
        raise NotFacebook(
            _("There are no posts of yours in this file. Choose the one with your posts")
        )
    return sorted(found, key=lambda post: post.at, reverse=True)[:MOST_POSTS]


def _parts(raw: bytes) -> Iterator[Any]:
    """Parsed files that may hold posts."""
    if not raw.startswith(b"PK"):
        yield read_json(raw, max_values=MOST_VALUES)
        return
    left = MOST_UNPACKED
    with opened(raw, MOST_ENTRIES) as archive:
        names = [entry.filename for entry in archive.infolist()]
        for name in dict.fromkeys(name for name in names if _POSTS.search(name)):
            part = unpacked(archive, name, left)
            left -= len(part)
            yield read_json(part, max_values=MOST_VALUES)


def _posts(part: Any) -> Iterator[Old]:
    if isinstance(part, dict):
        for name in _LISTS:
            if name in part:
                yield from _posts(part[name])
        return
    for entry in part if isinstance(part, list) else []:
        at = _moment(entry.get("timestamp")) if isinstance(entry, dict) else None
        data = entry.get("data") if at is not None else None
        for one in data if isinstance(data, list) else []:
            words = one.get("post") if isinstance(one, dict) else None
            text = repaired(words).strip() if isinstance(words, str) else ""
            if text and at is not None:
                yield Old(text, at)


def _moment(seconds: Any) -> datetime | None:
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 < seconds < 2**33:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def repaired(text: str) -> str:
    """Facebook writes each byte of UTF-8 as a sign of its own: "Ã¼" is "ü". What is right stays."""
    try:
        right = text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        right = text
    return right.replace("\x00", "")
