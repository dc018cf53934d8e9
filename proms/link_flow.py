"""A form opened by the link of a reminder: its one assignment, from empty, with a draft of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from uuid import UUID, uuid5

from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language

from po_platform.access.actor import Bearer
from proms.answer_flow import Flow
from proms.queries.licences import form_to_ask
from proms.queries.reply_codes import assignment_of
from questionnaires.paging import Page, Way
from questionnaires.queries import my_draft

LINKS = UUID("5b6f9b1d-54a5-4a5f-8d3a-8f6d1f8d27c4")  # one sending per link


@dataclass
class LinkFlow(Flow):
    """The same questions under the addresses of a link; nothing answered before shows."""

    ticket_id: int = 0

    @classmethod
    def by_link(cls, bearer: Bearer, *, lock: bool = False, way: Way = "one") -> Self:
        """Runs as the bearer. Raises Http404 when the link names nothing any more."""
        assignment = assignment_of(bearer, lock=lock)
        if assignment is None:
            raise Http404
        form = form_to_ask(assignment, get_language() or "en")
        flow = cls(bearer, assignment, form, {}, {}, None, way, bearer.ticket_id)
        draft = my_draft(actor=bearer, about=flow.about)
        if draft is not None:
            flow.answers, flow.missing = draft.answers, draft.missing
            flow.started_at = draft.started_at
        return flow

    @property
    def about(self) -> str:
        return f"ticket:{self.ticket_id}:link"

    @property
    def begin_url(self) -> str:
        return reverse("proms:link_form", args=[self.ticket_id])

    @property
    def client_ref(self) -> UUID:
        return uuid5(LINKS, str(self.ticket_id))

    @property
    def all_url(self) -> str:
        """Every question on one page."""
        return reverse("proms:link_all", args=[self.ticket_id])

    def address(self, page: Page | None) -> str:
        if self.way == "all":
            check = reverse("proms:link_check", args=[self.ticket_id])
            return self.all_url if page else f"{check}?all"
        if page is None:
            return reverse("proms:link_check", args=[self.ticket_id])
        return reverse("proms:link_question", args=[self.ticket_id, page.number])
