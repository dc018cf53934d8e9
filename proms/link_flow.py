"""A form opened by the link of a reminder, or on a shared tablet by a code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.urls import reverse

from proms.ticket_flow import TicketFlow
from questionnaires.paging import Page


@dataclass
class LinkFlow(TicketFlow):
    """Under the addresses of a link."""

    ROUTES: ClassVar = "link"
    SENDINGS: ClassVar = UUID("5b6f9b1d-54a5-4a5f-8d3a-8f6d1f8d27c4")

    @property
    def about(self) -> str:
        return f"ticket:{self.ticket_id}:link"


@dataclass
class RoomFlow(LinkFlow):
    """Under addresses that name nobody: which sitting it is, only the tablet's session knows."""

    @property
    def about(self) -> str:
        return f"ticket:{self.ticket_id}:room"

    @property
    def begin_url(self) -> str:
        return reverse("proms:room_form")

    def address(self, page: Page | None) -> str:
        if page is None:
            return reverse("proms:room_check")
        return reverse("proms:room_question", args=[page.number])
