"""What the forum asks whoever moderates: is somebody there, what does a text show, take this case.

Connected in po_platform/wiring.py. Until somebody connects, there is no rota and no detector, and a
post that is to be looked at stands on the moderators' list of held posts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from po_platform.access.actor import Actor

from .models import Post


def _no_rota(place: UUID) -> bool | None:
    return None


def _notices_nothing(text: str) -> Collection[str]:
    return ()


def _no_case(actor: Actor, post: Post, noticed: Collection[str]) -> None:
    return None


def _nobody_came(actor: Actor, post: Post) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Moderation:
    """`on_duty`: on the board of this ref; None without a rota for it. `notice`: codes of what a text shows, found on this machine.

    `open_case`: called in the post's transaction, with the version that is to be judged.
    `came_while_gone`: whether its last case was closed while its author had taken it back.
    """

    on_duty: Callable[[UUID], bool | None] = _no_rota
    notice: Callable[[str], Collection[str]] = _notices_nothing
    open_case: Callable[[Actor, Post, Collection[str]], None] = _no_case
    came_while_gone: Callable[[Actor, Post], bool] = _nobody_came


_connected = Moderation()


def connect_moderation(moderation: Moderation) -> None:
    """Once at start."""
    global _connected
    _connected = moderation


def moderation() -> Moderation:
    """Who moderates here."""
    return _connected
