"""A request of somebody outside, with a place found for it: the office's, and nobody else's."""

from __future__ import annotations

from django.utils import timezone

from members.actions.rights import (
    Asked,
    Written,
    decide_places,
    note_identity,
    open_request,
    prepare_answer,
    search_for_request,
)
from members.models import FoundText, OfficeReason, RightsRequest
from members.rights_texts import seal_for_request
from po_platform.access.actor import SignedIn, acting_as
from tests.personas import World

ANSWERED, OUTSIDER = "canary-answer-words", "Canary Outsider"
TOLD = "canary-what-we-told-ruth"
STEPS = (
    "request", "request_who", "extend_request", "request_longer", "search_request",
    "request_places", "answer_request", "look_at_request", "request_not_yet", "request_file",
    "request_file_again", "finish_request",
)  # fmt: skip


def furnish(world: World) -> None:
    """Written down, searched for, answered; it waits for the second look."""
    OfficeReason.objects.create(
        person=world.gerd.person,
        verb="members.post.changed",
        reason="Neighbour Zora called for him",
    )
    with acting_as(world.administrator.actor()) as office:
        assert isinstance(office, SignedIn)
        asked = Asked("access", "letter", timezone.localdate(), None, OUTSIDER, "1 Lane", "en")
        row = open_request(actor=office, asked=asked)
        note_identity(actor=office, ref=row.ref, shown="called_back")
        search_for_request(actor=office, ref=row.ref, words=["Neighbour Zora"])
        (found,) = FoundText.objects.visible_to(office)
        decided = {found.pk: (FoundText.Answer.REDACT.value, ["Gerd A."])}
        decide_places(actor=office, ref=row.ref, decided=decided)
        written = Written("done", "", "paper", ANSWERED)
        prepare_answer(actor=office, ref=row.ref, written=written)
        _told_ruth(world, office)


def _told_ruth(world: World, office: SignedIn) -> None:
    """A request of hers, answered into her own page."""
    asked = Asked("correction", "phone", timezone.localdate(), world.ruth.person)
    hers = open_request(actor=office, asked=asked)
    now = timezone.now()
    RightsRequest.objects.visible_to(office).filter(pk=hers.pk).update(
        state="sent", outcome="done", form="page", released_at=now, closed_at=now,
        letter=seal_for_request(hers.ref, "letter", TOLD),
    )  # fmt: skip


def arguments(world: World) -> dict[str, dict[str, str]]:
    """Route name → the request."""
    with acting_as(world.administrator.actor()) as office:
        rows = RightsRequest.objects.visible_to(office)
        ref = {"ref": str(rows.get(person=None).ref)}
        hers = {"ref": str(rows.get(person=world.ruth.person).ref)}
    month = {"year": "2026", "month": "1"}
    return {f"members:{name}": ref for name in STEPS} | {
        "members:used_in": month,
        "members:my_request": hers,
    }
