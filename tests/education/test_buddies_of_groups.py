"""Buddies of one's own local group first: only where both are in it, and both say so."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from education.actions.buddies import offer_to_be_buddy
from education.buddy_parts import buddy_parts
from education.models import Enrolment
from members.actions.groups import join_group, leave_group
from members.models import Group, Organisation
from po_platform.access.actor import Purpose, System, acting_as
from tests.education.programme_path import begun, short
from tests.education.test_buddies import AGREED, is_read, page
from tests.education.test_supervision import leads
from tests.personas import Persona, World, make_persona
from tests.proms.path import text_of

pytestmark = pytest.mark.django_db
FIRST, NEAR = "People of my local groups first", "In one of your local groups"


def a_group(*inside: Persona, kind: str = "local") -> Group:
    group = Group.objects.create(kind=kind, name={"en": "Harrowmere"})
    for persona in inside:
        with acting_as(persona.actor()) as actor:
            join_group(actor=actor, ref=group.ref)
    return group


def offers(world: World, persona: Persona, row: Enrolment, *, with_group: bool) -> UUID:
    with acting_as(persona.actor()) as actor:
        ref = offer_to_be_buddy(
            actor=actor, ref=row.ref, words=f"Words of {persona.name}", most_people=1,
            away_until=None, with_group=with_group,
        ).ref  # fmt: skip
    is_read(world, ref)
    return ref


def three_offers(world: World) -> tuple[Enrolment, list[Persona], list[UUID]]:
    """Ruth looks for a buddy; the first by the usual order stands before the last."""
    Organisation.objects.update(minimum_age=18)  # so that all of them count as of age
    leads(world)
    programme = short(world)
    people = [make_persona(name) for name in ("Otti B.", "Pim D.", "Resi F.")]
    made = [offers(world, one, begun(one, programme), with_group=True) for one in people]
    order = sorted(range(3), key=lambda number: made[number])
    return (
        begun(world.ruth, programme),
        [people[number] for number in order],
        [made[number] for number in order],
    )


def listed(sign_in: Any, persona: Persona, row: Enrolment, query: str = "") -> list[UUID]:
    return [one.ref for one in sign_in(persona).get(f"{page(row)}{query}").context["found"]]


def test_whoever_asks_for_it_finds_people_of_her_own_group_first(
    world: World, sign_in: Any
) -> None:
    hers, people, refs = three_offers(world)
    assert FIRST not in text_of(sign_in(world.ruth).get(page(hers)))  # she is in no group
    a_group(world.ruth, people[2])
    assert listed(sign_in, world.ruth, hers) == refs
    usual = text_of(sign_in(world.ruth).get(page(hers)))
    assert FIRST in usual and NEAR not in usual
    assert listed(sign_in, world.ruth, hers, "?group=1") == [refs[2], refs[0], refs[1]]
    assert text_of(sign_in(world.ruth).get(f"{page(hers)}?group=1")).count(NEAR) == 1


@pytest.mark.parametrize("why", ["not_said", "left", "waits", "other_kind", "closed", "elsewhere"])
def test_nobody_is_told_apart_who_did_not_say_so_or_is_not_in_it_now(
    world: World, sign_in: Any, why: str
) -> None:
    hers, people, refs = three_offers(world)
    near = people[2]
    kind = "carers" if why == "other_kind" else "local"
    group = a_group(world.ruth, kind=kind)
    a_group(world.ruth)  # one she is in alone
    if why == "elsewhere":
        a_group(near)
    else:
        Group.objects.filter(pk=group.pk).update(by_request=why == "waits")
        with acting_as(near.actor()) as actor:
            join_group(actor=actor, ref=group.ref, was_told=True)
            if why == "left":
                leave_group(actor=actor, ref=group.ref)
    if why == "not_said":
        with acting_as(near.actor()) as actor:
            way = Enrolment.objects.visible_to(actor).get()
        offers_again(near, way)
    if why == "closed":
        Group.objects.filter(pk=group.pk).update(closed_at=timezone.now())
    assert listed(sign_in, world.ruth, hers, "?group=1") == refs
    assert NEAR not in text_of(sign_in(world.ruth).get(f"{page(hers)}?group=1"))


def offers_again(persona: Persona, way: Enrolment) -> None:
    """The same words, and nothing about her groups any more; nobody has to read them anew."""
    with acting_as(persona.actor()) as actor:
        offer_to_be_buddy(
            actor=actor, ref=way.ref, words=f"Words of {persona.name}", most_people=1,
            away_until=None,
        )  # fmt: skip


def test_she_ticks_it_in_her_offer_and_takes_it_out_again(world: World, sign_in: Any) -> None:
    Organisation.objects.update(minimum_age=18)
    leads(world)
    hers = begun(world.ruth, short(world))
    ruth, address = sign_in(world.ruth), f"{page(hers)}/be"
    given = {"words": "I like tea.", "most_people": "1", **AGREED}
    for ticked in (True, False):
        ruth.post(address, {**given, **({"with_group": "on"} if ticked else {})})
        assert ruth.get(page(hers)).context["offer"].with_group is ticked
        person = world.ruth.actor()
        actor = System(Purpose.EXPORT, person.subject_id, person.person_id)
        with acting_as(actor):
            found = {part.name: list(part.rows) for part in buddy_parts(actor)}
        assert [row["with_group"] for row in found["buddy_offers"]] == [ticked]


def test_nobody_asks_the_vault_who_is_in_a_group_with_whom(world: World) -> None:
    a_group(world.ruth, world.gerd)
    pair = [world.ruth.subject, world.gerd.subject]
    with (
        acting_as(world.ruth.actor()),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select of_one_place(%s, %s)", pair)
