"""Sent answers taken up again to correct them: prefilled, in a draft of their own, on one page."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5

from django.urls import reverse

from po_platform.access.actor import SignedIn
from proms.answer_flow import Flow
from proms.models import Response
from proms.take_along import form_behind
from questionnaires.paging import Page
from questionnaires.queries import my_draft

CORRECTIONS = UUID("9a1d4f0c-0d7b-4a38-9a6e-0f6c3a1f52b7")  # one sending per corrected set


def correction_key(response: Response) -> str:
    """Under which name the draft of a correction is kept."""
    return f"proms.correction:{response.pk}"


@dataclass
class CorrectFlow(Flow):
    """The same version and language as before; nothing changes before it is sent."""

    response: Response | None = None
    key: str = ""

    @classmethod
    def from_sent(cls, actor: SignedIn, response: Response) -> CorrectFlow:
        """The draft, if one was begun, else what was sent."""
        assignment = response.assignment
        if assignment is None:
            raise LookupError("answers without an entry on a list are not corrected here")
        assignment.version, assignment.instrument = (
            response.version,
            response.instrument,
        )
        key = correction_key(response)
        draft = my_draft(actor=actor, about=key)
        source = draft or response
        return cls(
            actor,
            assignment,
            form_behind(response),
            dict(source.answers),
            dict(source.missing),
            response.started_at,
            "all",
            response,
            key,
        )

    @property
    def about(self) -> str:
        return self.key

    @property
    def client_ref(self) -> UUID:
        return uuid5(CORRECTIONS, str(self.response.ref if self.response else ""))

    @property
    def begin_url(self) -> str:
        return reverse("proms:sent", args=[self.assignment.ref])

    def address(self, page: Page | None) -> str:
        name = "proms:correct" if page else "proms:correct_check"
        return reverse(name, args=[self.assignment.ref])
