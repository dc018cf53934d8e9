"""Somebody in danger is looked up, another person says whether that was right, and she is told."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from members.models import Person
from moderation.actions.claiming import note_event
from moderation.actions.training import demand_ready
from moderation.callers import About, Call, call
from moderation.content import uncalled_for
from moderation.danger import REMIND_AGAIN, REVIEW_WITHIN, TELL_AFTER
from moderation.danger_rules import is_to_be_told, may_review
from moderation.models import Case, CaseEvent, Reveal, SafetyContact
from moderation.notices import tell_of_reveal
from moderation.queries.cases import case_for
from moderation.queries.duty import people_who_moderate
from moderation.queries.reveals import look_up_verdict, own_living, reveal_for
from moderation.rules import moderator
from po_platform.access.actor import Actor, Purpose, System, acting_as
from po_platform.access.refusals import Denied, demand

AT_ONCE = 20


def look_up(*, actor: Actor, case: UUID, why: str) -> Reveal:
    """Name, address and telephone open to this person for a day. `why`: her words, before it opens.

    What she opened already and still sees is given again. Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        found = case_for(actor=actor, ref=case)
        found = Case.objects.visible_to(actor).select_for_update().get(pk=found.pk)
        demand(look_up_verdict(actor=actor, case=found))
        if not why.strip():
            demand(
                Denied(_("Write why. The person reads it later, and so does whoever reviews it."))
            )
        living = own_living(actor=actor, case=found)
        if living is not None:
            return living
        me = moderator(actor).person_id
        row = Reveal.objects.create(
            case=found, person_id=found.person_id or 0, by=me, why=why.strip(), at=timezone.now()
        )
        note_event(found, by=me, kind=CaseEvent.Kind.OPENED)
        record(actor=actor, verb="moderation.identity.opened", thing=row)
    return row


def review(*, actor: Actor, ref: UUID, was_right: bool, words: str, harm: str = "") -> Reveal:
    """Another person's word about it; the member is told now, unless `harm` says why not.

    Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        demand_ready(actor)
        me = moderator(actor).person_id
        reveal_for(actor=actor, ref=ref)
        rows = Reveal.objects.visible_to(actor).select_related("case").filter(ref=ref)
        row = rows.select_for_update(of=("self",)).first()
        if row is None:
            raise Http404
        demand(may_review(row, me=me))
        if harm.strip() and row.told_at is not None:
            demand(Denied(_("The person was told already.")))
        row.reviewed_by, row.reviewed_at, row.was_right = me, timezone.now(), was_right
        row.review, row.harm = words.strip(), harm.strip()
        row.save(update_fields=["reviewed_by", "reviewed_at", "was_right", "review", "harm"])
        note_event(row.case, by=me, kind=CaseEvent.Kind.REVIEWED)
        record(
            actor=actor, verb="moderation.identity.reviewed", thing=row,
            was_right=was_right, told=not row.harm,
        )  # fmt: skip
        _tell(row)
    return row


def see_through() -> int:
    """For the tick: reviews that are late are called for, and she is told what nobody reviewed."""
    with acting_as(System(Purpose.CALL)) as actor:
        now = timezone.now()
        silent = Q(reminded_at__isnull=True) | Q(reminded_at__lte=now - REMIND_AGAIN)
        waiting = Reveal.objects.visible_to(actor).filter(reviewed_at__isnull=True)
        late = waiting.filter(silent, at__lte=now - REVIEW_WITHIN)
        untold = waiting.filter(told_at__isnull=True, at__lte=now - TELL_AFTER)
        ids = {
            *late.values_list("pk", flat=True)[:AT_ONCE],
            *untold.values_list("pk", flat=True)[:AT_ONCE],
        }
        rows = Reveal.objects.visible_to(actor).filter(pk__in=ids)
        for row in list(rows.select_for_update(skip_locked=True)):
            if row.reminded_at is None or row.reminded_at <= now - REMIND_AGAIN:
                _remind(row)
            _tell(row)
    return len(ids)


def _remind(row: Reveal) -> None:
    """The leads; where nobody else is named, everybody who moderates. Never whom it is about, or from
    whom the case is kept."""
    now = timezone.now()
    others = set(people_who_moderate(now)) - {row.by, row.person_id} - uncalled_for(row.case_id)
    leads = others & set(SafetyContact.objects.values_list("person", flat=True))
    accounts = Person.objects.filter(pk__in=leads or others, account__isnull=False)
    path = reverse("moderation:reveal", args=[row.ref])
    for account in accounts.values_list("account", flat=True):
        call(Call(int(account or 0), path, About.REVIEW))
    row.reminded_at = now
    row.save(update_fields=["reminded_at"])


def _tell(row: Reveal) -> None:
    if not is_to_be_told(row, now=timezone.now()):
        return
    row.told_at = timezone.now()
    row.save(update_fields=["told_at"])
    tell_of_reveal(row)
