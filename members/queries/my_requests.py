"""A member's own requests about her data: how far each is, and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from files.models import StoredFile
from files.queries import my_file
from members.models import RightsRequest
from members.rights_texts import open_of_request
from po_platform.access.actor import SignedIn
from po_platform.access.protected import ProtectedQuerySet
from po_platform.kit.crypto import Tampered

State = RightsRequest.State


@dataclass(frozen=True, slots=True)
class Answer:
    """`letter`: '' before the answer; `file`: while it lies ready for her."""

    row: RightsRequest
    letter: str
    file: StoredFile | None

    @property
    def was_here(self) -> bool:
        """It went into her page, and its 30 days are over."""
        went = self.row.state == State.SENT and self.row.form == RightsRequest.Form.PAGE
        return went and self.file is None


def my_requests(*, actor: SignedIn) -> ProtectedQuerySet[RightsRequest]:
    """Hers, the newest first; not those she works on in the office."""
    rows = RightsRequest.objects.visible_to(actor).filter(person_id=actor.person_id)
    return rows.order_by("-pk")


def my_answer(*, actor: SignedIn, ref: UUID) -> Answer:
    """One of them with the answer, once it was sent. Raises Http404."""
    row = my_requests(actor=actor).filter(ref=ref).first()
    if row is None:
        raise Http404
    if row.state != State.SENT:
        return Answer(row, "", None)
    try:
        letter = open_of_request(row.ref, "letter", row.letter)
    except Tampered:
        letter = ""
    return Answer(row, letter, my_file(actor=actor, ref=row.pack_ref) if row.pack_ref else None)
