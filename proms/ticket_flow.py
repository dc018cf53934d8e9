"""A form opened by a ticket: its one assignment, from empty, with a draft of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self
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


@dataclass
class TicketFlow(Flow):
    """The same questions under addresses of their own; nothing answered elsewhere shows.

    `ROUTES`: how the names of its pages begin. `SENDINGS`: one sending per ticket.
    """

    ROUTES: ClassVar[str]
    SENDINGS: ClassVar[UUID]
    ticket_id: int = 0

    @classmethod
    def opened(
        cls, bearer: Bearer, *, lock: bool = False, way: Way = "one", language: str = ""
    ) -> Self:
        """Runs as the bearer. Raises Http404 when the ticket names nothing any more."""
        assignment = assignment_of(bearer, lock=lock)
        if assignment is None:
            raise Http404
        form = form_to_ask(assignment, language or get_language() or "en")
        return cls(bearer, assignment, form, {}, {}, None, way, bearer.ticket_id)

    def take_up(self) -> Self:
        """With what was begun under this name."""
        draft = my_draft(actor=self.actor, about=self.about)
        if draft is not None:
            self.answers, self.missing = draft.answers, draft.missing
            self.started_at = draft.started_at
        return self

    @property
    def client_ref(self) -> UUID:
        return uuid5(self.SENDINGS, str(self.ticket_id))

    @property
    def begin_url(self) -> str:
        return self._at("form")

    @property
    def all_url(self) -> str:
        """Every question on one page."""
        return self._at("all")

    def address(self, page: Page | None) -> str:
        if self.way == "all":
            return self.all_url if page else f"{self._at('check')}?all"
        return self._at("question", page.number) if page else self._at("check")

    def _at(self, page: str, *number: int) -> str:
        return reverse(f"proms:{self.ROUTES}_{page}", args=[self.ticket_id, *number])
