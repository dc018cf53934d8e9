"""Adults and minors write no messages to each other: as they say themselves, and as the vault holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from audit.models import Event
from forums.models import Message, Writer
from members.actions.age import say_age
from members.models import AgeSaid, Organisation
from po_platform.access.actor import Hat, acting_as
from tests.database import connect_as
from tests.forums.test_messages import page, said, takes
from tests.members.proxy_steps import proxy_for, second_office
from tests.personas import Persona, World, make_persona

pytestmark = pytest.mark.django_db
ASKED = "Are you 18 or older?"
AGE = "/talk/messages/age"


@pytest.fixture(autouse=True)
def _from_16_on(world: World) -> None:
    """One joins at 16 here; both have written some posts and take messages from everybody."""
    assert Organisation.objects.get().minimum_age == 16
    for who in (world.ruth, world.gerd):
        Writer.objects.create(person=who.person, published=20)
        takes(who, "all")


def says(who: Persona, answer: str) -> str:
    with acting_as(who.actor()) as actor:
        return say_age(actor=actor, answer=answer)


@contextmanager
def from_18_on() -> Iterator[None]:
    """As if nobody joined before 18."""
    Organisation.objects.update(minimum_age=18)
    yield
    Organisation.objects.update(minimum_age=16)


def put_in(who: Persona, to: Persona) -> None:
    """Past every rule of ours, as the role the web runs as."""
    with acting_as(who.actor()), transaction.atomic():
        Message.objects.create(person=who.person, reader=to.person, text="x", client_ref=uuid4())


def refused_everywhere(who: Persona, to: Persona, words: str = "does not take messages") -> None:
    with pytest.raises(PermissionDenied, match=words):
        said(who, to)
    with pytest.raises(DatabaseError, match="row-level security"):
        put_in(who, to)


def test_neither_writes_to_the_other_in_either_direction(world: World) -> None:
    says(world.ruth, "adult"), says(world.gerd, "young")
    refused_everywhere(world.ruth, world.gerd)
    refused_everywhere(world.gerd, world.ruth)
    assert says(world.gerd, "adult") == "adult"  # he turned 18
    assert said(world.ruth, world.gerd).pk and said(world.gerd, world.ruth).pk


def test_two_who_are_not_yet_18_write_to_each_other(world: World) -> None:
    says(world.ruth, "young"), says(world.gerd, "young")
    assert said(world.ruth, world.gerd).pk and said(world.gerd, world.ruth).pk


def test_whoever_was_not_asked_yet_neither_begins_nor_is_begun_with(
    world: World, sign_in: Any
) -> None:
    says(world.ruth, "adult")
    refused_everywhere(world.ruth, world.gerd)
    refused_everywhere(world.gerd, world.ruth, "Say first whether")
    gerd = sign_in(world.gerd)
    for address in ("/talk/messages", page(world.ruth)):
        shown = gerd.get(address).content.decode()
        assert ASKED in shown and f"{AGE}?next={address}" in shown
    assert "Send the message" not in gerd.get(page(world.ruth)).content.decode()
    assert ASKED not in sign_in(world.ruth).get("/talk/messages").content.decode()
    assert gerd.post(AGE, {"of_age": ""}).status_code == 422
    assert gerd.post(AGE, {"of_age": "both"}).status_code == 422
    after = gerd.post(AGE, {"of_age": "adult", "next": page(world.ruth)})
    assert after.headers["Location"] == page(world.ruth)
    away = gerd.post(AGE, {"of_age": "adult", "next": "https://elsewhere.example/"})
    assert away.headers["Location"] == "/talk/messages"
    assert ASKED not in gerd.get("/talk/messages").content.decode()
    assert said(world.gerd, world.ruth).pk and said(world.ruth, world.gerd).pk
    assert not Event.objects.filter(verb="members.age.said").exclude(detail={}).exists()


def test_what_runs_among_adults_goes_on_and_ends_for_a_minor(world: World, sign_in: Any) -> None:
    with from_18_on():
        said(world.ruth, world.gerd), said(world.gerd, world.ruth)
    says(world.ruth, "adult")
    assert said(world.ruth, world.gerd, "And on Friday?").pk
    refused_everywhere(world.gerd, world.ruth, "Say first whether")
    shown = sign_in(world.gerd).get(page(world.ruth)).content.decode()
    assert "And on Friday?" in shown and ASKED in shown  # nothing is lost
    says(world.gerd, "young")
    refused_everywhere(world.ruth, world.gerd)
    refused_everywhere(world.gerd, world.ruth)


def test_a_minor_reaches_nobody_who_was_not_asked(world: World) -> None:
    with from_18_on():
        said(world.ruth, world.gerd), said(world.gerd, world.ruth)
    says(world.ruth, "young")
    refused_everywhere(world.ruth, world.gerd)


def test_one_message_without_an_answer_is_nothing_that_runs(world: World) -> None:
    with from_18_on():
        said(world.ruth, world.gerd)
    says(world.ruth, "adult")
    refused_everywhere(world.ruth, world.gerd)


def test_nobody_goes_from_one_side_to_the_other(world: World, sign_in: Any) -> None:
    says(world.gerd, "young"), says(world.ruth, "adult")
    wrote_to_an_adult(world.ruth)
    assert says(world.ruth, "adult") == "adult"  # said again: it is as old as the first yes
    assert says(world.ruth, "young") == "both"
    refused_everywhere(world.ruth, world.gerd, "later that you are not yet")
    refused_everywhere(world.gerd, world.ruth)
    says(world.gerd, "adult")
    refused_everywhere(world.gerd, world.ruth)
    ruth = sign_in(world.ruth)
    assert "For a year nobody writes" in ruth.get(AGE).content.decode()
    assert ruth.post(AGE, {"of_age": "adult"}).status_code == 403
    with (
        acting_as(world.ruth.actor()),
        pytest.raises(DatabaseError, match="said both ways"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select say_age('adult')")


def wrote_to_an_adult(who: Persona) -> None:
    other = make_persona(f"Adult of {who.person.pk}")
    says(other, "adult")
    put_in(who, other)


def test_a_yes_by_mistake_is_put_right_where_nothing_was_written(world: World) -> None:
    says(world.gerd, "young")
    says(world.ruth, "adult")
    assert says(world.ruth, "young") == "young"
    assert said(world.ruth, world.gerd).pk and said(world.gerd, world.ruth).pk


def test_a_message_she_only_got_counts_too(world: World) -> None:
    says(world.ruth, "adult"), says(world.gerd, "adult")
    said(world.gerd, world.ruth)
    assert says(world.ruth, "young") == "both"


@pytest.fixture
def child(world: World) -> Persona:
    """With an account of her own; the office checked who acts for her by law."""
    made = make_persona("Mia A.")
    Writer.objects.create(person=made.person, published=20)
    takes(made, "all")
    parent = make_persona("Pim D.")
    proxy_for(world, parent, second_office(), number=str(made.person.number))
    return made


@pytest.mark.parametrize("minimum_age", [16, 18])
def test_a_child_the_office_checked_is_kept_apart_from_all_who_only_say_it(
    world: World, child: Persona, minimum_age: int
) -> None:
    says(world.ruth, "young"), says(world.gerd, "adult")
    Organisation.objects.update(minimum_age=minimum_age)
    for other in (world.ruth, world.gerd):
        refused_everywhere(other, child)
        refused_everywhere(child, other)


def test_two_children_the_office_checked_write_to_each_other(world: World, child: Persona) -> None:
    parent = make_persona("Ula D.")
    proxy_for(
        world, parent, make_persona("Third Office", role=Hat.ADMINISTRATOR),
        number=str(world.ruth.person.number),
    )  # fmt: skip
    assert said(world.ruth, child).pk and said(child, world.ruth).pk


def test_where_nobody_joins_before_18_nobody_becomes_young_by_a_word(
    world: World, child: Persona, sign_in: Any
) -> None:
    gerd = sign_in(world.gerd)
    with from_18_on():
        assert "Nobody joins here before 18" in gerd.get(AGE).content.decode()
        assert AGE not in gerd.get("/talk/messages/settings").content.decode()
        assert gerd.post(AGE, {"of_age": "young"}).status_code == 403
        with (
            acting_as(world.gerd.actor()),
            pytest.raises(DatabaseError, match="nobody is asked here"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("select say_age('young')")
        refused_everywhere(world.gerd, child)
        assert says(child, "adult")  # the office knows better: it opens nothing
        refused_everywhere(world.gerd, child)
        refused_everywhere(child, world.gerd)
    assert gerd.post(AGE, {"of_age": "young"}).status_code == 302


def test_a_new_account_reads_the_same_about_adults_and_minors(world: World, sign_in: Any) -> None:
    says(world.ruth, "young"), says(world.gerd, "adult")
    for answer in ("young", "adult"):
        new = make_persona(f"New {answer}")
        says(new, answer)
        client = sign_in(new)
        for other in (world.ruth, world.gerd):
            shown = client.get(page(other)).content.decode()
            assert "three of your posts" in shown and "does not take messages" not in shown
            with pytest.raises(PermissionDenied, match="three of your posts"):
                said(new, other)


def test_nobody_else_reads_or_writes_what_she_said(world: World, sign_in: Any) -> None:
    says(world.ruth, "young")
    for who in (world.gerd, world.moderator, world.administrator, world.nasser):
        with acting_as(who.actor()) as actor, connection.cursor() as cursor:
            assert not AgeSaid.objects.visible_to(actor).exists()
            cursor.execute("select count(*) from members_agesaid")
            assert cursor.fetchone()[0] == 0
    theirs = (
        f"insert into members_agesaid (person_id, said) values ({world.gerd.person.pk}, 'adult')"
    )
    for statement in (f"select age_side({world.ruth.person.pk})", theirs):
        with (
            acting_as(world.gerd.actor()),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    for who in (world.gerd, world.ruth):
        with acting_as(who.actor()), connection.cursor() as cursor:
            cursor.execute("update members_agesaid set said = 'adult'")
            assert cursor.rowcount == 0
    with acting_as(world.ruth.actor()) as actor:
        assert AgeSaid.objects.visible_to(actor).get().said == "young"


def test_the_settings_say_it_and_who_joins_at_18_is_never_asked(world: World, sign_in: Any) -> None:
    ruth, settings = sign_in(world.ruth), "/talk/messages/settings"
    assert "You have not said yet" in ruth.get(settings).content.decode()
    says(world.ruth, "young")
    shown = ruth.get(settings).content.decode()
    assert "You are not 18 yet." in shown and f"{AGE}?next={settings}" in shown
    gerd = sign_in(world.gerd)
    with from_18_on():
        assert ASKED not in gerd.get("/talk/messages").content.decode()
        assert "Nobody joins here before 18" in gerd.get(settings).content.decode()
    assert sign_in(world.moderator).get(AGE).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_a_year_after_not_yet_she_is_asked_once_more(world: World, sign_in: Any) -> None:
    says(world.ruth, "young")
    says(world.gerd, "adult")
    wrote_to_an_adult(world.gerd)
    says(world.gerd, "young")
    ruth, gerd = sign_in(world.ruth), sign_in(world.gerd)
    assert ASKED not in ruth.get("/talk/messages").content.decode()
    owner = connect_as("owner")
    owner.autocommit = True
    with owner.cursor() as cursor:
        cursor.execute("update members_agesaid set at = at - interval '1 year 1 day'")
    owner.close()
    assert "A year ago you said: not yet." in ruth.get("/talk/messages").content.decode()
    assert "A year has passed" in gerd.get("/talk/messages").content.decode()
    with from_18_on():  # what somebody said herself is asked again there, too
        for client in (ruth, gerd):
            shown = client.get("/talk/messages").content.decode()
            assert ASKED in shown and "we ask, once" not in shown
            assert client.post(AGE, {"of_age": "adult"}).status_code == 302
    assert said(world.ruth, world.gerd).pk
