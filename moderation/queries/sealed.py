"""What is sealed, for moderators by its outside alone, and for its author whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import F
from django.http import Http404
from django.utils import timezone
from django.utils.safestring import SafeString

from moderation.content import Line, content_kind
from moderation.models import Case, Sealed, SealOpening
from moderation.originals import Original, open_words
from moderation.queries.cases import names_of
from moderation.queries.training import not_ready
from moderation.rules import moderator
from moderation.seal_rules import (
    may_ask_to_delete,
    may_keep,
    may_open,
    may_release,
    may_see,
    may_settle_deleting,
)
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand

AT_MOST = 100
STAYS_OPEN = timedelta(hours=1)  # after she wrote why
_TEAM = ("kept_why", "kept_by", "kept_at", "asked_why", "asked_by", "asked_at", "ended_by")


def sealed_row(*, actor: Actor, ref: UUID, lock: bool = False) -> Sealed:
    """Nobody's own, for who opened it and why stands with it. Raises Http404, PermissionDenied."""
    me = moderator(actor).person_id
    rows = Sealed.objects.visible_to(actor).filter(ref=ref)
    row: Sealed | None = (rows.select_for_update() if lock else rows).first()
    if row is None:
        raise Http404
    demand(may_see(row, me=me))
    return row


def has_open_case(*, actor: Actor, row: Sealed) -> bool:
    """Whether somebody still has to decide about the thing, for moderators."""
    cases = Case.objects.visible_to(actor).filter(kind=row.kind, thing=row.thing)
    return bool(cases.exclude(state=Case.State.DECIDED).exists())


def opened_lately(*, actor: Actor, kind: str, thing: UUID) -> bool:
    """Whether this moderator wrote within the hour why she has to read it."""
    if not isinstance(actor, SignedIn):
        return False
    rows = SealOpening.objects.visible_to(actor).filter(
        sealed__kind=kind, sealed__thing=thing, sealed__ended_at=None, by=actor.person_id
    )
    return bool(rows.filter(at__gt=timezone.now() - STAYS_OPEN).exists())


def my_sealed(*, actor: Actor, kind: str, thing: UUID, piece: bool) -> Sealed | None:
    """Of the actor's own: the newest that is still sealed about this thing."""
    row = my_seal(actor=actor, kind=kind, thing=thing, piece=piece)
    return None if row is None or row.is_over else row


def my_seal(*, actor: Actor, kind: str, thing: UUID, piece: bool) -> Sealed | None:
    """The same; where nothing is sealed any more, the one that ended last."""
    if not isinstance(actor, SignedIn):
        return None
    rows = Sealed.objects.visible_to(actor).filter(
        person=actor.person_id, kind=kind, thing=thing, piece=piece
    )
    newest = rows.defer(*_TEAM).order_by(F("ended_at").desc(nulls_first=True), "-pk")
    found: Sealed | None = newest.first()
    return found


def sealed_of(*, actor: Actor, kind: str, thing: UUID) -> Sequence[Sealed]:
    """All that was sealed about a thing, newest first, for its case."""
    rows = Sealed.objects.visible_to(actor).filter(kind=kind, thing=thing)
    return list(rows.order_by("-pk")[:20])


@dataclass(frozen=True, slots=True)
class SealedShown:
    """One of them as a moderator sees it. `original`: None until she wrote why she reads it.
    `unready`: what she has to read before she changes anything, '' for nothing.
    """

    row: Sealed
    about: Line | None
    names: dict[int, str]
    openings: Sequence[tuple[SealOpening, str]]
    original: Original | None
    beside: SafeString
    open_case: bool
    refused: str
    unready: str
    can_open: bool
    can_keep: bool
    can_release: bool
    can_ask: bool
    can_agree: bool
    can_decline: bool

    @property
    def kept_by(self) -> str:
        return self.names.get(self.row.kept_by or 0, "")

    @property
    def asked_by(self) -> str:
        return self.names.get(self.row.asked_by or 0, "")


def sealed_shown(*, actor: SignedIn, ref: UUID) -> SealedShown:
    """Raises Http404, PermissionDenied."""
    row, me = sealed_row(actor=actor, ref=ref), moderator(actor).person_id
    openings = list(SealOpening.objects.visible_to(actor).filter(sealed=row).order_by("-pk")[:50])
    known = content_kind(row.kind)
    is_open = has_open_case(actor=actor, row=row)
    some = "because somebody asks"
    opens = may_open(row, me=me, purpose=some)
    reads = bool(opens) and opened_lately(actor=actor, kind=row.kind, thing=row.thing)
    agree = may_settle_deleting(row, me=me, yes=True, open_case=is_open)
    ready = not (unready := not_ready(actor=actor))
    return SealedShown(
        row=row,
        about=known.lines([row.thing]).get(row.thing) if known else None,
        names=(names := names_of([row.kept_by, row.asked_by, *(one.by for one in openings)])),
        openings=[(one, names.get(one.by, "")) for one in openings],
        original=open_words(row.ref, row.words) if reads else None,
        beside=known.beside(row.thing) if known and reads and not row.piece else SafeString(),
        open_case=is_open,
        refused=getattr(opens, "reason", ""),
        unready=unready,
        can_open=bool(opens) and not reads,
        can_keep=ready and bool(may_keep(row, me=me, why=some)),
        can_release=ready and bool(may_release(row, me=me)),
        can_ask=ready and bool(may_ask_to_delete(row, me=me, why=some, open_case=is_open)),
        can_agree=ready and bool(agree),
        can_decline=ready and bool(may_settle_deleting(row, me=me, yes=False, open_case=is_open)),
    )


def sealed_now(*, actor: Actor) -> Sequence[tuple[Sealed, Line | None]]:
    """What is sealed, what waits for a second moderator first, then what ends next; nothing of hers."""
    me = moderator(actor).person_id
    rows = Sealed.objects.visible_to(actor).filter(ended_at=None).exclude(person=me)
    return _with_lines(rows.order_by("asked_at", "purge_after", "pk"))


def asked_to_delete(*, actor: SignedIn) -> Sequence[tuple[Sealed, Line | None]]:
    """What another moderator wants deleted before its time, but nothing of the actor's own."""
    rows = Sealed.objects.visible_to(actor).filter(ended_at=None, asked_at__isnull=False)
    others = rows.exclude(asked_by=actor.person_id).exclude(person=actor.person_id)
    return _with_lines(others.order_by("asked_at", "pk"))


def _with_lines(rows: Any) -> Sequence[tuple[Sealed, Line | None]]:
    found = list(rows[:AT_MOST])
    about: dict[str, Any] = {}
    for kind in {row.kind for row in found}:
        if known := content_kind(kind):
            about[kind] = known.lines([row.thing for row in found if row.kind == kind])
    return [(row, about.get(row.kind, {}).get(row.thing)) for row in found]
