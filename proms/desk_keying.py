"""What the helper desk does with a form a code opened: the same for its pages and for programs."""

from __future__ import annotations

from collections.abc import Mapping

from members.keyed_codes import Keyed
from po_platform.access.actor import Bearer, SignedIn, acting_as
from po_platform.access.refusals import Allowed, Verdict
from proms.actions.double_entry import decide_sheet, key_sheet
from proms.actions.responses import Sent, submit_response
from proms.desk_flow import DeskFlow
from proms.double_entry import Difference, differences
from proms.models import Response
from proms.notices import tell_entered
from proms.queries.double_entry import entry_of
from proms.queries.reply_codes import assignment_of
from proms.rules import may_answer
from proms.sheet_rules import may_be_dated, may_key, may_key_again


def may_be_keyed_now(bearer: Bearer, keyed: Keyed) -> Verdict:
    """Whether the day on a sheet can be right; asked again when it is sent."""
    if keyed.way != Response.Way.PAPER:
        return Allowed()
    with acting_as(bearer):
        held = assignment_of(bearer)
    return Allowed() if held is None else may_be_dated(held, keyed.sheet_on)


def may_go_on(flow: DeskFlow, *, deciding: bool) -> Verdict:
    """Open, or a sheet that somebody else keyed before."""
    if not flow.came_in or not flow.twice:
        if flow.on_paper and not flow.came_in:
            return may_key(flow.actor, flow.assignment, flow.sheet_on)
        return may_answer(flow.actor, flow.assignment)
    keyed_by = flow.assignment.keyed_by
    return may_key_again(flow.account_id, keyed_by, deciding=deciding or flow.differs)


def differing(flow: DeskFlow) -> list[Difference]:
    """What two people keyed in two ways; the account that keyed first does not come here."""
    first, second = (entry_of(bearer_of(flow), one) for one in flow.assignment.keyed_by)
    return differences(flow.form, first, second)


def send(flow: DeskFlow, entered_by: SignedIn) -> Sent | None:
    """Sends it and tells the member; None: one of two entries of a sheet is kept.

    Raises NotComplete, OtherAnswers, PermissionDenied, Http404.
    """
    if flow.twice:
        done = key_sheet(bearer=bearer_of(flow), entered_by=entered_by, sending=flow.entered())
    else:
        done = submit_response(
            actor=flow.actor,
            assignment=flow.assignment,
            sending=flow.entered(),
            entered_by=entered_by,
        )
    return _told(flow, done) if done is not None else None


def decide(flow: DeskFlow, entered_by: SignedIn, chosen: Mapping[str, str]) -> Sent:
    """One of two for every difference; it is the answer now. Raises as `send`."""
    done = decide_sheet(
        bearer=bearer_of(flow), entered_by=entered_by, sending=flow.entered(), chosen=chosen
    )
    return _told(flow, done)


def bearer_of(flow: DeskFlow) -> Bearer:
    """Whose code opened it."""
    assert isinstance(flow.actor, Bearer)  # noqa: S101  # by_code takes nobody else
    return flow.actor


def _told(flow: DeskFlow, done: Sent) -> Sent:
    if done.is_new:
        tell_entered(person_id=flow.person_id, response=done.response)
    return done
