"""Whoever has nothing to say says so with one press: to a form that comes up, to a newer text."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.utils import timezone

from notifications.kinds import Pending
from po_platform.access.actor import Purpose, System, Tick, acting_as
from registry.asking_again import ask_again
from registry.consent import Sheet
from registry.export_parts import registry_parts
from registry.models import Entry, Form, Participation
from registry.notices import still_due, still_newer
from registry.queries.participation import my_answers
from tests.members.helper_steps import help_of
from tests.personas import World
from tests.registry.joining import join, next_version, open_to_members
from tests.registry.world import Walks

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=200)
DATA = "/registries/walks/data"
HERE = f"{DATA}/walk/person/nothing-new"
JOIN = "/registries/walks/join"


@pytest.fixture
def walks(world: World) -> Walks:
    """Ruth has joined long ago; the form "person" happens again and again, and is due."""
    found = open_to_members(world)
    join(found, world.ruth)
    found.dataset.forms.filter(name="person").update(again_after=6, repeats=True)
    with acting_as(world.ruth.actor()) as actor:
        Participation.objects.visible_to(actor).update(since=F("since") - LONG_AGO)
    return found


@pytest.fixture
def ruth(walks: Walks, world: World, sign_in: Any) -> Client:
    return sign_in(world.ruth)  # type: ignore[no-any-return]  # a fixture of conftest


def mine(world: World) -> Participation:
    with acting_as(world.ruth.actor()) as actor:
        return Participation.objects.visible_to(actor).select_related("sheet", "registry").get()


def pending(world: World) -> list[Pending]:
    return [Pending(1, world.ruth.person.pk, str(mine(world).pk), {})]


@pytest.mark.parametrize("repeats", [True, False])
def test_a_form_to_which_there_is_nothing_new_waits_no_more(
    walks: Walks, world: World, ruth: Client, repeats: bool
) -> None:
    walks.dataset.forms.filter(name="person").update(repeats=repeats)
    ask_again()
    assert still_due(pending(world)) == {1}
    assert "Are your answers still right?" in ruth.get("/start").content.decode()
    assert HERE in ruth.get(DATA).content.decode()
    page = ruth.post(HERE, follow=True).content.decode()
    assert "there is nothing new" in page
    assert HERE not in page and "It is time" not in page
    assert "Are your answers still right?" not in ruth.get("/start").content.decode()
    assert still_due(pending(world)) == set()
    with acting_as(world.ruth.actor()) as actor:
        assert not Entry.objects.visible_to(actor).exists()  # nothing had to be invented
        kept = Participation.objects.visible_to(actor)
        [form] = kept.get().looked
        kept.update(looked={form: (timezone.now() - LONG_AGO).isoformat()})
    assert still_due(pending(world)) == {1}  # after its months it comes up again


def test_what_is_filled_in_once_is_looked_at_instead(
    walks: Walks, world: World, ruth: Client
) -> None:
    walks.dataset.forms.filter(name="person").update(repeats=False)
    sent = {"occurred_on": "", "seen_version": "0", "sex": "0"}
    assert ruth.post(f"{DATA}/walk/person?instance=0", sent).status_code == 302
    with acting_as(world.ruth.actor()) as actor:
        for entry in Entry.objects.visible_to(actor):
            at = (timezone.now() - LONG_AGO).isoformat()
            entry.provenance = {name: {**one, "at": at} for name, one in entry.provenance.items()}
            entry.changed_at = timezone.now() - LONG_AGO
            entry.save(update_fields=["provenance", "changed_at"])
    page = ruth.get(DATA).content.decode()
    assert "It is time to look at this again." in page
    assert HERE not in page


def test_nobody_else_says_it_for_her(
    walks: Walks, world: World, ruth: Client, sign_in: Any
) -> None:
    assert sign_in(world.gerd).post(HERE).status_code == 404
    assert ruth.post(f"{DATA}/walk/visit/nothing-new").status_code == 403  # not hers to fill in
    assert ruth.post(f"{DATA}/walk/none/nothing-new").status_code == 404
    form = Form.objects.get(dataset=walks.dataset, name="person").pk
    for who in (world.gerd, walks.curator):
        with acting_as(who.actor()), connection.cursor() as cursor:
            cursor.execute("select say_nothing_new(%s, %s)", [mine(world).pk, form])
            assert cursor.fetchone() == (False,)
    assert mine(world).looked == {}
    with acting_as(world.ruth.actor()) as actor:
        Participation.objects.visible_to(actor).update(state="withdrawn")
    assert ruth.post(HERE).status_code == 403


def test_who_helps_her_with_answers_says_it_for_her(
    walks: Walks, world: World, sign_in: Any
) -> None:
    grant = help_of(world.ruth, world.helper, Tick.ANSWER, Tick.SUMMARY)
    helper = sign_in(world.helper)
    helper.post(f"/helping/{grant.pk}/act")
    assert "Nothing new" in helper.get(DATA).content.decode()
    assert helper.post(HERE).status_code == 302
    assert [*mine(world).looked] == [str(walks.dataset.forms.get(name="person").pk)]
    grant = help_of(world.ruth, world.gerd, Tick.ANSWER)
    other = sign_in(world.gerd)
    other.post(f"/helping/{grant.pk}/act")
    assert other.post(HERE).status_code == 404


def test_her_copy_says_what_the_columns_are_and_when_there_was_nothing_new(
    walks: Walks, world: World, ruth: Client
) -> None:
    ruth.post(HERE)
    system = System(Purpose.EXPORT, world.ruth.subject, world.ruth.person.pk)
    with acting_as(system):
        [part] = [one for one in registry_parts(system) if one.name == "registry_participations"]
        [row] = part.rows
    assert [*row["looked"]] == [str(walks.dataset.forms.get(name="person").pk)]
    meant = {one.name: str(one.meaning) for one in part.fields}
    assert "nothing new" in meant["looked"]
    assert "you read" not in meant["seen_version"], "older texts count too, read or not"


def test_a_newer_text_can_be_left_as_it_is(walks: Walks, world: World, ruth: Client) -> None:
    said = my_answers_of(world)
    assert "Leave it as it is" not in ruth.get(JOIN, follow=True).content.decode()
    next_version(walks)
    ask_again()
    assert still_newer(pending(world)) == {1}
    page = ruth.get(JOIN).content.decode()
    assert "Leave it as it is" in page
    kept = ruth.post(JOIN, {"step": "reuse", "keep": "2"}, follow=True).content.decode()
    assert "Everything stays as you agreed to it." in kept
    assert (mine(world).seen_version, mine(world).sheet.version) == (2, 1)
    assert my_answers_of(world) == said
    assert "A newer text to read" not in ruth.get("/start").content.decode()
    assert still_newer(pending(world)) == set()
    assert "Leave it as it is" in ruth.get(JOIN).content.decode()  # she may still decide anew
    next_version(walks)
    assert "A newer text to read" in ruth.get("/start").content.decode()
    ask_again()
    assert still_newer(pending(world)) == {1}


def my_answers_of(world: World) -> list[object]:
    found = mine(world)
    with acting_as(world.ruth.actor()) as actor:
        sheet = Sheet.of(found.sheet.content)
        return [*my_answers(actor=actor, registry=found.registry, sheet=sheet)]


def test_only_the_text_she_was_shown_is_left(
    walks: Walks, world: World, ruth: Client, sign_in: Any
) -> None:
    next_version(walks)
    next_version(walks)
    assert ruth.post(JOIN, {"step": "reuse", "keep": "2"}).status_code == 422
    assert mine(world).seen_version == 0
    stranger = sign_in(world.gerd)
    assert "Leave it as it is" not in stranger.get(JOIN).content.decode()
    assert stranger.post(JOIN, {"step": "reuse", "keep": "3"}).status_code == 422
