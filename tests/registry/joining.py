"""A registry that can be joined: a sheet of our own, published, and members who answer it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import connection

from po_platform.access.actor import acting_as
from registry.actions.joining import Said, join_registry
from registry.actions.sheets import begin_sheet, publish_sheet, write_sheet
from registry.consent import NO, Sheet
from registry.models import ConsentSheet, Form, Participation
from registry.queries.participation import current_sheet
from tests.database import become
from tests.personas import Persona, World
from tests.registry.world import Walks, make_walks

AGREED: Said = {
    "reuse": {"past": "yes", "future": "ask"},
    "contact": {"whole": "yes"},
}


def open_to_members(world: World, curator: Persona | None = None, **values: Any) -> Walks:
    """The registry of walks with our sheet published; members fill in the form "person"."""
    walks = make_walks(world, curator)
    with acting_as(walks.curator.actor()) as actor:
        publish_sheet(actor=actor, sheet=begin_sheet(actor=actor, registry=walks.registry))
        Form.objects.filter(dataset=walks.dataset, name="person").update(members_fill=True)
    return walks


def sheet_of(walks: Walks) -> ConsentSheet:
    """The published one."""
    found = current_sheet(walks.registry)
    assert found is not None
    return found


def join(walks: Walks, persona: Persona, said: Said = AGREED) -> Participation:
    """She joins with these answers; what is not answered is a no."""
    with acting_as(persona.actor()) as actor:
        return join_registry(actor=actor, sheet=sheet_of(walks), said=said, language="en")


def all_no(walks: Walks) -> Said:
    """No to every question."""
    questions = Sheet.of(sheet_of(walks).content).questions
    return {one.code: dict.fromkeys(one.parts, NO) for one in questions}


def next_version(
    walks: Walks, *drop: str, then: Callable[[Sheet], Sheet] = lambda one: one
) -> None:
    """Another version is published: without these questions, and changed like this."""
    with acting_as(walks.curator.actor()) as actor:
        draft = begin_sheet(actor=actor, registry=walks.registry)
        content = Sheet.of(draft.content)
        kept = tuple(one for one in content.questions if one.code not in drop)
        write_sheet(actor=actor, sheet=draft, content=then(replace(content, questions=kept)))
        publish_sheet(actor=actor, sheet=draft)


def comes_of_age(persona: Persona) -> None:
    """Today, and she has not decided yet; only in a test with transactions of its own."""
    become("owner")
    with connection.cursor() as cursor:
        cursor.execute(
            'insert into members_comingofage (person_id, "on", choice, reached_at)'
            " values (%s, current_date, '', now())",
            [persona.person.pk],
        )
    become("app")
