"""What Ruth brought along from another portal: hers, and nobody else's."""

from __future__ import annotations

from members.models import Brought, HandOverNote
from po_platform.access.actor import acting_as
from tests.personas import World

BROUGHT = "canary-brought-words"


def furnish(world: World) -> None:
    """One file taken over, and what the office wrote for a successor."""
    HandOverNote.objects.create(host="Host Ltd, 01632 960 777")
    with acting_as(world.ruth.actor()):
        Brought.objects.create(
            subject_id=world.ruth.subject,
            house="Far Away",
            site="https://elsewhere.example",
            mark="canary",
            parts={"scores": [{"questionnaire": BROUGHT, "value": 4}]},
            untaken_at=None,
        )


def arguments(world: World) -> dict[str, dict[str, str]]:
    """Route name → the file."""
    with acting_as(world.ruth.actor()) as ruth:
        ref = {"ref": str(Brought.objects.visible_to(ruth).get(mark="canary").ref)}
    return {
        "members:brought_one": ref,
        "members:brought_off": ref,
        "members:brought_part": ref | {"name": "scores"},
    }
