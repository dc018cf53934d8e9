"""Who was looked up in danger: the page of whoever opened it, the review, the member's letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from members.identity import Known
from members.queries.identity import opened_with
from moderation.content import Thing, content_kind
from moderation.danger_rules import may_look_up, may_review, may_see_opened
from moderation.models import Case, Reveal, SafetyContact
from moderation.queries.cases import names_of
from moderation.queries.training import not_ready
from moderation.rules import moderator
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import Denied, Verdict


def contact_of(person_id: int) -> SafetyContact | None:
    """Whether this person is named for the lane; the naming that counts first, if there are two."""
    rows = SafetyContact.objects.filter(person=person_id)
    by_others = rows.exclude(named_by=None).exclude(named_by=person_id)
    return by_others.first() or rows.first()


def look_up_verdict(*, actor: Actor, case: Case) -> Verdict:
    """Whether this moderator may open name and address. Raises PermissionDenied."""
    me = moderator(actor).person_id
    refused = Reveal.objects.visible_to(actor).filter(case=case, by=me, was_right=False)
    return may_look_up(case, me=me, contact=contact_of(me), not_needed=refused.exists())


def own_living(*, actor: Actor, case: Case) -> Reveal | None:
    """What this moderator opened already and still sees."""
    me, now = moderator(actor).person_id, timezone.now()
    rows = Reveal.objects.visible_to(actor).filter(case=case, by=me).select_related("case")
    row = rows.order_by("-pk").first()
    return row if row and may_see_opened(row, me=me, now=now) else None


def reveal_for(*, actor: Actor, ref: UUID) -> Reveal:
    """For a moderator, and never the one it is about. Raises Http404, PermissionDenied."""
    me = moderator(actor).person_id
    rows = Reveal.objects.visible_to(actor).filter(ref=ref).exclude(person=me)
    row = rows.select_related("case").first()
    if row is None:
        raise Http404
    return row


@dataclass(frozen=True, slots=True)
class RevealPage:
    """`known`: name, address and telephone, for whoever opened them while she may; None else.

    `refused`: why this moderator does not review it.
    """

    row: Reveal
    by: str
    reviewer: str
    member: str
    thing: Thing | None
    known: Known | None
    refused: str
    is_late: bool


def reveal_page(*, actor: Actor, ref: UUID) -> RevealPage:
    """A fixed number of queries; showing what was opened is written down by the vault."""
    row, me = reveal_for(actor=actor, ref=ref), moderator(actor).person_id
    known = None
    if may_see_opened(row, me=me, now=timezone.now()):
        known = _opened(row)
        row.looked += known is not None
    names = names_of([row.by, row.reviewed_by, row.person_id])
    kind = content_kind(row.case.kind)
    verdict = may_review(row, me=me)
    return RevealPage(
        row,
        names.get(row.by, ""),
        names.get(row.reviewed_by or 0, ""),
        names.get(row.person_id, ""),
        kind.for_case(row.case.thing) if kind else None,
        known,
        verdict.reason if isinstance(verdict, Denied) else not_ready(actor=actor),
        row.reviewed_at is None and timezone.now() > row.due_at,
    )


def _opened(row: Reveal) -> Known | None:
    with connection.cursor() as cursor:
        cursor.execute("select * from person_in_danger(%s)", [row.ref])
        found = cursor.fetchone()
    if found is None:
        return None
    sealed = dict(zip(("real_name", "address", "phone"), found[:3], strict=True))
    key = (found[3], bytes(found[4])) if found[3] else None
    return opened_with(key, row.person_id, {k: bytes(v) if v else None for k, v in sealed.items()})


def waiting_reviews(*, actor: Actor) -> Sequence[Reveal]:
    """What another person has to look at, the oldest first, those about the actor left out."""
    me = moderator(actor).person_id
    rows = Reveal.objects.visible_to(actor).filter(reviewed_at__isnull=True).exclude(person=me)
    return list(rows.select_related("case").order_by("at")[:20])


def reveals_lately(*, actor: Actor) -> Sequence[tuple[Reveal, str, str]]:
    """The last fifty, with who opened it and who reviewed it."""
    me = moderator(actor).person_id
    rows = Reveal.objects.visible_to(actor).exclude(person=me).select_related("case")
    found = list(rows.order_by("-pk")[:50])
    names = names_of([one for row in found for one in (row.by, row.reviewed_by)])
    return [(row, names.get(row.by, ""), names.get(row.reviewed_by or 0, "")) for row in found]


def my_letters(*, actor: Actor) -> QuerySet[Reveal]:
    """What was opened of the actor and she was told of; who did it is no part of it."""
    rows: QuerySet[Reveal] = Reveal.objects.visible_to(actor).filter(told_at__isnull=False)
    if isinstance(actor, SignedIn):
        rows = rows.filter(person=actor.person_id)
    return rows


def my_letter(*, actor: Actor, ref: UUID) -> Reveal:
    """Raises Http404."""
    row = my_letters(actor=actor).filter(ref=ref).first()
    if row is None:
        raise Http404
    return row
