"""A sheet keyed twice: the first entry waits, a second one is compared, then it is the answer."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from members.models import Ticket
from notifications.jobs import every
from po_platform.access.actor import Bearer, Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import demand
from proms.actions.responses import NotComplete, Sending, Sent, checked_answers, submit_response
from proms.desk_flow import draft_of, sending_of
from proms.double_entry import Entry, differences, merged
from proms.models import Assignment, Response
from proms.notices import tell_entered
from proms.queries.double_entry import entry_of
from proms.queries.reply_codes import assignment_of, behind
from proms.sheet_rules import may_key, may_key_again
from questionnaires.actions import discard_drafts_by_code, save_draft
from questionnaires.queries import Form, form_of

log = logging.getLogger(__name__)
# Ours: long enough for somebody who comes once a week, short enough for an answer to matter.
WAITS = timedelta(days=7)
KEPT_OPEN = timedelta(days=28)  # the code on the sheet, for the second entry
PAGE = 100
KEYED, DIFFERS = "proms.sheet.keyed", "proms.sheet.differs"


def key_sheet(*, bearer: Bearer, entered_by: SignedIn, sending: Sending) -> Sent | None:
    """One entry of a sheet that is keyed twice. Sent when it is the second and says the same.

    None: it waits, for somebody else or for a decision. Raises NotComplete, PermissionDenied for
    whoever keyed it before, Http404 when the code opens nothing.
    """
    with transaction.atomic():
        held = _held(bearer, sending.sheet_on)
        demand(may_key_again(entered_by.account_id, held.keyed_by))
        form = form_of(held.version, sending.language)
        checked = checked_answers(form, sending)
        mine = Entry(dict(checked.answers), dict(checked.missing))
        if sending.sheet_on or not held.keyed_by:  # who keys it last has the sheet before her
            held.sheet_on = sending.sheet_on
        _keep(bearer, held, entered_by.account_id, mine)
        if len(held.keyed_by) == 1:
            record(actor=entered_by, verb=KEYED, thing=held, subject=held.subject_id)
            return None
        first = entry_of(bearer, held.keyed_by[0])
        if differences(form, first, mine):
            record(actor=entered_by, verb=DIFFERS, thing=held, subject=held.subject_id)
            return None
        return _send(bearer, held, replace(sending, answers=dict(mine.answers)), entered_by)


def decide_sheet(
    *, bearer: Bearer, entered_by: SignedIn, sending: Sending, chosen: Mapping[str, str]
) -> Sent:
    """One of the two for every difference; it is the answer now. Raises as `key_sheet`."""
    with transaction.atomic():
        held = _held(bearer)
        demand(may_key_again(entered_by.account_id, held.keyed_by, deciding=True))
        if len(held.keyed_by) != 2:
            raise Http404
        found = _one_of_two(bearer, held, form_of(held.version, sending.language), chosen)
        return _send(bearer, held, _with(sending, found), entered_by)


def release_sheets() -> int:
    """What nobody came for within a week counts as it is; returns how many sheets.

    Keyed once, it counts and is marked so. Keyed twice without a decision, what differs stays open.
    """
    with acting_as(System(Purpose.ASSIGN)), connection.cursor() as cursor:
        cursor.execute(
            "select ticket_id, subject_id, assignment_id from sheets_over(%s, %s)",
            [timezone.now() - WAITS, PAGE],
        )
        found = [Bearer(pk, "answer", subject, str(ref)) for pk, subject, ref in cursor.fetchall()]
        cursor.execute("select free_keyed_sheets()")
    return sum(_release(bearer) for bearer in found)


def _release(bearer: Bearer) -> bool:
    try:
        with acting_as(bearer):
            return _released(bearer)
    except PermissionDenied:  # somebody who came of age decides first how to go on: later, then
        with acting_as(bearer):
            _keep_open(bearer)
        return False
    except Exception:  # one sheet holds up no other one
        log.exception("A sheet could not be released: assignment %s", bearer.object_ref)
        return False


def _released(bearer: Bearer) -> bool:
    held, opened = assignment_of(bearer, lock=True), behind(bearer)
    if held is None or opened is None or held.state != Assignment.State.KEYED:
        return False
    form = form_of(held.version, opened.language)
    entry = entry_of(bearer, held.keyed_by[0])
    if len(held.keyed_by) == 2:
        entry = _one_of_two(bearer, held, form, {})
    empty = Sending(sending_of(bearer.ticket_id), {}, {}, form.language, way=Response.Way.PAPER)
    try:
        sent = _send(bearer, held, _with(empty, entry), None)
    except NotComplete:  # nothing was keyed in the same way: as if it had not been keyed
        held.state, held.state_since, held.keyed_by = Assignment.State.OPEN, timezone.now(), []
        held.save(update_fields=["state", "state_since", "keyed_by"])
        discard_drafts_by_code(actor=bearer, ticket_id=bearer.ticket_id)
        return False
    tell_entered(person_id=opened.person_id, response=sent.response)
    return True


def _held(bearer: Bearer, sheet_on: date | None = None) -> Assignment:
    held = assignment_of(bearer, lock=True)
    if held is None:
        raise Http404
    demand(may_key(bearer, held, sheet_on))
    return held


def _keep_open(bearer: Bearer) -> None:
    """The code stays good while the sheet waits."""
    Ticket.objects.visible_to(bearer).filter(pk=bearer.ticket_id).update(
        expires_at=timezone.now() + KEPT_OPEN
    )


def _keep(bearer: Bearer, held: Assignment, account_id: int, entry: Entry) -> None:
    """The entry as it was checked, and that its sheet came in."""
    save_draft(
        actor=bearer,
        about=draft_of(bearer.ticket_id, account_id),
        version=held.version,
        answers=entry.answers,
        missing=entry.missing,
    )
    if not held.keyed_by:
        held.state, held.state_since = Assignment.State.KEYED, timezone.now()
        _keep_open(bearer)
    held.keyed_by = [*held.keyed_by, account_id]
    held.save(update_fields=["state", "state_since", "keyed_by", "sheet_on"])


def _one_of_two(bearer: Bearer, held: Assignment, form: Form, chosen: Mapping[str, str]) -> Entry:
    first, second = (entry_of(bearer, account_id) for account_id in held.keyed_by)
    return merged(form, first, second, chosen)


def _with(sending: Sending, entry: Entry) -> Sending:
    return replace(sending, answers=dict(entry.answers), missing=dict(entry.missing))


def _send(bearer: Bearer, held: Assignment, sending: Sending, entered_by: SignedIn | None) -> Sent:
    keyed = replace(
        sending, keyed_by=tuple(held.keyed_by), sheet_on=sending.sheet_on or held.sheet_on
    )
    return submit_response(actor=bearer, assignment=held, sending=keyed, entered_by=entered_by)


def connect() -> None:
    """Once at start."""
    every(900, "proms.sheets", release_sheets)
