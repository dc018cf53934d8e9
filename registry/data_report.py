"""What a file of data would change, or did: counts, and each cell that cannot be taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from questionnaires.messages import Message
from registry.data_rows import Wrong

MOST_TOLD = 1_000


@dataclass
class DataReport:
    """The story of one file. `new`, `changed`, `unchanged` count its rows."""

    rows: int = 0
    records: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    dry_run: bool = False
    new_visits: list[str] = field(default_factory=list)
    repeating: list[str] = field(default_factory=list)
    errors: list[Wrong] = field(default_factory=list)
    notes: list[Wrong] = field(default_factory=list)
    remarks: list[Message] = field(default_factory=list)
    refusal: Message | None = None
    refused_row: int = 0
    batch: str = ""

    @property
    def usable(self) -> bool:
        """Whether the file can be, or was, taken in."""
        return self.refusal is None and not self.errors

    @property
    def status(self) -> str:
        """`imported_with_notes` when a value was taken that somebody should look at."""
        if not self.usable:
            return "refused"
        return "imported_with_notes" if self.notes or self.remarks else "imported"

    def to_json(self) -> dict[str, Any]:
        """Plain JSON in the language now active."""
        errors = [wrong.to_json() for wrong in self.errors[:MOST_TOLD]]
        if self.refusal is not None:
            why = str(self.refusal)
            told = {"row": self.refused_row, "record": "", "field": "", "value": "", "message": why}
            errors.insert(0, told)
        remarks = [{"message": str(message)} for message in self.remarks]
        return {
            "status": self.status,
            "dry_run": self.dry_run,
            "rows": self.rows,
            "records": self.records,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "new_events": self.new_visits,
            "repeating_forms": self.repeating,
            "notes": remarks + [note.to_json() for note in self.notes[:MOST_TOLD]],
            "errors": errors,
            "error_count": len(self.errors) + (self.refusal is not None),
            **({"batch": self.batch} if self.batch else {}),
        }

    def grouped(self) -> Sequence[tuple[str, str, int]]:
        """(field, sentence, how often) of what is told and taken."""
        counts = Counter((note.field, str(note.message)) for note in self.notes)
        return [(name, words, count) for (name, words), count in counts.most_common(50)]
