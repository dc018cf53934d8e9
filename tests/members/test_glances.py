"""Start pages ask only those who have something to say, and lose nothing by it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from members import start_page
from members.glances import Asking, said
from members.start_page import OwnPage, own_page
from po_platform.access.actor import SignedIn, acting_as
from tests.access.world_of_ruth import furnish
from tests.personas import World

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_glance_never_hides_what_a_feature_would_have_said(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnish(world)
    actors = [persona.actor() for persona in world.people.values()]
    glanced = [_said(actor) for actor in actors]
    for name in ("_waiting", "_rows"):
        all_asked = [replace(one, glance="") for one in getattr(start_page, name)]
        monkeypatch.setattr(start_page, name, all_asked)
    assert [_said(actor) for actor in actors] == glanced
    kinds = {thing.kind for page in glanced for thing in page.waiting}
    assert {
        "proms.assignment",
        "registry.query",
        "registry.found",
        "moderation.word",
    } <= kinds


def test_a_part_switched_on_while_a_page_is_made_says_nothing_yet(world: World) -> None:
    asking = Asking(lambda actor, known: [known["one"]], "select 1", {"one": "select 1"})
    actor = world.ruth.actor()
    assert list(said([asking], actor, {})) == []


def _said(actor: SignedIn) -> OwnPage:
    with acting_as(actor):
        return own_page(actor)
