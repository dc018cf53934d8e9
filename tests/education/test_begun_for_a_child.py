"""On the telephone: who acts for a child by law says that a programme begins for it, and the desk writes it down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client

from audit.models import Event, Read
from education.actions.on_call import begin_for_child_on_call
from education.actions.stopping import stop_programme
from education.models import Enrolment, Measuring, Programme, ProgrammeVersion
from members.actions.proxies import lay_down
from members.models import Decision, Grant, Person
from members.queries.own import own_rows
from notifications.models import Outbox
from po_platform.access.actor import Actor, Purpose, SignedIn, System, acting_as
from tests.education.programme_path import begun, short
from tests.members.helper_steps import acting
from tests.members.proxy_steps import accepted, proxy_for, second_office
from tests.members.test_on_the_line import rings
from tests.personas import Persona, World, make_persona
from tests.proms.path import text_of

pytestmark = pytest.mark.django_db
YES = {"agreed": "on", "code": ""}


class Family:
    """Gerd acts by law for Mia, who has no account; he rings, and the desk has his call."""

    def __init__(self, world: World, sign_in: Any) -> None:
        self.world, self.sign_in = world, sign_in
        self.programme: Programme = short(world)
        self.grant = proxy_for(world, world.gerd, second_office())
        self.mia = Person.objects.get(display_name="Mia A.")
        self.desk: Client = sign_in(world.desk)
        self.call = str(rings(self.desk, world.gerd)["Location"])
        self.page = f"{self.call}/programmes/begin/short"

    def begins(self, **given: str) -> Any:
        return self.desk.post(self.page, {**YES, "whom": str(self.mia.ref), **given})

    def by_law(self) -> SignedIn:
        found = acting(self.world.gerd, Grant(pk=self.grant))
        assert found is not None
        return found

    def told(self) -> System:
        gerd = self.world.gerd
        return System(Purpose.PAPER, gerd.subject, gerd.person.pk)


@pytest.fixture
def family(world: World, sign_in: Any) -> Family:
    return Family(world, sign_in)


def ways_of(actor: Actor) -> list[Enrolment]:
    with acting_as(actor):
        return list(own_rows(Enrolment, actor).order_by("pk"))


def of_the_vault(actor: Actor, family: Family) -> tuple[list[Any], Any]:
    """The children this actor is shown, and what comes of beginning for Mia."""
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute("select name from children_told()")
        names = [name for (name,) in cursor.fetchall()]
        cursor.execute("select begin_for_child(%s, %s)", [family.mia.ref, family.programme.pk])
        return names, cursor.fetchone()[0]


def test_it_begins_for_the_child_and_the_words_are_kept_with_who_said_them(
    family: Family, world: World
) -> None:
    ProgrammeVersion.objects.filter(programme=family.programme).update(measured_by="something")
    page = text_of(family.desk.get(family.page))
    assert "Mia A." in page and "For themselves" in page
    assert "by telephone, for a child I act for by law" in page
    assert family.begins(agreed="").status_code == 422
    for _press in range(2):
        assert family.begins().status_code == 302
    (row,) = ways_of(family.by_law())
    gerd = world.gerd.actor()
    assert (row.begun, row.begun_by, row.state) == ("proxy", gerd.account_id, "active")
    assert row.version_id == family.programme.live_id and row.steps_done == 0
    assert ways_of(gerd) == []  # nothing of his own
    with acting_as(gerd):
        (kept,) = own_rows(Decision, gerd).filter(purpose="programme")
    assert (kept.way, kept.account_id, kept.hat) == ("phone", world.desk.account.pk, "desk")
    assert "for a child I act for by law" in kept.rendered and "Mia" not in kept.rendered
    told = Outbox.objects.get(kind="education.begun")
    assert told.person_id == world.gerd.person.pk
    actor = family.by_law()
    with acting_as(actor):
        assert not own_rows(Measuring, actor).exists()  # how somebody is, nobody says for her


def test_who_acts_by_law_goes_on_with_it_signed_in(family: Family, world: World) -> None:
    family.begins()
    (row,) = ways_of(family.by_law())
    parent = family.sign_in(world.gerd)
    parent.post(f"/helping/{family.grant}/act")
    way = f"/programmes/mine/{row.ref}"
    assert "It was begun on" in text_of(parent.get(way))
    assert parent.get(f"{way}/steps/one").status_code == 200
    assert family.desk.get(way).status_code in (403, 404)


def test_both_read_that_the_desk_looked_and_wrote(family: Family, world: World) -> None:
    family.desk.get(family.page)
    family.begins()
    verbs = ("education.enrolment.begun_on_call", "education.enrolment.begun_for_child_on_call")
    for verb in verbs:
        deed = Event.objects.get(verb=verb)
        assert deed.account_id == world.desk.account.pk and deed.subject_mark
    later = make_persona("Mia Later")
    Person.objects.filter(account=later.account).update(account=None)
    family.mia.account = later.account
    family.mia.save(update_fields=["account"])
    with acting_as(accepted(family.mia).actor()) as actor:
        looks = set(Read.objects.visible_to(actor).values_list("what", flat=True))
    assert "education.desk_ways" in looks


def test_it_is_begun_for_either_and_each_is_asked_for_once(family: Family, world: World) -> None:
    begun(world.gerd, family.programme)
    page = family.desk.get(family.page)
    assert "For themselves" not in text_of(page) and "Mia A." in text_of(page)
    assert "A short one" in text_of(family.desk.get(f"{family.call}/programmes"))
    assert family.begins(whom="self").status_code == 422
    assert family.begins(whom="").status_code == 422
    assert family.begins(code="XXXX XXXX XXXX").status_code == 422
    assert family.begins().status_code == 302
    assert "Mia A." not in text_of(family.desk.get(family.page))


def test_whoever_rings_begins_for_no_child_of_another(family: Family, world: World) -> None:
    call = str(rings(family.desk, world.ruth)["Location"])
    page = f"{call}/programmes/begin/short"
    assert "Mia A." not in text_of(family.desk.get(page))
    answer = family.desk.post(page, {**YES, "whom": str(family.mia.ref)})
    assert answer.status_code == 302  # there is nothing to choose: for herself
    assert [row.begun for row in ways_of(world.ruth.actor())] == ["phone"]
    assert ways_of(family.by_law()) == []
    desk, ref = world.desk.actor(fresh=True), UUID(call.rsplit("/", 1)[-1])
    with pytest.raises(Http404), acting_as(desk):
        begin_for_child_on_call(
            actor=desk, ref=ref, programme=family.programme, child=family.mia.ref
        )
    told = System(Purpose.PAPER, world.ruth.subject, world.ruth.person.pk)
    assert of_the_vault(told, family) == ([], None)
    assert ways_of(family.by_law()) == []


def lays_it_down(family: Family) -> None:
    gerd = family.world.gerd.actor()
    with acting_as(gerd):
        lay_down(actor=gerd, grant_id=family.grant, language="en")


def gets_an_account(family: Family) -> None:
    later: Persona = make_persona("Mia Later")
    Person.objects.filter(account=later.account).update(account=None)
    Person.objects.filter(pk=family.mia.pk).update(account=later.account)


@pytest.mark.parametrize("happens", [lays_it_down, gets_an_account])
def test_nothing_begins_once_nobody_decides_for_the_child(family: Family, happens: Any) -> None:
    assert "Mia A." in text_of(family.desk.get(family.page))
    happens(family)
    assert "Mia A." not in text_of(family.desk.get(family.page))
    assert of_the_vault(family.told(), family) == ([], None)


def test_the_vault_shows_children_to_no_word_but_one_told_on_the_telephone(
    family: Family, world: World
) -> None:
    gerd = world.gerd
    others = (
        gerd.actor(),
        world.desk.actor(),
        System(Purpose.EXPORT, gerd.subject, gerd.person.pk),
        System(Purpose.PAPER, family_subject(family), family.mia.pk),  # the child's own word
    )
    for actor in others:
        assert of_the_vault(actor, family) == ([], None)
    assert of_the_vault(family.told(), family)[0] == ["Mia A."]


def family_subject(family: Family) -> Any:
    with acting_as(family.told()), connection.cursor() as cursor:
        cursor.execute("select subject_id from children_told()")
        return cursor.fetchone()[0]


def test_what_was_stopped_begins_for_nobody(family: Family, world: World) -> None:
    with acting_as(world.editor.actor()) as actor:
        stop_programme(actor=actor, ref=family.programme.ref, words="Leave it out.")
    assert family.begins().status_code == 403
    assert of_the_vault(family.told(), family)[1] is None
    assert ways_of(family.by_law()) == []
