"""Somebody on the telephone would like to answer a questionnaire now: the desk puts it on her list."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.http import Http404
from django.utils.translation import gettext as _

from audit.actions import record, record_read
from members.queries.calls import Caller, caller_of
from members.queries.proxies import undecided
from members.reply_codes import as_typed, code_hash
from po_platform.access.actor import Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import demand
from proms.actions.assignments import take_up_on_call
from proms.actions.reply_codes import print_reply_code
from proms.looks import DESK_FORM
from proms.models import Assignment, Instrument
from proms.queries.instruments import open_instruments
from proms.queries.plans_on_call import for_caller
from proms.rules import may_collect


def ask_on_call(*, actor: SignedIn, ref: UUID, instrument: Instrument) -> bytes:
    """What is stored of the code that opens the form for the desk; no notice and no reminder.

    Only while the actor has the call of a member, and only what members may start themselves: it
    stands on her list as what she took up herself. Where it waits there already, that one is opened.
    """
    with transaction.atomic():
        caller = caller_of(actor=actor, ref=ref, lock=True)  # a second press waits for the first
        if caller is None or instrument.pk not in {one.pk for one in open_instruments()}:
            raise Http404
        subject, code = _put_on_list(actor, caller, instrument)
        record(actor=actor, verb="proms.assignment.asked_on_call", subject=subject)
        record_read(actor=actor, subject=subject, what=DESK_FORM)
    return code_hash(as_typed(code))


def _put_on_list(actor: SignedIn, caller: Caller, instrument: Instrument) -> tuple[UUID, str]:
    subject, system = for_caller(caller)
    with acting_as(system):
        demand(may_collect(undecided=bool(undecided([subject]))))
        hers = Assignment.objects.visible_to(system).filter(
            subject_id=subject, instrument=instrument
        )
        if hers.filter(state=Assignment.State.KEYED).exists():
            raise PermissionDenied(_("These answers came in on paper and are being checked."))
        in_time = Q(closes_at__isnull=True) | Q(closes_at__gt=Now())
        waits = hers.filter(in_time, state=Assignment.State.OPEN, opens_at__lte=Now())
        held = waits.order_by("-pk").first() or take_up_on_call(
            actor=system, subject=subject, instrument=instrument, account_id=actor.account_id
        )
    exporting = System(Purpose.EXPORT, subject, caller.person_id)
    with acting_as(exporting):
        code, _end = print_reply_code(
            actor=exporting, assignment=held, language=caller.language, on_paper=False
        )
    return subject, code
