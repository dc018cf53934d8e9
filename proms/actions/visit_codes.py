"""A doctor without an account opens one page on one day, three times, and the member sees each."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone

from audit.actions import record, record_read
from members.identity import Known
from members.models import Ticket
from members.queries.identity import identity_of
from members.reply_codes import new_seed
from po_platform.access.actor import Bearer, SignedIn
from po_platform.access.refusals import demand
from proms import looks
from proms.models import Visit
from proms.policies import BY_LAW
from proms.queries.visits import VISIT, living_codes, my_visit_code, opened_at, opens_behind
from proms.rules import may_make_visit_code, may_open_for_visit
from proms.visit_codes import code_hash, code_of, seal_name


def make_visit_code(*, actor: SignedIn, visit: Visit, named: bool) -> None:
    """One living code for a visit of the actor's own, good on its day; twice is once.

    `named`: her real name and year of birth stand above the page, else the name everybody sees.
    """
    with transaction.atomic():
        held = Visit.objects.visible_to(actor).select_for_update().filter(pk=visit.pk).first()
        if held is None or held.subject_id != actor.subject_id:
            raise Http404
        demand(may_make_visit_code(actor, held, timezone.localdate()))
        found = my_visit_code(actor=actor, visit=held)
        if found is not None and found.left:
            return
        _withdraw(actor, held)
        ticket = _made(actor, held, named=named)
        record(actor=actor, verb="proms.visit_code.made", thing=ticket, subject=held.subject_id)


def _made(actor: SignedIn, visit: Visit, *, named: bool) -> Ticket:
    seed = new_seed()
    starts = timezone.make_aware(datetime.combine(visit.on, time()))
    ends = timezone.make_aware(datetime.combine(visit.on + timedelta(days=1), time()))
    return Ticket.objects.create(
        secret_hash=code_hash(code_of(seed)),
        about=VISIT,
        subject_id=visit.subject_id,
        object_ref=str(visit.pk),
        note=visit.with_whom,
        detail={
            "seed": seed,
            "day": visit.on.isoformat(),
            "from": starts.isoformat(),
            "called": called(actor),
            **({BY_LAW: actor.account_id} if actor.helping else {}),
            "name": seal_name(seed, name_and_year(actor)) if named else "",
            "behind": True,  # its page says that single answers are folded behind
            "opened": [],
        },
        expires_at=ends,
    )


def name_and_year(actor: SignedIn) -> str:
    """ "Ruth Example, 1952" as far as the actor gave them; "" when she gave no name.

    Also "" for who acts for a child: the child's own record opens to nobody else.
    """
    return "" if actor.helping else named(identity_of(actor=actor, person_id=actor.person_id))


def named(known: Known) -> str:
    """Real name and year of birth as they stand above the page; "" without a name."""
    year = str(known.birth_date.year) if known.birth_date else ""
    return ", ".join(part for part in (known.real_name, year) if part) if known.real_name else ""


def called(actor: SignedIn) -> str:
    """The name everybody sees, of the person it is about."""
    return actor.helping.name if actor.helping else actor.display_name


def take_back_visit_code(*, actor: SignedIn, visit: Visit) -> None:
    """The code opens nothing any more, also where it was opened before. Twice is once."""
    if visit.subject_id != actor.subject_id:
        raise Http404
    take_back_visit_codes(actor=actor, visit=visit)


def take_back_visit_codes(*, actor: SignedIn, visit: Visit) -> None:
    """The actor's own codes of a visit; one for a day that is moved opens nothing anyway."""
    with transaction.atomic():
        for ticket in _withdraw(actor, visit):
            record(
                actor=actor,
                verb="proms.visit_code.withdrawn",
                thing=ticket,
                subject=visit.subject_id,
            )


def _withdraw(actor: SignedIn, visit: Visit) -> list[Ticket]:
    found = list(living_codes(actor=actor, visit=visit))
    Ticket.objects.visible_to(actor).filter(pk__in=[one.pk for one in found]).update(
        withdrawn_at=Now()
    )
    return found


def open_for_visit(*, bearer: Bearer) -> None:
    """One opening more, on the member's list of looks. Raises PermissionDenied before its day
    and after the third, Http404 when the code opens nothing any more."""
    with transaction.atomic():
        own = Ticket.objects.visible_to(bearer).filter(pk=bearer.ticket_id, about=VISIT)
        ticket = own.select_for_update().first()
        if ticket is None or ticket.subject_id is None:
            raise Http404
        now = timezone.now()
        demand(
            may_open_for_visit(
                starts_at=datetime.fromisoformat(ticket.detail["from"]),
                openings=len(opened_at(ticket)),
                now=now,
            )
        )
        ticket.detail["opened"] = [*ticket.detail.get("opened", []), now.isoformat()]
        ticket.save(update_fields=["detail"])
        what = looks.VISIT_WHOLE if opens_behind(ticket) else looks.VISIT
        record_read(actor=bearer, subject=ticket.subject_id, what=what)
