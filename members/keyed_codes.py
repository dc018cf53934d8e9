"""One place where the helper desk keys any code; what a code is about says which pages it opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from po_platform.access.actor import Bearer

KEYED = "desk.keyed"  # in the session: ticket id → what is stored of the code, the way, the day, the call
MOST_OPEN = 10


@dataclass(frozen=True, slots=True)
class Keyed:
    """A code keyed in this session. `way`: by telephone or on paper. `sheet_on`: the day on it.

    `call`: the ref of the call it was opened for, '' for a code somebody read out or sent.
    """

    hashed: bytes
    way: str
    sheet_on: date | None = None
    call: str = ""


def keep_keyed(request: HttpRequest, ticket_id: int, keyed: Keyed) -> None:
    """The form can be gone on with in this session; of the code only its hash is kept."""
    kept = dict(request.session.get(KEYED, {}))
    kept.pop(str(ticket_id), None)
    day = keyed.sheet_on.isoformat() if keyed.sheet_on else ""
    kept[str(ticket_id)] = [keyed.hashed.hex(), keyed.way, day, keyed.call]
    request.session[KEYED] = dict(list(kept.items())[-MOST_OPEN:])


def keyed_before(request: HttpRequest, ticket_id: int) -> Keyed | None:
    """What was keyed for this form in this session."""
    kept = request.session.get(KEYED, {}).get(str(ticket_id))
    if not kept:
        return None
    hashed, way, *more = kept
    day = date.fromisoformat(more[0]) if more and more[0] else None
    return Keyed(bytes.fromhex(hashed), way, day, more[1] if len(more) > 1 else "")


@dataclass(frozen=True, slots=True)
class Place:
    """Where codes about one thing lead at the desk. `look`: what the member reads of that look."""

    address: Callable[[int], str]
    look: str


_places: dict[str, Place] = {}


def register_desk_code(about: str, place: Place) -> None:
    """Once at start, by the wiring."""
    _places[about] = place


def place_of(bearer: Bearer | None) -> Place | None:
    """Where its holder's form is; None for a code of another kind, or none."""
    return _places.get(bearer.about) if bearer is not None else None
