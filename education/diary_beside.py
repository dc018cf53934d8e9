"""Her diary belongs to another feature: a step may show it, and what is tapped there lies there only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from po_platform.access.actor import SignedIn


@dataclass(frozen=True, slots=True)
class DiaryMeasure:
    """One thing she writes numbers down about. `numbers`: to tap, none where there are too many."""

    ref: UUID
    name: str
    numbers: Sequence[int]
    url: str

    @property
    def field(self) -> str:
        """Its name on a page."""
        return f"diary-{self.ref}"


@dataclass(frozen=True, slots=True)
class DiaryBeside:
    """What a step shows. `lines`: (day, what, number or words) of the last seven days."""

    measures: Sequence[DiaryMeasure]
    lines: Sequence[tuple[date, str, str]]
    url: str


@dataclass(frozen=True, slots=True)
class Diary:
    """`beside`: hers, None where diaries are switched off. `write`: a number for today, may be
    refused by PermissionDenied or Http404."""

    beside: Callable[[SignedIn], DiaryBeside | None]
    write: Callable[[SignedIn, UUID, int], object]


_connected: list[Diary] = []


def connect_diary(found: Diary) -> None:
    """Once at start, by the wiring."""
    _connected[:] = [found]


def diary_beside(actor: SignedIn) -> DiaryBeside | None:
    """None where no feature keeps diaries."""
    return _connected[0].beside(actor) if _connected else None


def write_tapped(
    actor: SignedIn, beside: DiaryBeside, sent: Callable[[str], str]
) -> list[tuple[str, int]]:
    """Each number that was chosen on the page, into her diary for today: (what, the number).

    `sent`: a field of the page, by its name.
    """
    written = []
    for one in beside.measures:
        chosen = sent(one.field)
        if chosen in {str(number) for number in one.numbers}:
            _connected[0].write(actor, one.ref, int(chosen))
            written.append((one.name, int(chosen)))
    return written
