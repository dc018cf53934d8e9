"""What is sealed beside a wish to act for a child: the child's name and birth date, and the paper."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from po_platform.kit.crypto import open_for_application, seal_for_application


@dataclass(frozen=True, slots=True)
class Said:
    """A child as the asker wrote it, or the office read it on the paper. `shown`: name others see."""

    name: str = ""
    born: date | None = None
    shown: str = ""


def seal_said(ref: UUID, said: Said) -> str:
    """Opens in this row only."""
    born = said.born.isoformat() if said.born else ""
    text = json.dumps({"name": said.name, "born": born, "shown": said.shown})
    return seal_for_application(text, f"members_proxy|said|{ref}")


def open_said(ref: UUID, sealed: str) -> Said:
    """The reverse; nothing once it is decided. Raises Tampered."""
    if not sealed:
        return Said()
    found = json.loads(open_for_application(sealed, f"members_proxy|said|{ref}"))
    born = date.fromisoformat(found["born"]) if found["born"] else None
    return Said(found["name"], born, found["shown"])


def seal_paper(ref: UUID, content: bytes) -> str:
    """A picture or a PDF, for this row."""
    return seal_for_application(base64.b64encode(content).decode(), f"members_proxy|paper|{ref}")


def open_paper(ref: UUID, sealed: str) -> bytes:
    """The reverse; raises Tampered."""
    return base64.b64decode(open_for_application(sealed, f"members_proxy|paper|{ref}"))
