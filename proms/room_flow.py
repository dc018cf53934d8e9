"""A form on a shared tablet: its one assignment, from empty, under addresses that name nobody."""

from __future__ import annotations

from django.urls import reverse

from proms.link_flow import LinkFlow
from questionnaires.paging import Page


class RoomFlow(LinkFlow):
    """The questions of one sitting; which one, only the tablet's session knows."""

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
