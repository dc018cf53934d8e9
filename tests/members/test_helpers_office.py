"""Helpers by telephone and letter: named with the office, accepted with a code, ended at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from audit.models import Event, Read
from members.models import Decision
from members.queries.helpers import my_helpers, open_offers
from po_platform.access.actor import Tick, acting_as
from tests.members.helper_steps import acting, code_on, help_of, make_help_code, say_yes
from tests.members.sharing_steps import hidden_fields
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db


def helpers_of(persona: Persona) -> list[str]:
    actor = persona.actor()
    with acting_as(actor):
        return [one.name for one in my_helpers(actor=actor)]


def name_by_phone(world: World, sign_in: Any, ticks: list[str]) -> Any:
    office = sign_in(world.administrator, fresh=True)
    path = f"/office/people/{world.ruth.person.ref}/helpers/name"
    words = office.post(path, {"way": "phone", "meant_for": "Gerd", "email": "", "ticks": ticks})
    assert "Read these words to the person" in words.content.decode()
    fields: dict[str, Any] = dict(hidden_fields(words.content.decode()))
    fields.pop("csrfmiddlewaretoken", None)
    return office.post(path, {**fields, "ticks": ticks})


def test_a_helper_named_by_telephone_says_yes_with_the_code(world: World, sign_in: Any) -> None:
    code = code_on(name_by_phone(world, sign_in, ["answer", "remind"]))
    grant = say_yes(world.gerd, code)
    assert helpers_of(world.ruth) == ["Gerd A."]
    actor = acting(world.gerd, grant)
    assert actor is not None
    assert actor.helping is not None
    assert actor.helping.ticks == {Tick.ANSWER, Tick.REMIND}
    with acting_as(world.ruth.actor()):
        decision = Decision.objects.visible_to(world.ruth.actor()).earliest("pk")
    assert (decision.way, decision.account_id) == ("phone", world.administrator.account.pk)
    assert Event.objects.filter(verb="members.helper.named_for").count() == 1


@pytest.mark.parametrize("what", ["help", "code"])
def test_the_office_ends_it_by_letter_without_a_new_code(
    world: World, sign_in: Any, what: str
) -> None:
    grant = help_of(world.ruth, world.helper, Tick.ANSWER)
    make_help_code(world.ruth, Tick.REMIND)
    actor = world.ruth.actor()
    with acting_as(actor):
        offer = open_offers(actor=actor).get().pk
    pk = grant.pk if what == "help" else offer
    office = sign_in(world.administrator)
    path = f"/office/people/{world.ruth.person.ref}/helpers/{what}/{pk}/end"
    assert office.post(path, {"way": "paper"}).status_code == 302
    assert office.post(path, {"way": "paper"}).status_code == 404
    with acting_as(actor):
        assert open_offers(actor=actor).exists() is (what == "help")
    assert helpers_of(world.ruth) == ([] if what == "help" else ["Helper Person"])


def test_the_person_sees_that_the_office_looked(world: World, sign_in: Any) -> None:
    page = sign_in(world.administrator).get(f"/office/people/{world.ruth.person.ref}/helpers")
    assert "Nobody helps this person" in page.content.decode()
    with acting_as(world.ruth.actor()):
        assert Read.objects.visible_to(world.ruth.actor()).get().what == "members.helpers"


def test_the_office_names_no_helper_for_itself_and_none_for_who_left(
    world: World, sign_in: Any
) -> None:
    office = sign_in(world.administrator, fresh=True)
    given = {"way": "phone", "meant_for": "Gerd", "ticks": ["answer"]}
    path = f"/office/people/{world.administrator.person.ref}/helpers/name"
    fields: dict[str, Any] = dict(hidden_fields(office.post(path, given).content.decode()))
    fields.pop("csrfmiddlewaretoken", None)
    assert office.post(path, {**fields, "ticks": ["answer"]}).status_code == 403


def test_the_doors_of_the_office_open_to_nobody_else(world: World) -> None:
    help_of(world.ruth, world.helper, Tick.ANSWER)
    for persona in (world.gerd, world.desk, world.nasser, world.helper):
        actor = persona.actor()
        with acting_as(actor), connection.cursor() as cursor:
            cursor.execute("select set_config('po.person', %s, true)", [str(world.ruth.person.pk)])
            cursor.execute("select * from office_helps()")
            assert cursor.fetchall() == []
            cursor.execute(
                "select office_offer_help('x'::bytea, 'w', 'en', 'phone', 'm', '{}', now())"
            )
            assert cursor.fetchone() == (None,)
            cursor.execute("select office_take_back_help(id) from members_ticket")
            assert not any(done for (done,) in cursor.fetchall())
