"""What members give others to read from their steps: nameless, looked at first, taken back at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event, Read
from education.actions.examples import check_example, give_example
from education.actions.stepping import Written, keep_step
from education.models import Enrolment, Programme, ProgrammeVersion, StepExample
from members.models import Person
from members.queries.own import own_rows
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from tests.education.programme_path import begun, short
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import Persona, World, make_persona
from tests.proms.path import text_of

pytestmark = pytest.mark.django_db

WORDS = "I sit down before I cook, not after."


def does(persona: Persona, programme: Programme, words: str = "hers alone") -> Enrolment:
    """She begins, and does the first step."""
    row = begun(persona, programme)
    with acting_as(persona.actor()) as actor:
        keep_step(actor=actor, ref=row.ref, step_id="one", written=Written(words))
    return row


def others(programme: Programme, how_many: int) -> None:
    for number in range(how_many):
        does(make_persona(f"Member{number} X."), programme)


def gives(persona: Persona, row: Enrolment, words: str = WORDS) -> UUID:
    with acting_as(persona.actor()) as actor:
        return give_example(actor=actor, ref=row.ref, step_id="one", words=words).ref


def is_checked(world: World, ref: UUID, verdict: str = "shown", stood: str = "new") -> None:
    with acting_as(world.editor.actor()) as actor:
        check_example(actor=actor, ref=ref, stood=stood, verdict=verdict, why="It names a place.")


def step_of(sign_in: Any, persona: Persona, row: Enrolment) -> str:
    return text_of(sign_in(persona).get(f"/programmes/mine/{row.ref}/steps/one"))


def test_her_words_are_read_nameless_by_others_until_she_takes_them_back_with_one_press(
    world: World, sign_in: Any
) -> None:
    programme = short(world)
    hers, his = does(world.ruth, programme, "My own words."), does(world.gerd, programme)
    others(programme, 4)
    ruth, editor = sign_in(world.ruth), sign_in(world.editor)
    step = f"/programmes/mine/{hers.ref}/steps/one"
    assert "May others on this programme read what you wrote" in text_of(ruth.get(step))
    assert "My own words." in text_of(ruth.get(f"{step}/give"))
    given = ruth.post(f"{step}/give", {"words": WORDS}, follow=True)
    assert "Somebody of the team reads it first" in text_of(given)
    assert WORDS not in step_of(sign_in, world.gerd, his)

    assert "Examples from members" in text_of(editor.get("/write"))
    listed = editor.get("/write/examples")
    assert WORDS not in text_of(listed)  # the list shows no words
    address = f"/write/examples/{listed.context['new'][0].ref}"
    looked = editor.get(address)
    assert WORDS in text_of(looked)
    assert str(world.ruth.subject) not in looked.content.decode()
    assert world.ruth.name not in text_of(looked)
    editor.post(address, {"stood": "new", "verdict": "shown"})

    page = step_of(sign_in, world.gerd, his)
    assert WORDS in page and "without their names" in page and "My own words." not in page
    assert world.ruth.name not in page
    mine = text_of(ruth.get("/programmes/mine/examples"))
    assert "Others on this programme can read it" in mine
    ref = own_example(world.ruth).ref
    ruth.post(f"/programmes/mine/examples/{ref}/take-back")
    assert WORDS not in step_of(sign_in, world.gerd, his)
    assert editor.get(address).status_code == 404
    assert "My own words." in text_of(ruth.get(step))  # what she wrote for herself stays


def test_on_a_page_that_is_old_an_editor_reads_why_nothing_was_decided(
    world: World, sign_in: Any
) -> None:
    programme = short(world)
    ref = gives(world.ruth, does(world.ruth, programme))
    others(programme, 5)
    editor, address = sign_in(world.editor), f"/write/examples/{ref}"
    assert editor.get(address).status_code == 200
    is_checked(world, ref, verdict="kept")
    assert editor.get(address).status_code == 404
    answer = editor.post(address, {"stood": "new", "verdict": "shown"}, follow=True)
    assert answer.status_code == 200
    assert "It was taken back or looked at meanwhile." in text_of(answer)
    assert own_example(world.ruth).state == "kept"


def own_example(persona: Persona) -> StepExample:
    with acting_as(persona.actor()) as actor:
        return own_rows(StepExample, actor).get()


def test_before_five_others_did_the_step_nobody_reads_it(world: World, sign_in: Any) -> None:
    programme = short(world)
    hers, his = does(world.ruth, programme), does(world.gerd, programme)
    is_checked(world, gives(world.ruth, hers))
    others(programme, 3)  # with Ruth, four besides Gerd
    assert WORDS not in step_of(sign_in, world.gerd, his)
    does(make_persona("Fifth X."), programme)
    assert WORDS in step_of(sign_in, world.gerd, his)


def test_only_whoever_is_on_the_programme_reads_it_and_nobody_who_left_is_quoted(
    world: World, sign_in: Any
) -> None:
    programme = short(world)
    hers, his = does(world.ruth, programme), does(world.gerd, programme)
    others(programme, 5)
    is_checked(world, gives(world.ruth, hers))
    read = "select * from examples_of(%s, 'one', 'And you?', 9)"
    for persona, found in ((world.gerd, [(WORDS,)]), (world.ruth, []), (world.guide, [])):
        with acting_as(persona.actor()), connection.cursor() as cursor:
            cursor.execute(read, [programme.pk])
            assert cursor.fetchall() == found
    Person.objects.filter(pk=world.ruth.person.pk).update(state="left")
    assert WORDS not in step_of(sign_in, world.gerd, his)
    assert sign_in(world.editor).get("/write/examples").context["shown"] == []
    Person.objects.filter(pk=world.ruth.person.pk).update(state="active")  # it was a mistake
    assert WORDS in step_of(sign_in, world.gerd, his)


def test_to_another_question_her_words_are_no_answer(world: World, sign_in: Any) -> None:
    programme = short(world)
    hers, his = does(world.ruth, programme), does(world.gerd, programme)
    others(programme, 5)
    is_checked(world, gives(world.ruth, hers))
    assert WORDS in step_of(sign_in, world.gerd, his)
    version = ProgrammeVersion.objects.get(programme=programme)
    version.modules[0]["steps"][0]["ask"] = "What is hard?"
    version.save()
    assert WORDS not in step_of(sign_in, world.gerd, his)


def test_a_few_stand_on_the_step_newest_look_first_and_the_others_behind_a_link(
    world: World, sign_in: Any
) -> None:
    programme = short(world)
    his = does(world.gerd, programme)
    for number in range(5):
        persona = make_persona(f"Giver{number} X.")
        is_checked(world, gives(persona, does(persona, programme), f"Words {number}."))
    page = step_of(sign_in, world.gerd, his)
    assert all(f"Words {number}." in page for number in (2, 3, 4))
    assert page.index("Words 4.") < page.index("Words 3.")
    assert "Words 1." not in page
    more = sign_in(world.gerd).get(f"/programmes/mine/{his.ref}/steps/one/examples")
    assert all(f"Words {number}." in text_of(more) for number in range(5))


def test_what_looks_private_is_asked_about_and_words_of_danger_are_shown_to_nobody(
    world: World, sign_in: Any
) -> None:
    hers = does(world.ruth, short(world))
    ruth, address = sign_in(world.ruth), f"/programmes/mine/{hers.ref}/steps/one/give"
    private = {"words": "Call me: 01632 960 118."}
    asked = ruth.post(address, private)
    assert asked.status_code == 422
    assert "looks like a telephone number" in text_of(asked)
    danger = ruth.post(address, {"words": "I want to kill myself."})
    assert danger.status_code == 422
    assert "Talk to somebody now" in text_of(danger)
    with acting_as(world.ruth.actor()) as actor:
        with pytest.raises(PermissionDenied):
            give_example(actor=actor, ref=hers.ref, step_id="one", words="I want to kill myself.")
        assert not own_rows(StepExample, actor).exists()
    ruth.post(address, {**private, "share": asked.context["share"]})
    assert own_example(world.ruth).words == private["words"]


def test_only_a_step_with_a_question_that_is_done_gives_an_example(
    world: World, sign_in: Any
) -> None:
    row = begun(world.ruth, short(world))
    ruth, way = sign_in(world.ruth), f"/programmes/mine/{row.ref}/steps"
    assert "Your words for others" not in text_of(ruth.get(f"{way}/one"))
    assert ruth.post(f"{way}/one/give", {"words": WORDS}).status_code == 403
    assert ruth.get(f"{way}/two/give").status_code == 404
    assert sign_in(world.gerd).get(f"{way}/one/give").status_code == 404
    ruth.post(f"{way}/one", {"words": "done"})
    assert ruth.get(f"{way}/one/give").status_code == 200


def test_one_that_is_not_shown_says_why_by_a_mail_that_says_nothing(
    world: World, sign_in: Any
) -> None:
    hers = does(world.ruth, short(world))
    ref = gives(world.ruth, hers)
    editor, address = sign_in(world.editor), f"/write/examples/{ref}"
    assert editor.post(address, {"stood": "new", "verdict": "kept"}).status_code == 403
    told = {"stood": "new", "verdict": "kept", "why": "It names a place."}
    editor.post(address, told)
    assert "It names a place." in text_of(sign_in(world.ruth).get("/programmes/mine/examples"))
    assert Outbox.objects.filter(kind="education.answered").count() == 1
    for mail in deliver():
        assert_neutral(mail)
    # Given again in other words, it waits anew; an old page decides nothing of it.
    again = gives(world.ruth, hers, "In other words.")
    assert editor.post(address, told)["Location"] == "/write/examples"
    row = own_example(world.ruth)
    assert (row.ref, row.state, row.words) == (again, "new", "In other words.")


def test_shown_ones_are_taken_off_and_a_page_that_is_old_decides_nothing(
    world: World, sign_in: Any
) -> None:
    ref = gives(world.ruth, does(world.ruth, short(world)))
    is_checked(world, ref)
    for stood, verdict in (("new", "kept"), ("shown", "shown")):
        with pytest.raises(PermissionDenied):
            is_checked(world, ref, verdict, stood)
    assert own_example(world.ruth).state == "shown"
    off = {"stood": "shown", "verdict": "kept", "why": "It names a place."}
    sign_in(world.editor).post(f"/write/examples/{ref}", off)
    assert own_example(world.ruth).state == "kept"


def test_editors_alone_look_at_it_not_at_their_own_and_she_sees_that_they_did(
    world: World, sign_in: Any
) -> None:
    programme = short(world)
    ref = gives(world.ruth, does(world.ruth, programme))
    for persona in (world.gerd, world.guide, world.reviewer, world.ruth):
        assert sign_in(persona).get(f"/write/examples/{ref}").status_code in (403, 404)
        with acting_as(persona.actor()), connection.cursor() as cursor:
            for door in ("example_to_check(%s)", "decide_example(%s, 'new', 'shown', '')"):
                cursor.execute(f"select * from {door}", [ref])
                assert cursor.fetchall() == []
    own = gives(world.editor, does(world.editor, programme))
    editor = sign_in(world.editor)
    assert editor.get(f"/write/examples/{own}").status_code == 404
    with pytest.raises(PermissionDenied):
        is_checked(world, own)
    assert [one.ref for one in editor.get("/write/examples").context["new"]] == [ref]
    editor.get(f"/write/examples/{ref}")
    with acting_as(world.ruth.actor()) as actor:
        read = Read.objects.visible_to(actor).filter(what="education.example")
        assert read.get().object_ref == str(ref)
    with acting_as(world.editor.actor()) as actor:
        assert not StepExample.objects.visible_to(actor).exclude(ref=own).exists()
    assert not Event.objects.filter(verb="education.example.given").exclude(object_ref="").exists()


def test_nobody_takes_back_or_reads_another_persons_example(world: World, sign_in: Any) -> None:
    ref = gives(world.ruth, does(world.ruth, short(world)))
    sign_in(world.gerd).post(f"/programmes/mine/examples/{ref}/take-back")
    assert own_example(world.ruth).ref == ref
    assert WORDS not in text_of(sign_in(world.gerd).get("/programmes/mine/examples"))


def test_lists_of_examples_ask_as_often_for_many(world: World, sign_in: Any) -> None:
    programme = short(world)
    his = does(world.gerd, programme)
    counts = []
    for number in range(7):
        persona = make_persona(f"Giver{number} X.")
        is_checked(world, gives(persona, does(persona, programme), f"Words {number}."))
        if number >= 4:
            editor, gerd = sign_in(world.editor), sign_in(world.gerd)
            with CaptureQueriesContext(connection) as seen:
                editor.get("/write/examples")
                gerd.get(f"/programmes/mine/{his.ref}/steps/one")
                gerd.get(f"/programmes/mine/{his.ref}/steps/one/examples")
            counts.append(len(seen))
    assert counts[1] == counts[2]  # the first visit opens the step
