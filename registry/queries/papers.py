"""Forms of consent on paper: those that wait, one of them, and the one behind a code."""

from __future__ import annotations

from uuid import UUID

from members.reply_codes import code_hash
from po_platform.access.actor import Actor
from registry.models import PaperConsent

SHOWN = 50


def papers_waiting(*, actor: Actor) -> list[PaperConsent]:
    """Typed in and not looked at a second time, oldest first."""
    rows = PaperConsent.objects.visible_to(actor).filter(state=PaperConsent.State.KEYED)
    return list(rows.defer("scan").select_related("registry").order_by("keyed_at", "pk")[:SHOWN])


def paper_of(*, actor: Actor, ref: UUID, lock: bool = False) -> PaperConsent | None:
    """One form the actor may see."""
    rows = PaperConsent.objects.visible_to(actor).filter(ref=ref)
    if lock:
        rows = rows.select_for_update(of=("self",))
    return rows.select_related("registry", "sheet__registry").first()


def paper_with(*, actor: Actor, code: str) -> PaperConsent | None:
    """The form this code stands on, while it is not finished."""
    rows = PaperConsent.objects.visible_to(actor).filter(code_hash=code_hash(code))
    return rows.select_related("registry", "sheet").first()
