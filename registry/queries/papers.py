"""Forms of consent on paper: those that wait, one of them, and the one behind a code."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from members.models import Decision
from members.queries.own import own_rows
from members.reply_codes import code_hash
from po_platform.access.actor import Actor
from po_platform.kit.seen import mark_of
from registry.consent import TAKES_PART, Sheet, purpose_of
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


def mark_of_paper(paper: PaperConsent) -> str:
    """Of everything the second person compares with the paper."""
    return mark_of(paper.pk, paper.said, paper.signed_on, paper.keyed_by, paper.keyed_at)


def decided_since(*, actor: Actor, paper: PaperConsent) -> bool:
    """Whether its person decided what it asks on a later day than she signed it."""
    codes = [TAKES_PART, *(one.code for one in Sheet.of(paper.sheet.content).questions)]
    said = own_rows(Decision, actor).filter(
        purpose__in=[purpose_of(paper.registry_id, code) for code in codes],
        at__date__gt=paper.signed_on,
    )
    signed = own_rows(PaperConsent, actor).filter(
        registry=paper.registry_id, state=PaperConsent.State.DONE, signed_on__gt=paper.signed_on
    )
    return said.exclude(way=Decision.Way.PAPER).exists() or signed.exists()


def is_child_on_paper() -> bool:
    """Whether the software carries out the paper of somebody who is a child under a proxy."""
    with connection.cursor() as cursor:
        cursor.execute("select child_on_paper()")
        return bool(cursor.fetchone()[0])
