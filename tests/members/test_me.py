"""A member reads what is kept, who looked and what she allowed; others read nothing of it."""

from __future__ import annotations

from typing import Any

import pytest

from audit.actions import Looked, record_read, record_reads
from audit.models import Read
from members.holdings import Holding, register_holding
from members.looks import register_look_words
from members.queries.looks import looks
from po_platform.access.actor import Purpose, System, acting_as
from tests.members.sharing_steps import share
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db


def look(by: Persona, at: Persona, what: str = "members.name", **more: Any) -> None:
    actor = by.actor()
    with acting_as(actor):
        record_read(actor=actor, subject=at.subject, what=what, **more)


def test_the_page_says_what_is_kept_and_who_sees_it(world: World, sign_in: Any) -> None:
    ruth = sign_in(world.ruth)
    empty = ruth.get("/me").content.decode()
    assert "You have told us nothing else" in empty
    assert "Nobody but you sees your answers." in empty
    assert "Nobody has looked so far." in empty
    ruth.post("/me/identity", {"real_name": "Ruth Ellison", "phone": "1"})
    share(world.ruth, world.nasser)
    page = ruth.get("/me").content.decode()
    assert "You also gave us your name and your telephone number." in page
    assert "1 person or clinic sees your answers." in page


def test_other_apps_add_their_lines(
    world: World, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("members.holdings._providers", [])
    register_holding(lambda actor: [Holding("Your posts", f"By {actor.display_name}", "/p", "See")])
    page = sign_in(world.ruth).get("/me").content.decode()
    assert "Your posts" in page
    assert "By Ruth E." in page


def test_each_look_says_who_when_what_and_why(world: World, sign_in: Any) -> None:
    grant = share(world.ruth, world.oduya, clinic_id=world.clinic.pk)
    look(world.oduya, world.ruth, grant_id=grant.pk)
    page = sign_in(world.ruth).get("/me/looks").content.decode()
    for words in ("Sam Oduya, Harrow Clinic", "Your name and year of birth", "You allowed this on"):
        assert words in page


def test_a_look_by_the_office_says_its_reason(world: World, sign_in: Any) -> None:
    look(world.administrator, world.ruth, "members.identity", ref="Posting the magazine")
    page = sign_in(world.ruth).get("/me/looks").content.decode()
    assert "Administrator Person, Administrator" in page
    assert "Posting the magazine" in page


def test_a_look_by_the_portal_itself_says_so(world: World, sign_in: Any) -> None:
    actor = System(Purpose.OPERATE)
    with acting_as(actor):
        record_read(actor=actor, subject=world.ruth.subject, what="members.name")
    assert "The portal, by itself" in sign_in(world.ruth).get("/me/looks").content.decode()


def test_a_mark_nobody_explained_is_shown_all_the_same(world: World, sign_in: Any) -> None:
    look(world.nasser, world.ruth, "proms.unheard")
    assert "proms.unheard" in sign_in(world.ruth).get("/me/looks").content.decode()
    register_look_words("proms.unheard", "Your answers, on one page")
    try:
        assert "Your answers, on one page" in sign_in(world.ruth).get("/me/looks").content.decode()
    finally:
        register_look_words("proms.unheard", "proms.unheard")


def test_own_looks_are_no_event_and_lists_are_one_insert(
    world: World, django_assert_num_queries: Any
) -> None:
    actor = world.nasser.actor()
    people = [world.ruth, world.gerd, world.nasser]
    looked = [Looked(person.subject) for person in people]
    with acting_as(actor):
        with django_assert_num_queries(1):
            record_reads(actor=actor, what="members.name", looked=looked)
        assert Read.objects.visible_to(actor).count() == 2


def test_nobody_sees_who_looked_at_another(world: World, sign_in: Any) -> None:
    look(world.nasser, world.ruth)
    assert "Farida Nasser" in sign_in(world.ruth).get("/me/looks").content.decode()
    for persona in (world.gerd, world.administrator):
        assert "Farida Nasser" not in sign_in(persona).get("/me/looks").content.decode()
    own_page = sign_in(world.nasser).get("/me/looks").content.decode()
    assert "Nobody has looked so far." in own_page


def test_many_looks_go_older_and_newer_by_key(world: World) -> None:
    for number in range(45):
        look(world.nasser, world.ruth, f"look {number}")
    actor = world.ruth.actor()

    def names(page: Any) -> list[str]:
        return [str(one.what) for one in page.looks]

    with acting_as(actor):
        newest = looks(actor=actor)
        middle = looks(actor=actor, before=newest.older)
        oldest = looks(actor=actor, before=middle.older)
        assert names(newest) == [f"look {number}" for number in range(44, 24, -1)]
        assert names(middle) == [f"look {number}" for number in range(24, 4, -1)]
        assert names(oldest) == [f"look {number}" for number in range(4, -1, -1)]
        assert (newest.newer, oldest.older) == (None, None)
        assert names(looks(actor=actor, after=oldest.newer)) == names(middle)
        assert names(looks(actor=actor, after=middle.newer)) == names(newest)


@pytest.mark.parametrize("key", ["x", "-1", "9" * 30, "²", "", "9223372036854775807"])
@pytest.mark.parametrize("name", ["before", "after"])
def test_a_strange_key_shows_a_page(world: World, sign_in: Any, name: str, key: str) -> None:
    look(world.nasser, world.ruth)
    assert sign_in(world.ruth).get("/me/looks", {name: key}).status_code == 200


def test_who_finds_something_wrong_reaches_a_person(world: World, sign_in: Any) -> None:
    page = sign_in(world.ruth).get("/me").content.decode()
    assert "Something looks wrong: tell us" in page


@pytest.mark.parametrize("path", ["/me", "/me/looks", "/me/allowed", "/me/identity", "/sharing"])
def test_a_visitor_is_asked_to_sign_in(world: World, client: Any, path: str) -> None:
    assert client.get(path).status_code == 302
