"""What a member told us and what was decided about her: her own rows, and nobody else's words."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from moderation.content import COVERED, Standing, Thing, content_kind
from moderation.models import Decision, Report, Sealed
from moderation.queries.sealed import my_seal
from moderation.rules import may_appeal
from po_platform.access.actor import Actor, SignedIn


def my_reports(*, actor: Actor) -> list[Report]:
    """Newest first, the last fifty."""
    if not isinstance(actor, SignedIn):
        return []
    rows = Report.objects.visible_to(actor).filter(person=actor.person_id)
    return list(rows.order_by("-pk")[:50])


@dataclass(frozen=True, slots=True)
class Statement:
    """The reasons of one decision, as its author reads them."""

    decision: Decision
    thing: Thing | None
    appeal: Report | None
    can_appeal: bool
    undone: bool
    seal: Sealed | None

    @property
    def sealed(self) -> Sealed | None:
        """While it can still be given back."""
        return None if self.seal is None or self.seal.is_over else self.seal

    @property
    def deleted(self) -> bool:
        """Nobody can give it back any more."""
        seal = self.seal
        return seal is not None and seal.is_over and seal.ended_as != Sealed.Ended.BACK


def statement(*, actor: Actor, ref: UUID) -> Statement:
    """Raises Http404 for everybody but the author."""
    if not isinstance(actor, SignedIn):
        raise Http404
    mine = Decision.objects.visible_to(actor).filter(person=actor.person_id)
    row = mine.select_related("rule").defer("by").filter(ref=ref).first()
    if row is None:
        raise Http404
    known = content_kind(row.kind)
    appeal = Report.objects.visible_to(actor).filter(appeals=row).first()
    undone = mine.filter(reverses=row).exists()
    may = may_appeal(row, appealed=appeal is not None, undone=undone, now=timezone.now())
    thing = known.for_case(row.thing) if known else None
    seals = row.after in (Standing.REMOVED, COVERED)
    piece = row.after == COVERED
    seal = my_seal(actor=actor, kind=row.kind, thing=row.thing, piece=piece) if seals else None
    return Statement(row, thing, appeal, bool(may), undone, seal)


def decisions_about(*, actor: Actor, kind: str, thing: UUID) -> list[Decision]:
    """Decisions about one thing of the actor's own that changed something, newest first."""
    if not isinstance(actor, SignedIn):
        return []
    rows = Decision.objects.visible_to(actor).filter(person=actor.person_id, kind=kind, thing=thing)
    return list(rows.defer("by").order_by("-pk")[:20])
