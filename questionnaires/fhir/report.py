"""What became of a file: what is run, kept, dropped or changed, and why it was refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext_lazy as _

from questionnaires.messages import Message

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Level = Literal["run", "changed", "kept", "dropped"]
Status = Literal["imported", "imported_with_notes", "refused"]
MAX_LINES = 1_000


@dataclass(frozen=True)
class Note:
    """What was done with one thing in the file. `path` is its place: `item[2].answerOption[0]`."""

    path: str
    message: Message
    level: Level


@dataclass(frozen=True)
class Refusal:
    """Why the file cannot be used, and where."""

    path: str
    message: Message


@dataclass(frozen=True)
class Report:
    """The whole story of one import. `found` says what the file was, when that is worth saying."""

    items: int = 0
    notes: tuple[Note, ...] = ()
    errors: tuple[Refusal, ...] = ()

    @property
    def status(self) -> Status:
        """`imported_with_notes` when something is kept without being run, changed, or dropped."""
        if self.errors:
            return "refused"
        return "imported_with_notes" if any(n.level != "run" for n in self.notes) else "imported"

    def to_json(self) -> dict[str, Any]:
        """Plain JSON in the language now active."""
        return {
            "status": self.status,
            "items": self.items,
            "notes": [
                {"path": note.path, "message": str(note.message), "level": note.level}
                for note in self.notes
            ],
            "errors": [{"path": e.path, "message": str(e.message)} for e in self.errors],
        }

    def grouped(self) -> list[tuple[Note, int]]:
        """Notes that say the same told once, with the first place and how often."""
        counts: dict[tuple[str, str], tuple[Note, int]] = {}
        for note in self.notes:
            key = (note.level, str(note.message))
            first, count = counts.get(key, (note, 0))
            counts[key] = (first, count + 1)
        return list(counts.values())


@dataclass
class Notebook:
    """Where the reading writes down what it meets."""

    notes: list[Note] = field(default_factory=list)
    errors: list[Refusal] = field(default_factory=list)
    items: int = 0

    def note(self, level: Level, path: str, words: StrOrPromise, **params: object) -> None:
        """Something worth telling that does not stop the import."""
        if len(self.notes) < MAX_LINES:
            self.notes.append(Note(path, Message(words, params), level))

    def refuse(self, path: str, words: StrOrPromise, **params: object) -> None:
        """Something because of which the file cannot be used."""
        self.refuse_with(path, Message(words, params))

    def refuse_with(self, path: str, message: Message) -> None:
        """The same, for a sentence that exists already."""
        if len(self.errors) < MAX_LINES:
            self.errors.append(Refusal(path, message))
        elif len(self.errors) == MAX_LINES:
            self.errors.append(Refusal("", Message(_("There are more of these."))))

    def report(self) -> Report:
        """The finished report."""
        return Report(self.items, tuple(self.notes), tuple(self.errors))
