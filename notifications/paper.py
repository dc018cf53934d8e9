"""What stands on paper: a letter for a window envelope, and the form that comes back with answers.

Who asks for a letter says its paragraphs, perhaps a code and a form; the frame around them is the
same for all. What may be read through the window is the address and the sender's line, no more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from po_platform.access.actor import System

if TYPE_CHECKING:
    from .kinds import Pending

NORMAL, LARGE, LARGER = 14, 17, 20  # points; 14 is the least anybody gets


@dataclass(frozen=True, slots=True)
class Question:
    """One item of a printed form; "heading" and "words" are no questions.

    `options`: boxes to tick; `lines`: empty lines to write on; `reasons`: boxes of whoever gives
    no answer and says why. `scale`: the boxes stand in a row, with a word at either end.
    """

    kind: Literal["question", "heading", "words"]
    text: str
    number: str = ""
    help: str = ""
    options: tuple[str, ...] = ()
    lines: int = 0
    reasons: tuple[str, ...] = ()
    scale: bool = False
    ends: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class ReturnForm:
    """A form to fill in with a pen. `rights`: the line its owner wants under it."""

    title: str
    questions: tuple[Question, ...]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    rights: str = ""


@dataclass(frozen=True, slots=True)
class PaperTable:
    """What is kept, printed behind a letter: a word for each column, then rows of words."""

    title: str
    head: list[str]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of A4 behind a letter, to be handed on: `picture` is an SVG, `words` what stands on it."""

    picture: str
    words: str


@dataclass(frozen=True, slots=True)
class PaperPart:
    """What one app says in a letter. `code` in groups, `until` the sentence about its end.

    `codes`: a numbered list, as on a code card. `subject`: what stands over a letter that says
    nothing else, '' for the usual line. `tables` begin on a page of their own; `sheets` lie behind
    the letter, on paper of their own.
    """

    paragraphs: tuple[str, ...]
    code: str = ""
    until: str = ""
    codes: tuple[str, ...] = ()
    form: ReturnForm | None = None
    subject: str = ""
    tables: tuple[PaperTable, ...] = ()
    sheets: tuple[Sheet, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterFrame:
    """The organisation as it stands on every letter. `address`: its lines, for what comes back.

    `window`: its line above the address, seen through the envelope. `logo`: a PNG, b"" for none.
    """

    name: str
    address: tuple[str, ...]
    window: str
    signed: tuple[str, ...]
    logo: bytes = b""


@dataclass(frozen=True, slots=True)
class PaperLetter:
    """One letter in its reader's language; `beside`: date, telephone and hours.

    Without a subject nothing is said: its forms stand alone, to be handed over.
    """

    address: tuple[str, ...]
    language: str
    subject: str
    greeting: str
    beside: tuple[str, ...]
    parts: tuple[PaperPart, ...]
    ending: tuple[str, ...]
    size: int = NORMAL


# Says what a notice says on paper; None when there is nothing to say any more. Runs in the language
# of the person, as System(Purpose.EXPORT) for her and nobody else.
PaperWriter = Callable[[System, "Pending"], PaperPart | None]
