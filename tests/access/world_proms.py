"""A visit of Ruth's with her words for it, and a code with which a doctor opens her page."""

from __future__ import annotations

from django.utils import timezone

from po_platform.access.actor import acting_as
from proms.actions.visit_codes import make_visit_code
from proms.actions.visits import When, note_visit, write_own_list
from proms.models import Visit
from tests.personas import World

FOR_THE_DOCTOR = "canary-words-for-the-doctor"


def furnish(world: World) -> None:
    """Today, so that the code opens something."""
    ruth = world.ruth.actor()
    with acting_as(ruth):
        visit = note_visit(actor=ruth, when=When(timezone.localdate(), with_whom="Dr Harrow"))
        write_own_list(actor=ruth, about="questions", lines=[FOR_THE_DOCTOR], visit_ref=visit.ref)
        make_visit_code(actor=ruth, visit=visit, named=True)


def arguments(world: World) -> dict[str, dict[str, str]]:
    """Route name → Ruth's visit."""
    ruth = world.ruth.actor()
    with acting_as(ruth):
        visit = Visit.objects.visible_to(ruth).get()
    names = (
        "visit", "change_visit", "cancel_visit", "visit_questions", "visit_agreed",
        "show_my_doctor", "visit_pdf", "visit_code", "take_back_visit_code",
    )  # fmt: skip
    return {f"proms:{name}": {"ref": str(visit.ref)} for name in names}
