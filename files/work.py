"""What kinds of long work there are: each app registers the one function that does a unit of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from po_platform.access.actor import System

from .models import Job, StoredFile


@dataclass(frozen=True, slots=True)
class Progress:
    """After one unit: `done` of `total`, where the next one begins; `result` with the last."""

    done: int
    total: int
    resume: Mapping[str, Any] = field(default_factory=dict)
    result: StoredFile | None = None
    finished: bool = False


# Does ONE unit from job.resume, in the transaction it is called in, which also stores the Progress:
# both happen or neither. Files in places.work_folder(job.ref) must come out the same when repeated.
Work = Callable[[System, Job], Progress]
_kinds: dict[str, Work] = {}

LEASE = 120  # seconds; renewed while a unit is worked on. Who does not come back by then has died


class UnknownKind(LookupError):
    """Nobody registered this kind of job in this process."""


def register_job(kind: str, work: Work) -> None:
    """Once per kind at start (app.noun). `work` acts as System(Purpose.EXPORT) for one subject."""
    if _kinds.setdefault(kind, work) is not work:
        raise ValueError(f"There are two different jobs called {kind}.")


def work_of(kind: str) -> Work:
    """The function behind a kind; raises UnknownKind."""
    try:
        return _kinds[kind]
    except KeyError:
        raise UnknownKind(kind) from None
