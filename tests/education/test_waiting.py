"""Whoever waits for a guide is told in her turn, and no more are told than there is room for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from education.actions.waiting import tell_of_free_guides
from education.models import Enrolment, Guide, GuideWish
from members.models import RoleHolding
from members.queries.own import own_rows
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from tests.access.test_the_vault import rows_seen
from tests.education.programme_path import SLUG, begun, shipped
from tests.education.test_guides import goes_along, works
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db


def waits(world: World, sign_in: Any, *personas: Persona) -> list[Enrolment]:
    """Each begins and asks to be told, in this order."""
    programme, rows = shipped(world), []
    for persona in personas:
        row = begun(persona, programme)
        sign_in(persona).post(f"/programmes/mine/{row.ref}/guide/wait", {"do": "wait"})
        rows.append(row)
    return rows


def told() -> list[int | None]:
    rows = Outbox.objects.filter(kind="education.later").order_by("pk")
    return list(rows.values_list("person_id", flat=True))


def wish_of(persona: Persona) -> GuideWish | None:
    with acting_as(persona.actor()) as actor:
        return own_rows(GuideWish, actor).first()


def test_no_more_are_told_than_there_is_room_longest_waiting_first(
    world: World, sign_in: Any
) -> None:
    ruths, _gerds = waits(world, sign_in, world.ruth, world.gerd)
    guide = works(world.guide, most=0)
    assert tell_of_free_guides() == 0
    Guide.objects.update(most_people=1)
    assert (tell_of_free_guides(), tell_of_free_guides()) == (1, 0)
    assert told() == [world.ruth.person.pk]
    (mail,) = deliver()
    assert f"/programmes/mine/{ruths.ref}/guide" in mail.body
    assert_neutral(mail, also=["tired", SLUG])
    goes_along(world.ruth, ruths, guide)
    assert wish_of(world.ruth) is None
    Guide.objects.update(most_people=2)
    assert tell_of_free_guides() == 1
    assert told() == [world.ruth.person.pk, world.gerd.person.pk]


def test_the_page_offers_to_wait_and_to_wait_no_more(world: World, sign_in: Any) -> None:
    works(world.guide, most=0)
    row = begun(world.ruth, shipped(world))
    ruth, address = sign_in(world.ruth), f"/programmes/mine/{row.ref}/guide"
    assert "Tell me when a guide has room" in ruth.get(address).content.decode()
    for _twice in range(2):
        ruth.post(f"{address}/wait", {"do": "wait"})
    assert "You wait since" in ruth.get(address).content.decode()
    ruth.post(f"{address}/wait", {"do": "stop"})
    assert wish_of(world.ruth) is None
    assert sign_in(world.gerd).post(f"{address}/wait").status_code == 404


def test_nobody_who_left_or_rests_is_told_and_no_guide_without_her_role_counts(
    world: World, sign_in: Any
) -> None:
    (row,) = waits(world, sign_in, world.ruth)
    works(world.guide)
    RoleHolding.objects.filter(account=world.guide.account).update(
        ends_at=timezone.now() - timedelta(minutes=1)
    )
    assert tell_of_free_guides() == 0
    RoleHolding.objects.filter(account=world.guide.account).update(ends_at=None)
    sign_in(world.ruth).post(f"/programmes/mine/{row.ref}/move", {"do": "leave"})
    assert tell_of_free_guides() == 0
    sign_in(world.ruth).post(f"/programmes/mine/{row.ref}/move", {"do": "back"})
    assert tell_of_free_guides() == 1


def test_nobody_else_sees_who_waits(world: World, sign_in: Any) -> None:
    waits(world, sign_in, world.ruth)
    for persona in (world.gerd, world.guide, world.administrator):
        with acting_as(persona.actor()):
            assert rows_seen("education_guidewish") == 0
