"""A form somebody of the helper desk fills in for a member: her code's one assignment, from empty."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5

from django.http import Http404
from django.urls import reverse

from po_platform.access.actor import Bearer
from proms.answer_flow import Flow
from proms.models import Response
from proms.queries.licences import form_to_ask
from proms.queries.reply_codes import assignment_of, behind
from questionnaires.paging import Page, Way
from questionnaires.queries import my_draft

# One sending per code: a second press is the same sending.
DESK = UUID("0b0f6c1e-6b6d-4b0a-9a3c-5d3e9c7a4f52")


@dataclass
class DeskFlow(Flow):
    """The same questions under the desk's addresses, with a draft of its own."""

    account_id: int = 0
    ticket_id: int = 0
    first_name: str = ""
    person_id: int = 0
    sent_by: str = Response.Way.PHONE

    @classmethod
    def by_code(
        cls,
        bearer: Bearer,
        *,
        account_id: int,
        sent_by: str,
        lock: bool = False,
        way: Way = "one",
    ) -> DeskFlow:
        """Runs as the bearer. Raises Http404 when the code names nothing any more."""
        assignment, opened = assignment_of(bearer, lock=lock), behind(bearer)
        if assignment is None or opened is None:
            raise Http404
        form = form_to_ask(assignment, opened.language)
        flow = cls(
            bearer,
            assignment,
            form,
            {},
            {},
            None,
            way,
            account_id,
            bearer.ticket_id,
            opened.first_name,
            opened.person_id,
            sent_by,
        )
        draft = my_draft(actor=bearer, about=flow.about)
        if draft is not None:
            flow.answers, flow.missing = draft.answers, draft.missing
            flow.started_at = draft.started_at
        return flow

    @property
    def about(self) -> str:
        return f"ticket:{self.ticket_id}:{self.account_id}"

    @property
    def begin_url(self) -> str:
        return reverse("proms:desk_form", args=[self.ticket_id])

    @property
    def client_ref(self) -> UUID:
        return uuid5(DESK, str(self.ticket_id))

    @property
    def all_url(self) -> str:
        """Every question on one page, as on a paper form."""
        return reverse("proms:desk_all", args=[self.ticket_id])

    def address(self, page: Page | None) -> str:
        if self.way == "all":
            check = reverse("proms:desk_check", args=[self.ticket_id])
            return self.all_url if page else f"{check}?all"
        if page is None:
            return reverse("proms:desk_check", args=[self.ticket_id])
        return reverse("proms:desk_question", args=[self.ticket_id, page.number])
