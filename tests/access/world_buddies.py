"""Ruth as a buddy: one asks her, another she can ask. Whoever looks after the guides read her words."""

from __future__ import annotations

from uuid import UUID

from education.actions.buddies import ask_buddy, check_offer, offer_to_be_buddy
from education.actions.enrolling import enrol
from education.models import BuddyOffer, BuddyPair, Enrolment, Programme
from education.queries.buddies import buddies_to_ask
from members.actions.age import say_age
from members.models import AgeSaid
from members.queries.own import own_rows
from po_platform.access.actor import acting_as
from tests.personas import Persona, World, make_persona

OFFERED = "canary-words-of-a-buddy"
OTHERS = "Words of another buddy."


def furnish(world: World, programme: Programme) -> None:
    """After the guide of this world looks after the guides."""
    asks, free = make_persona("Wilma W."), make_persona("Xenia X.")
    with acting_as(world.ruth.actor()) as ruth:
        way = own_rows(Enrolment, ruth).get()
        say_age(actor=ruth, answer=AgeSaid.Said.ADULT)
    offered = _offers(world, world.ruth, way, OFFERED)
    for persona in (asks, free):
        with acting_as(persona.actor()) as actor:
            enrolled = enrol(actor=actor, programme=programme)
            say_age(actor=actor, answer=AgeSaid.Said.ADULT)
        if persona is free:
            _offers(world, persona, enrolled, OTHERS)
        else:
            with acting_as(persona.actor()) as actor:
                ask_buddy(actor=actor, ref=enrolled.ref, offer=offered)


def _offers(world: World, persona: Persona, way: Enrolment, words: str) -> UUID:
    with acting_as(persona.actor()) as actor:
        ref = offer_to_be_buddy(
            actor=actor, ref=way.ref, words=words, most_people=1, away_until=None
        ).ref
    with acting_as(world.guide.actor()) as actor:
        check_offer(actor=actor, ref=ref, stood="new", verdict="shown", why="")
    return ref


def arguments(world: World, way: str) -> dict[str, dict[str, str]]:
    """Route name → the objects for its placeholders."""
    with acting_as(world.ruth.actor()) as ruth:
        pair = str(BuddyPair.objects.visible_to(ruth).get().ref)
        own = str(own_rows(BuddyOffer, ruth).get().ref)
        (free,) = buddies_to_ask(actor=ruth, programme=own_rows(Enrolment, ruth).get().programme)
    return {
        **{name: {"ref": way} for name in ("buddies", "be_buddy", "take_offer_back")},
        "ask_buddy": {"ref": way, "offer": str(free.ref)},
        **{name: {"ref": pair} for name in ("answer_buddy", "end_buddy")},
        "buddy_offer": {"ref": own},
    }
