"""What a decision took off is sealed, opened for a written purpose, given back, or deleted for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from audit.actions import record
from moderation.actions.training import demand_ready
from moderation.content import content_kind
from moderation.models import Sealed, SealOpening
from moderation.originals import Original, open_words, seal_words
from moderation.queries.sealed import has_open_case, sealed_row
from moderation.rules import moderator
from moderation.seal_rules import (
    may_ask_to_delete,
    may_keep,
    may_open,
    may_release,
    may_settle_deleting,
)
from po_platform.access.actor import Actor, Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import demand

AT_ONCE = 200
Ended = Sealed.Ended


def seal_original(
    *, actor: Actor, kind: str, thing: UUID, person_id: int | None, original: Original
) -> Sealed:
    """In the transaction of the feature that takes the words out of where they stood."""
    row = Sealed(
        kind=kind, thing=thing, person_id=person_id, piece=bool(original.piece),
        purge_after=timezone.now() + timedelta(days=settings.SEALED_DAYS),
    )  # fmt: skip
    row.words = seal_words(row.ref, original)
    row.save()
    record(actor=actor, verb="moderation.sealed.sealed", thing=row, piece=row.piece)
    return row


def seal_title(*, actor: Actor, kind: str, thing: UUID, title: str) -> bool:
    """Beside words that were sealed without it. False where they lie sealed with one: what the thing
    is called now is not its author's. Where the words are gone, so is the title.
    """
    rows = Sealed.objects.visible_to(actor).filter(kind=kind, thing=thing, piece=False)
    row = rows.select_for_update().order_by("pk").last()
    if row is None or row.is_over:
        return True
    original = open_words(row.ref, row.words)
    if original.title:
        return False
    row.words = seal_words(row.ref, replace(original, title=title))
    row.save(update_fields=["words"])
    record(actor=actor, verb="moderation.sealed.title_too", thing=row)
    return True


def give_back(*, actor: Actor, kind: str, thing: UUID, piece: bool) -> Original:
    """What was sealed last about a thing, to stand there again. Raises PermissionDenied when gone."""
    rows = Sealed.objects.visible_to(actor).filter(kind=kind, thing=thing, piece=piece)
    row = rows.select_for_update().order_by("pk").last()
    if row is None or row.is_over:
        raise PermissionDenied(_("The words were deleted meanwhile. Nobody can bring them back."))
    original = open_words(row.ref, row.words)
    _end(actor, row, Ended.BACK)
    return original


def open_sealed(*, actor: Actor, ref: UUID, purpose: str) -> SealOpening:
    """This moderator reads it for an hour; the author sees that she did.

    Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        row, me = sealed_row(actor=actor, ref=ref), moderator(actor).person_id
        demand(may_open(row, me=me, purpose=purpose))
        opening = SealOpening.objects.create(
            sealed=row, person_id=row.person_id, by=me, purpose=purpose.strip()
        )
        with connection.cursor() as cursor, override(settings.LANGUAGE_CODE):
            cursor.execute("select note_sealed_look(%s, %s)", [row.ref, _("The moderation team")])
        record(actor=actor, verb="moderation.sealed.opened", thing=row)
    return opening


def keep_sealed(*, actor: Actor, ref: UUID, why: str) -> None:
    """Beyond its time, as long as an authority or a court needs it. Raises as above."""
    with transaction.atomic():
        demand_ready(actor)
        row, me = sealed_row(actor=actor, ref=ref, lock=True), moderator(actor).person_id
        demand(may_keep(row, me=me, why=why))
        row.kept_why, row.kept_by, row.kept_at = why.strip(), me, timezone.now()
        row.save(update_fields=["kept_why", "kept_by", "kept_at"])
        record(actor=actor, verb="moderation.sealed.kept", thing=row)


def release_sealed(*, actor: Actor, ref: UUID) -> None:
    """Its time counts again. Raises as above."""
    with transaction.atomic():
        demand_ready(actor)
        row, me = sealed_row(actor=actor, ref=ref, lock=True), moderator(actor).person_id
        demand(may_release(row, me=me))
        row.kept_why, row.kept_by, row.kept_at = "", None, None
        row.save(update_fields=["kept_why", "kept_by", "kept_at"])
        record(actor=actor, verb="moderation.sealed.released", thing=row)


def ask_to_delete(*, actor: Actor, ref: UUID, why: str) -> None:
    """Before its time; nothing happens until another moderator agrees. Raises as above."""
    with transaction.atomic():
        demand_ready(actor)
        row, me = sealed_row(actor=actor, ref=ref, lock=True), moderator(actor).person_id
        there = has_open_case(actor=actor, row=row)
        demand(may_ask_to_delete(row, me=me, why=why, open_case=there))
        row.asked_why, row.asked_by, row.asked_at = why.strip(), me, timezone.now()
        row.save(update_fields=["asked_why", "asked_by", "asked_at"])
        record(actor=actor, verb="moderation.sealed.deleting_asked", thing=row)


def settle_deleting(*, actor: Actor, ref: UUID, yes: bool) -> None:
    """Another moderator agrees, and the words are gone; or it stays sealed. Raises as above."""
    with transaction.atomic():
        demand_ready(actor)
        row, me = sealed_row(actor=actor, ref=ref, lock=True), moderator(actor).person_id
        there = has_open_case(actor=actor, row=row)
        demand(may_settle_deleting(row, me=me, yes=yes, open_case=there))
        if yes:
            _end(actor, row, Ended.TWO)
            return
        row.asked_why, row.asked_by, row.asked_at = "", None, None
        row.save(update_fields=["asked_why", "asked_by", "asked_at"])
        record(actor=actor, verb="moderation.sealed.deleting_declined", thing=row)


def purge_sealed() -> int:
    """For the tick: what is over is deleted, but for what a case or an authority needs; how many."""
    gone = 0
    while True:
        with acting_as(System(Purpose.OPERATE)) as actor, transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("select sealed_due(%s)", [AT_ONCE])
                due = [number for (number,) in cursor.fetchall()]
            rows = Sealed.objects.visible_to(actor).filter(pk__in=due, ended_at=None, kept_at=None)
            some = list(rows.order_by("pk").select_for_update(skip_locked=True))
            for row in some:
                _end(actor, row, Ended.PURGED)
        gone += len(some)
        if len(some) < AT_ONCE:
            return gone


def _end(actor: Actor, row: Sealed, how: str) -> None:
    row.words, row.ended_as, row.ended_at = "", how, timezone.now()
    row.ended_by = actor.person_id if isinstance(actor, SignedIn) else None
    row.save(update_fields=["words", "ended_as", "ended_at", "ended_by"])
    known = content_kind(row.kind)
    if how != Ended.BACK and not row.piece:
        _end_pieces(actor, row, how)
        if known is not None:
            known.purged(row.thing)
    record(actor=actor, verb=f"moderation.sealed.{how}", thing=row)


def _end_pieces(actor: Actor, whole: Sealed, how: str) -> None:
    """They hold its words too; what an authority needs of them stays. Two agreed about them all."""
    pieces = Sealed.objects.visible_to(actor).filter(
        kind=whole.kind, thing=whole.thing, piece=True, ended_at=None, kept_at=None
    )
    for piece in pieces.order_by("pk").select_for_update():
        piece.asked_why, piece.asked_by, piece.asked_at = (
            whole.asked_why, whole.asked_by, whole.asked_at,
        )  # fmt: skip
        piece.save(update_fields=["asked_why", "asked_by", "asked_at"])
        _end(actor, piece, how)
