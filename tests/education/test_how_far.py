"""How far people come tells authors where a programme is too hard, and nothing about anybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from education.actions.enrolling import leave
from education.actions.stepping import Written, keep_step, open_step
from po_platform.access.actor import acting_as
from tests.education.programme_path import begun, short
from tests.personas import Persona, World, make_persona
from tests.proms.path import text_of

pytestmark = pytest.mark.django_db


def goes(persona: Persona, row: Any, *, stops: bool) -> None:
    """Does the first step; whoever stops opens the second and leaves."""
    with acting_as(persona.actor()) as actor:
        keep_step(actor=actor, ref=row.ref, step_id="one", written=Written("words of hers"))
        if stops:
            open_step(actor=actor, ref=row.ref, step_id="two")
            leave(actor=actor, ref=row.ref)


def test_where_people_stop_is_told_in_fives_and_nobody_is_named(world: World, sign_in: Any) -> None:
    programme = short(world)
    address = f"/write/programmes/{programme.ref}/how-far"
    people = [make_persona(f"Member{number} X.") for number in range(7)]
    for one in people[:4]:
        goes(one, begun(one, programme), stops=True)
    editor = sign_in(world.editor)
    assert "Fewer than five people began" in text_of(editor.get(address))
    for one in people[4:]:
        goes(one, begun(one, programme), stops=one is people[4])
    page = text_of(editor.get(address))
    assert "At least 5 people began this version." in page
    assert "The first 5 or more fewer than 5" in page
    assert "The plan fewer than 5 5 or more" in page
    assert "Member" not in page.replace("Members", "")
    assert "words of hers" not in page
    for persona in (world.ruth, world.guide):
        assert sign_in(persona).get(address).status_code in (403, 404)
        with acting_as(persona.actor()), connection.cursor() as cursor:
            cursor.execute("select count(*) from steps_reached(%s)", [programme.live_id])
            assert cursor.fetchone() == (0,)
