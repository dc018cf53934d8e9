"""Joining a registry, changing one answer, leaving: what is kept, what opens, what is refused."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.utils import InternalError, ProgrammingError
from django.http import Http404

from members.models import Decision, Grant, Person
from notifications.models import Outbox
from po_platform.access.actor import Purpose, acting_as
from registry.actions.joining import change_answer, join_registry, leave_registry
from registry.consent import Sheet
from registry.models import ConsentSheet, Participation, Subject
from registry.queries.participation import consenting, my_answers, my_participation
from tests.database import become
from tests.personas import Persona, World
from tests.registry.joining import (
    AGREED,
    all_no,
    comes_of_age,
    join,
    next_version,
    open_to_members,
    sheet_of,
)
from tests.registry.world import Walks

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def walks(world: World) -> Walks:
    return open_to_members(world)


def agreeing(walks: Walks, code: str, scope: str = "", to: Persona | None = None) -> set[object]:
    """Subject ids of those who agree, as the curator's query gives them."""
    with acting_as((to or walks.curator).actor()) as actor:
        found = consenting(actor=actor, registry=walks.registry, purpose=code, scope=scope)
    return {one.subject_id for one in found}


def change(walks: Walks, persona: Persona, code: str, **said: str) -> None:
    with acting_as(persona.actor()) as actor:
        mine = my_participation(actor=actor, registry=walks.registry)
        question = Sheet.of(sheet_of(walks).content).question(code)
        assert mine and question
        change_answer(actor=actor, taking_part=mine, question=question, said=said, language="en")


def leave(walks: Walks, persona: Persona) -> None:
    with acting_as(persona.actor()) as actor:
        mine = my_participation(actor=actor, registry=walks.registry)
        assert mine
        leave_registry(actor=actor, taking_part=mine, language="en")


def test_joining_keeps_each_answer_word_for_word_and_opens_what_was_agreed(
    walks: Walks, world: World
) -> None:
    joined = join(walks, world.ruth)
    with acting_as(world.ruth.actor()) as actor:
        kept = list(Decision.objects.visible_to(actor).order_by("pk"))
        grants = {one.purpose: one for one in Grant.objects.visible_to(actor)}
        record = Subject.objects.visible_to(actor).get()
    questions = Sheet.of(sheet_of(walks).content).questions
    assert [one.answer for one in kept] == ["yes", "yes", "no", "yes", "no", "no"]
    assert kept[0].text is not None and kept[0].text.version == 1
    assert kept[0].title == "I join the registry Walks"
    assert questions[0].words["en"] in kept[1].rendered
    assert "from now on: ask me each time" in kept[1].rendered
    prefix = f"registry:{walks.registry.pk}:"
    assert {name: grant.scope for name, grant in grants.items()} == {
        f"{prefix}takes_part": ["whole"],
        f"{prefix}reuse": ["past", "ask_future"],
        f"{prefix}contact": ["contact"],
    }
    assert joined.record_id == record.pk and record.subject_id == world.ruth.subject
    assert "Ruth" not in record.number
    assert Outbox.objects.get(kind="registry.joined").person_id == world.ruth.person.pk


def test_the_curator_learns_who_agrees_to_what_and_nobody_else_does(
    walks: Walks, world: World
) -> None:
    join(walks, world.ruth)
    join(walks, world.gerd, all_no(walks))
    assert agreeing(walks, "reuse") == {world.ruth.subject}
    assert agreeing(walks, "reuse", "past") == {world.ruth.subject}
    assert agreeing(walks, "reuse", "future") == set()
    assert agreeing(walks, "takes_part") == {world.ruth.subject, world.gerd.subject}
    for persona in world.people.values():
        if persona.name != walks.curator.name:
            assert agreeing(walks, "reuse", to=persona) == set()


def test_one_answer_changes_at_once_and_the_former_decision_stays(
    walks: Walks, world: World
) -> None:
    join(walks, world.ruth)
    change(walks, world.ruth, "reuse", past="no", future="no")
    assert agreeing(walks, "reuse") == set()
    assert agreeing(walks, "contact") == {world.ruth.subject}
    change(walks, world.ruth, "reuse", past="yes", future="yes")
    assert agreeing(walks, "reuse", "future") == {world.ruth.subject}
    change(walks, world.ruth, "reuse", past="yes", future="yes")
    with acting_as(world.ruth.actor()) as actor:
        purpose = f"registry:{walks.registry.pk}:reuse"
        assert Decision.objects.visible_to(actor).filter(purpose=purpose).count() == 3
        sheet = Sheet.of(sheet_of(walks).content)
        said = my_answers(actor=actor, registry=walks.registry, sheet=sheet)[0].said
    assert said == {"past": "yes", "future": "yes"}


def test_leaving_ends_everything_with_the_next_statement(walks: Walks, world: World) -> None:
    join(walks, world.ruth)
    change(walks, world.ruth, "reuse", past="ask", future="ask")
    leave(walks, world.ruth)
    leave(walks, world.ruth)
    for code in ("takes_part", "reuse", "contact"):
        assert agreeing(walks, code) == set()
    with acting_as(walks.curator.actor()) as actor:
        assert Subject.objects.visible_to(actor).get().takes_part == "opted_out"
    join(walks, world.ruth)
    assert agreeing(walks, "contact") == {world.ruth.subject}
    with acting_as(walks.curator.actor()) as actor:
        assert Subject.objects.visible_to(actor).get().takes_part == "active"


def test_only_an_active_member_joins_and_only_for_herself(walks: Walks, world: World) -> None:
    for name in ("nasser", "curator", "helper", "administrator"):
        with pytest.raises(PermissionDenied):
            join(walks, world.people[name])
    Person.objects.filter(pk=world.gerd.person.pk).update(state="paused")
    with pytest.raises(PermissionDenied):
        join(walks, world.gerd)
    joined = join(walks, world.ruth)
    with acting_as(world.gerd.actor()) as actor, pytest.raises(Http404):
        leave_registry(actor=actor, taking_part=joined, language="en")
    row = {"registry": walks.registry, "record": joined.record, "sheet": joined.sheet}
    with pytest.raises(ProgrammingError), acting_as(world.gerd.actor()):
        Participation.objects.create(subject_id=world.ruth.subject, **row)


def test_joining_twice_is_joining_once(walks: Walks, world: World) -> None:
    assert join(walks, world.ruth) == join(walks, world.ruth, all_no(walks))
    assert agreeing(walks, "contact") == {world.ruth.subject}


def test_a_newer_sheet_is_decided_anew_and_what_it_does_not_ask_any_more_ends(
    walks: Walks, world: World
) -> None:
    join(walks, world.ruth, {**AGREED, "sample": {"whole": "yes"}})
    next_version(walks, "sample")
    assert agreeing(walks, "reuse") == agreeing(walks, "sample") == {world.ruth.subject}
    renewed = join(walks, world.ruth, all_no(walks))
    assert renewed.sheet.version == 2
    for code in ("reuse", "contact", "sample"):
        assert agreeing(walks, code) == set()
    assert agreeing(walks, "takes_part") == {world.ruth.subject}
    with acting_as(world.ruth.actor()) as actor:
        kept = Decision.objects.visible_to(actor).order_by("-pk").first()
        assert kept is not None and kept.text is not None and kept.text.version == 2
        assert Participation.objects.visible_to(actor).get().sheet.version == 2
    join(walks, world.ruth, AGREED)
    assert agreeing(walks, "contact") == set()


def test_an_older_sheet_is_not_signed_after_a_newer_one(walks: Walks, world: World) -> None:
    first = sheet_of(walks)
    next_version(walks)
    join(walks, world.ruth, all_no(walks))
    with pytest.raises(PermissionDenied, match="newer"), acting_as(world.ruth.actor()) as actor:
        join_registry(actor=actor, sheet=first, said=AGREED, language="en")
    assert agreeing(walks, "contact") == set()


def test_whoever_left_the_organisation_agrees_to_nothing_meanwhile(
    walks: Walks, world: World
) -> None:
    from members.leaving import Ended, How
    from po_platform.access.actor import System
    from registry.leaving import TAKING_PART

    join(walks, world.ruth)
    person = world.ruth.person.pk
    for how, kept in ((How.LEFT, set()), (How.DIED, {world.ruth.subject})):
        with acting_as(System(Purpose.END, person_id=person)), connection.cursor() as cursor:
            cursor.execute("select statement_timestamp()")
            ended = Ended(person, world.ruth.account.pk, how, cursor.fetchone()[0])
            TAKING_PART.stop(ended)
        assert agreeing(walks, "contact") == set()
        assert agreeing(walks, "reuse") == kept
        with acting_as(System(Purpose.END, person_id=person)):
            assert TAKING_PART.bring_back
            TAKING_PART.bring_back(ended)
        assert agreeing(walks, "contact") == {world.ruth.subject}
    with acting_as(world.gerd.actor()):
        TAKING_PART.stop(ended)
    assert agreeing(walks, "contact") == {world.ruth.subject}


def test_a_published_sheet_never_changes(walks: Walks) -> None:
    become("owner")
    try:
        with pytest.raises(InternalError, match="never changes"):
            ConsentSheet.objects.update(content={})
    finally:
        become("app")


def test_whoever_comes_of_age_and_has_not_decided_is_left_out(walks: Walks, world: World) -> None:
    join(walks, world.ruth)
    comes_of_age(world.ruth)
    assert agreeing(walks, "reuse") == set()


def test_joining_with_another_persons_sheet_needs_a_published_one(
    walks: Walks, world: World
) -> None:
    draft = ConsentSheet.objects.create(registry=walks.registry, version=2)
    with acting_as(world.ruth.actor()) as actor, pytest.raises(Http404):
        join_registry(actor=actor, sheet=draft, said=AGREED, language="en")
