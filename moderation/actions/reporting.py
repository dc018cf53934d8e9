"""Somebody tells us about a thing: a receipt at once, a case, and nothing is hidden by it."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from audit.actions import record
from members.queries.organisation import current_organisation
from moderation.actions.hearing import hear
from moderation.actions.opening import open_case
from moderation.actions.telling_lead import call_who_leads
from moderation.content import Thing, content_kind
from moderation.guests import Guest, all_full, seal_guest
from moderation.lanes import lane_of
from moderation.models import Decision, Lane, Report
from moderation.notices import RECEIVED, tell_reporter
from moderation.rules import may_appeal, may_report
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand
from po_platform.kit.crypto import blind_index

A_DAY = 24 * 3600
MOST_OF_ONE_GUEST = 20
MOST_OF_ALL_GUESTS = 500  # a flood does not bury what members are worried about


def report_thing(
    *, actor: Actor, kind: str, ref: UUID, reason: str, text: str, guest: Guest | None = None,
    about_children: bool = False,
) -> Report:  # fmt: skip
    """Every member from her first day; a guest with name and address for what is against the law,
    and without both (an empty Guest) where it is about abuse of a child.

    The same words twice from one person are one report; other words are one of their own. About what
    was decided and reads as it did then no case opens: the report has its answer at once. Words of
    danger in it call people (actions/hearing.py). `about_children`: she says that it is about abuse of
    a child; whoever leads on safety is called. Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        known = content_kind(kind)
        thing = known.for_reader(actor, ref) if known else None
        if thing is None or reason == Report.Reason.APPEAL:
            raise Http404
        demand(may_report(actor, thing, reason))
        if guest is not None and not isinstance(actor, SignedIn):
            _demand_measure(guest)
        lane = lane_of(reason)
        changes = lane == Lane.NORMAL and not thing.never_changes
        before = _decided_before(thing, reason) if changes else None
        row = Report(
            ref=uuid4(),
            case_id=before or open_case(
                kind=kind, thing=ref, person_id=thing.person_id, version=thing.version, lane=lane,
                reported=True,
            ),
            answer=Report.Answer.BEFORE if before else Report.Answer.NONE,
            answered_at=timezone.now() if before else None,
            person_id=actor.person_id if isinstance(actor, SignedIn) else None,
            language=get_language() or "",
            reason=reason,
            text=text.strip(),
            version=thing.version,
        )  # fmt: skip
        if guest is not None and row.person_id is None and (guest.name or guest.address):
            row.guest = seal_guest(row.ref, guest)
        # Asks no id back, which a guest could not read.
        Report.objects.bulk_create([row], ignore_conflicts=True)
        if isinstance(actor, SignedIn):
            new = row.ref
            row = Report.objects.visible_to(actor).get(
                case=row.case_id, person=actor.person_id, reason=reason, text=row.text
            )
            # What may be kept from somebody opens a case of its own, which the last one there sees.
            kept = known is not None and known.uncalled is not None
            if row.ref == new and (kept or lane != Lane.CRISIS):
                hear(ref=new, person_id=actor.person_id, text=row.text)
        record(actor=actor, verb="moderation.report.sent", lane=lane)
        if about_children and lane in (Lane.LEGAL, Lane.CRISIS):
            call_who_leads(case_id=row.case_id, but=(thing.person_id, row.person_id))
        if not before:
            tell_reporter(row, kind=RECEIVED, address=guest.address if guest else "")
    return row


def _decided_before(thing: Thing, reason: str) -> int | None:
    """The case in which somebody answered the same about this very version, None for none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select decided_report(%s, %s, %s, %s)", [thing.kind, thing.ref, thing.version, reason]
        )
        (found,) = cursor.fetchone()
    return None if found is None else int(found)


def _demand_measure(guest: Guest) -> None:
    """For one address and for all guests together; what members tell us is not kept back by it."""
    own = blind_index("moderation|guest", guest.address.strip().lower())
    if guest.address and _times(own) > MOST_OF_ONE_GUEST:
        raise PermissionDenied(
            _("You told us a lot today. Try again tomorrow, or write to the organisation.")
        )
    if _times("all") > MOST_OF_ALL_GUESTS:
        raise PermissionDenied(all_full(current_organisation(get_language() or "en")))


def _times(name: str) -> int:
    key = f"guest-reports:{name}"
    cache.add(key, 0, A_DAY)
    return int(cache.incr(key))


def appeal_decision(*, actor: Actor, ref: UUID, text: str) -> Report:
    """Its author objects, once; another person decides. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        decision = Decision.objects.visible_to(actor).filter(ref=ref).first()
        if not isinstance(actor, SignedIn) or decision is None:
            raise Http404
        if decision.person_id != actor.person_id:
            raise Http404
        mine = Report.objects.visible_to(actor).filter(appeals=decision)
        undone = Decision.objects.visible_to(actor).filter(reverses=decision).exists()
        demand(may_appeal(decision, appealed=mine.exists(), undone=undone, now=timezone.now()))
        if not text.strip():
            raise PermissionDenied(_("Write in a few words why you see it differently."))
        case_id = open_case(
            kind=decision.kind,
            thing=decision.thing,
            person_id=actor.person_id,
            version=decision.made,
            lane=Lane.APPEAL,
        )
        row = Report(
            ref=uuid4(), case_id=case_id, person_id=actor.person_id, text=text.strip(),
            reason=Report.Reason.APPEAL, version=decision.made, appeals=decision,
        )  # fmt: skip
        Report.objects.bulk_create([row], ignore_conflicts=True)
        row = mine.get()
        hear(ref=row.ref, person_id=actor.person_id, text=row.text)
        record(actor=actor, verb="moderation.decision.appealed", thing=decision)
        tell_reporter(row, kind=RECEIVED)
    return row
