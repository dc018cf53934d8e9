"""What is said or written down in a call can sound like danger: who listens says so here."""

from __future__ import annotations

from collections.abc import Callable

from members.models import CallRequest
from po_platform.kit.danger_words import sounds_like_danger

Listener = Callable[[CallRequest], None]
_listeners: list[Listener] = []


def register_worry(listener: Listener) -> None:
    """Once at start; called in the transaction of whoever wrote it down."""
    if listener not in _listeners:
        _listeners.append(listener)


def listen_for_danger(call: CallRequest, words: str) -> None:
    """Nothing is kept back or changed by it."""
    if sounds_like_danger(words):
        for listener in _listeners:
            listener(call)
