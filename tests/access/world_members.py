"""Ruth's help, and the addresses of its pages."""

from __future__ import annotations

from uuid import uuid4

from members.actions.consent import change_grant
from members.actions.helpers import name_helper
from members.help_words import naming
from members.models import Grant, Ticket
from members.queries.helpers import own_help
from notifications.models import Outbox
from po_platform.access.actor import Tick, acting_as
from tests.members.helper_steps import help_of
from tests.personas import World

help_code = ""  # with which an offer of Ruth's is looked at


def furnish_help(world: World) -> None:
    """The helper gets Ruth's reminders and nothing else; one more code is open."""
    help_of(world.ruth, world.helper, Tick.REMIND)
    Outbox.objects.filter(kind="members.help_changed").delete()  # nobody's mailbox knows of it
    actor = world.ruth.actor(fresh=True)
    with acting_as(actor):
        global help_code
        help_code, _ticket = name_helper(
            actor=actor,
            meant_for="Anna",
            ticks=[Tick.REMIND],
            rendered=naming("Anna", [Tick.REMIND], "en"),
            attempt=uuid4(),
        )


def help_with(world: World, *ticks: Tick) -> Grant:
    """Ruth's living help, from now on with these ticks."""
    actor = world.ruth.actor(fresh=True)
    with acting_as(actor):
        return change_grant(
            actor=actor,
            grant_id=own_help(actor=actor).get().pk,
            scope=[tick.value for tick in ticks],
            ends_at=None,
            rendered=naming("Helper Person", ticks, "en"),
        )


def help_arguments(world: World) -> dict[str, dict[str, str]]:
    """Route name → Ruth's objects for its placeholders."""
    actor = world.ruth.actor()
    with acting_as(actor):
        grant = {"grant_id": str(own_help(actor=actor).get().pk)}
        offer = Ticket.objects.visible_to(actor).filter(about="help", used_at__isnull=True).get()
    return {
        **{
            f"members:{name}": grant
            for name in ("end_helper", "change_helper", "act_for", "stop_helping")
        },
        "members:take_back_help": {"ticket_id": str(offer.pk)},
        "members:help_with": {"code": help_code},
        **{
            f"members:{name}": {
                "ref": str(world.ruth.person.ref),
                "what": "help",
                "pk": grant["grant_id"],
            }
            for name in ("person_helpers", "name_helper_for", "end_helper_for")
        },
    }
