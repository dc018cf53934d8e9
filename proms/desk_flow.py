"""A form somebody of the helper desk fills in for a member: her code's one assignment, from empty."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Self
from uuid import UUID, uuid5

from django.http import Http404

from po_platform.access.actor import Bearer
from proms.actions.responses import Sending
from proms.models import Assignment, Response
from proms.queries.reply_codes import behind
from proms.ticket_flow import TicketFlow
from questionnaires.paging import Way

DESK = UUID("0b0f6c1e-6b6d-4b0a-9a3c-5d3e9c7a4f52")


def draft_of(ticket_id: int, account_id: int) -> str:
    """Under which name what one person of the desk keyed with a code is kept."""
    return f"ticket:{ticket_id}:{account_id}"


def sending_of(ticket_id: int) -> UUID:
    """One sending per code: a second press is the same sending."""
    return uuid5(DESK, str(ticket_id))


@dataclass
class DeskFlow(TicketFlow):
    """The same questions under the desk's addresses, with a draft for each of its people."""

    ROUTES: ClassVar = "desk"
    SENDINGS: ClassVar = DESK
    account_id: int = 0
    first_name: str = ""
    person_id: int = 0
    sent_by: str = Response.Way.PHONE
    sheet_on: date | None = None  # the day that stands on her sheet

    @classmethod
    def by_code(
        cls,
        bearer: Bearer,
        *,
        account_id: int,
        sent_by: str,
        sheet_on: date | None = None,
        lock: bool = False,
        way: Way = "one",
    ) -> Self:
        """Runs as the bearer. Raises Http404 when the code names nothing any more."""
        found = behind(bearer)
        if found is None:
            raise Http404
        flow = cls.opened(bearer, lock=lock, way=way, language=found.language)
        flow.account_id, flow.sent_by, flow.sheet_on = account_id, sent_by, sheet_on
        flow.first_name, flow.person_id = found.first_name, found.person_id
        return flow.take_up()

    def entered(self) -> Sending:
        """What there is to send now, with how it came and the day that stands on the sheet."""
        day = self.sheet_on if self.on_paper else None
        return replace(self.sending(way=self.sent_by), sheet_on=day)

    @property
    def on_paper(self) -> bool:
        """Whether it is entered from her sheet, not by telephone."""
        return self.sent_by == Response.Way.PAPER

    @property
    def twice(self) -> bool:
        """Whether somebody else keys this sheet too, before it is the answer."""
        return self.on_paper and (self.assignment.instrument.keyed_twice or self.came_in)

    @property
    def came_in(self) -> bool:
        """Whether its sheet was keyed once already."""
        return self.assignment.state == Assignment.State.KEYED

    @property
    def differs(self) -> bool:
        """Whether two people keyed it, and not the same."""
        return self.came_in and len(self.assignment.keyed_by) == 2

    @property
    def about(self) -> str:
        return draft_of(self.ticket_id, self.account_id)
