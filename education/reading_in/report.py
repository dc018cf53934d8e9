"""What became of files that were read in: counts, notes and reasons, as the command prints them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext as _

Status = Literal["imported", "imported_with_notes", "refused"]
MOST_LINES = 1_000


@dataclass
class Report:
    """The story of one run. `counts`: see to_json; made, changed and unchanged are articles, words
    those of the glossary, new ones or not."""

    notes: list[dict[str, str]] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    # What becomes of each page: title and made, changed or unchanged; its id beside.
    pages: list[dict[str, str]] = field(default_factory=list)
    refs: list[UUID] = field(default_factory=list)
    # (article id, name of its original, name of its longer text) that were not there yet.
    unlinked: list[tuple[int, str, str]] = field(default_factory=list)

    def page(self, title: str, outcome: str, ref: UUID | None) -> None:
        """One page of a file, counted; a programme comes without its ref."""
        self.counts[outcome] += 1
        if len(self.pages) < MOST_LINES:
            self.pages.append({"title": title, "outcome": outcome})
            if ref is not None:
                self.refs.append(ref)

    def note(self, path: str, message: object, level: str = "changed") -> None:
        """Worth telling; `level`: changed, kept or dropped."""
        self._add(self.notes, {"path": path, "message": str(message), "level": level})

    def refuse(self, path: str, message: object) -> None:
        """Why a file is not used. The others are."""
        self.counts["refused"] += 1
        self._add(self.errors, {"path": path, "message": str(message)})

    @staticmethod
    def _add(lines: list[dict[str, str]], line: dict[str, str]) -> None:
        if len(lines) < MOST_LINES:
            lines.append(line)
        elif len(lines) == MOST_LINES:
            lines.append({**dict.fromkeys(line, ""), "message": "There are more of these."})

    @property
    def status(self) -> Status:
        """`refused` when nothing could be used; `imported_with_notes` when something was left out."""
        kinds = ("made", "changed", "unchanged", "sources", "words")
        used = sum(self.counts[name] for name in kinds)
        if not used:
            return "refused"
        return "imported_with_notes" if self.notes or self.errors else "imported"

    def in_words(self) -> list[tuple[str, str]]:
        """(title, what becomes of it) of each page."""
        words = {
            "made": _("A new draft"),
            "changed": _("The draft read in before changes"),
            "unchanged": _("Stays as it is"),
        }
        return [(one["title"], words[one["outcome"]]) for one in self.pages]

    def grouped(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """(heading, (words, place)) of what was left out, changed and kept; empty ones left out."""
        headings = {
            "dropped": _("Left out"),
            "changed": _("Changed"),
            "kept": _("Good to know"),
        }
        found = [
            (words, [(one["message"], one["path"]) for one in self.notes if one["level"] == level])
            for level, words in headings.items()
        ]
        return [(words, lines[:100]) for words, lines in found if lines]

    def to_json(self) -> dict[str, Any]:
        """One object; all counts are there, also those that are 0."""
        names = (
            "files", "articles", "made", "changed", "unchanged", "sources", "sources_made",
            "words", "words_made", "refused",
        )  # fmt: skip
        return {
            "status": self.status,
            "counts": {name: self.counts[name] for name in names},
            "pages": self.pages,
            "notes": self.notes,
            "errors": self.errors,
        }
