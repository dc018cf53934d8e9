"""What a person's own file says about her requests about data: when, what, and the answer."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from po_platform.access.actor import System
from po_platform.kit.crypto import Tampered

from .export_parts import Field, Part, Row
from .models import RightsRequest
from .rights_texts import open_of_request

_FIELDS = (
    Field("kind", _("what was asked"), dict(RightsRequest.Kind.choices)),
    Field("way", _("how it came"), dict(RightsRequest.Way.choices)),
    Field("came_on", _("on which day")),
    Field("due_on", _("until when we had to answer")),
    Field("extended_why", _("why it took longer")),
    Field("state", _("how far it is"), dict(RightsRequest.State.choices)),
    Field("outcome", _("the answer"), dict(RightsRequest.Outcome.choices)),
    Field("letter", _("what we wrote")),
    Field("closed_at", _("when it was closed")),
)


def requests(actor: System) -> Iterator[Part]:
    """Hers; what somebody of the office wrote and nobody has looked at yet stays out."""
    yield Part("requests", _("Requests about your data"), _FIELDS, _rows(actor))


def _rows(actor: System) -> Iterator[Row]:
    rows = RightsRequest.objects.visible_to(actor).filter(person_id=actor.person_id or 0)
    for row in rows.order_by("pk"):
        found = {field.name: getattr(row, field.name) for field in _FIELDS}
        try:
            found["letter"] = open_of_request(row.ref, "letter", row.letter)
        except Tampered:
            found["letter"] = ""
        looked = row.released_at is not None
        yield found | ({} if looked else {"letter": "", "outcome": ""})
