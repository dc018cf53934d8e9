"""Who is told when somebody takes back what she agreed to: features connect here, nobody is named.

Runs inside the transaction of the withdrawal; from its next statement on no query that asks for
consent finds her. What needs longer (holders of a release) is queued by the listener.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What ended. `codes`: questions whose answer allows less than before; `whole`: she left."""

    registry_id: int
    subject_id: UUID
    codes: tuple[str, ...]
    whole: bool
    at: datetime


Listener = Callable[[Withdrawal], None]
_listeners: list[Listener] = []


def register_withdrawal(listener: Listener) -> None:
    """Once per listener at start."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell_withdrawal(withdrawal: Withdrawal) -> None:
    """Every listener, in the order they came."""
    for listener in _listeners:
        listener(withdrawal)
