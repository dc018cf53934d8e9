"""What a file of medical terms says, whatever its format; and what is too much of it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from questionnaires.messages import Message

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAX_BYTES = 500_000_000
MAX_TERMS = 500_000
MAX_NAMES = 300  # of one term
MAX_NAME = 500
MAX_CODE = 40
MAX_LINKS = 100  # parents, or codes that stand for an old one
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:*+!/_-]{0,39}")


class NotTerms(ValueError):
    """The file cannot be read; the message says why, in words for whoever brought it."""

    def __init__(self, words: StrOrPromise, **params: object) -> None:
        self.message = Message(words, params)
        super().__init__(str(self.message))


@dataclass(frozen=True, slots=True)
class Head:
    """Which edition a file is. `version`: a day or a year, so that later ones sort later."""

    version: str
    language: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One term. `names`: the preferred one first, then synonyms.

    `obsolete`: not to be used any more; `instead`: codes to use now. `choosable`: no mere chapter.
    """

    code: str
    names: tuple[str, ...]
    parents: tuple[str, ...] = ()
    obsolete: bool = False
    instead: tuple[str, ...] = ()
    choosable: bool = True


def tidy(text: str) -> str:
    """A name as it is kept: one line, no signs nobody sees."""
    text = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text)
    return " ".join(text.split())[:MAX_NAME]


def is_code(text: str) -> bool:
    """Whether something can be a code."""
    return _CODE.fullmatch(text) is not None


def fold(text: str) -> str:
    """Words as they are looked for: small letters, no accents, one space between.

    >>> fold("Ménière’s Disease, Größe")
    'meniere s disease grosse'
    """
    bare = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", bare))
