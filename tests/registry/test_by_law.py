"""A legal proxy joins for a child; the child is asked; of age, nothing goes on before she decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from members.actions.of_age import watch_over_proxies
from members.models import Decision, Grant, Person
from po_platform.access.actor import SignedIn, acting_as
from registry.actions.entries import save_entry
from registry.actions.joining import change_answer, join_registry, leave_registry
from registry.cells import State
from registry.consent import ASSENTS, OBJECTS, TOO_SMALL, Sheet, purpose_of
from registry.entry_flow import At
from registry.models import DataRequest, Participation, Study
from registry.queries.participation import consenting, frozen_records, my_participation
from registry.research import as_research
from tests.database import connect_as
from tests.members.helper_steps import acting
from tests.members.proxy_steps import day_comes, proxy_for, second_office
from tests.personas import World, make_persona
from tests.registry.asking import WORDS
from tests.registry.joining import AGREED, join, next_version, open_to_members, sheet_of
from tests.registry.test_joining_pages import SAID, UNDERSTOOD
from tests.registry.world import HEADER, Walks

pytestmark = pytest.mark.django_db
YES = {"reuse": {"past": "yes", "future": "yes"}}


@pytest.fixture
def walks(world: World) -> Walks:
    return open_to_members(world)


@pytest.fixture
def parent(world: World) -> SignedIn:
    """Gerd, acting by law for Mia, who has no account."""
    return by_law(world)


def by_law(world: World) -> SignedIn:
    grant = proxy_for(world, world.gerd, second_office())
    found = acting(world.gerd, Grant(pk=grant))
    assert found is not None and found.helping is not None
    return found


def join_for(parent: SignedIn, walks: Walks, assent: str = ASSENTS) -> Participation:
    with acting_as(parent):
        return join_registry(
            actor=parent, sheet=sheet_of(walks), said=YES, language="en", assent=assent
        )


def counted(walks: Walks) -> int:
    """Entries research may count."""
    use = purpose_of(walks.registry.pk, "reuse")
    with acting_as(walks.curator.actor()), as_research(walks.registry.pk, use) as cursor:
        cursor.execute("select count(*) from registry_entry")
        return int(cursor.fetchone()[0])


def fill_in(actor: SignedIn, walks: Walks) -> None:
    """One form, by whoever acts for the child."""
    with acting_as(actor):
        mine = my_participation(actor=actor, registry=walks.registry)
        assert mine is not None
        at = At(mine.record, walks.dataset, walks.dataset.forms.get(name="person"))
        state = State({"sex": "1"}, {}, {}, 2)
        save_entry(
            actor=actor, at=at, entry=None, state=state, occurred_on="", seen_version=0, own=True
        )


def test_a_proxy_joins_for_a_child_with_what_the_child_says(walks: Walks, parent: SignedIn) -> None:
    mine = join_for(parent, walks)
    assert mine.by_law and parent.helping is not None
    assert mine.subject_id == parent.helping.subject_id
    with acting_as(parent):
        kept = Decision.objects.visible_to(parent).get(purpose__endswith=":takes_part")
        assert kept.hat == "proxy" and kept.account_id == parent.account_id
        assert "the child says yes" in kept.rendered
        assert "Nobody out there learns your name." in kept.rendered
    fill_in(parent, walks)
    assert counted(walks) == 1


def test_against_the_no_of_a_child_nobody_joins(walks: Walks, parent: SignedIn) -> None:
    for said in (OBJECTS, "", "yes"):
        with pytest.raises(PermissionDenied, match="says no"):
            join_for(parent, walks, said)
    assert join_for(parent, walks, TOO_SMALL).state == "active"


def test_without_a_text_for_children_nobody_joins_for_one(walks: Walks, parent: SignedIn) -> None:
    next_version(walks, then=lambda sheet: replace(sheet, assent={}))
    with pytest.raises(PermissionDenied, match="no text for children"):
        join_for(parent, walks)


def test_a_proxy_changes_an_answer_and_leaves_and_opens_nothing_else(
    walks: Walks, parent: SignedIn, world: World
) -> None:
    mine = join_for(parent, walks)
    question = Sheet.of(sheet_of(walks).content).question("contact")
    assert question is not None
    with acting_as(parent):
        change_answer(
            actor=parent, taking_part=mine, question=question, said={"whole": "yes"}, language="en"
        )
    with acting_as(walks.curator.actor()) as actor:
        assert len(consenting(actor=actor, registry=walks.registry, purpose="contact")) == 1
    with acting_as(parent), connection.cursor() as cursor:
        cursor.execute("select distinct purpose from members_grant where not purpose like 'reg%'")
        assert cursor.fetchall() == []
        cursor.execute("select count(*) from members_decision where purpose = 'proxy'")
        assert cursor.fetchone() == (0,)
        leave_registry(actor=parent, taking_part=mine, language="en")
    with acting_as(walks.curator.actor()) as actor:
        assert consenting(actor=actor, registry=walks.registry, purpose="contact") == []


def test_a_helper_and_a_proxy_of_somebody_with_an_account_do_not_decide(
    walks: Walks, parent: SignedIn, world: World
) -> None:
    assert parent.helping is not None
    child = Person.objects.get(pk=parent.helping.person_id)
    child.account = world.nasser.account
    Person.objects.filter(account=world.nasser.account).update(account=None)
    child.save(update_fields=["account"])
    again = acting(world.gerd, Grant(pk=parent.helping.grant_id))
    assert again is not None and not again.decides_by_law
    with pytest.raises(PermissionDenied, match="Only the person herself"):
        join_for(again, walks)


@pytest.mark.django_db(transaction=True)
def test_of_age_nothing_goes_on_until_she_signs_herself(world: World) -> None:
    walks = open_to_members(world)
    parent = by_law(world)
    mine = join_for(parent, walks)
    fill_in(parent, walks)
    assert parent.helping is not None and counted(walks) == 1
    child = Person.objects.get(pk=parent.helping.person_id)
    day_comes(child)
    assert watch_over_proxies() == 1
    assert counted(walks) == 0
    number = mine.record.number
    assert not walks.bring(HEADER, f"{number},,,1,,2,,,,,,,,").usable
    # She gets an account, decides to stay a member; the registry waits for her own signature.
    later = make_persona("Mia Later")
    Person.objects.filter(account=later.account).update(account=None)
    Person.objects.filter(pk=child.pk).update(account=later.account)
    with acting_as(later.actor()) as mia, connection.cursor() as cursor:
        cursor.execute("select decide_at_age('go_on')")
        assert cursor.fetchone() == (True,)
        assert frozen_records([mine.record_id]) == {mine.record_id}
    assert counted(walks) == 0
    join(walks, later, AGREED)
    with acting_as(later.actor()) as mia:
        hers = my_participation(actor=mia, registry=walks.registry)
        assert hers is not None and not hers.by_law
        assert frozen_records([mine.record_id]) == set()
    assert counted(walks) == 1


@pytest.mark.django_db(transaction=True)
def test_letters_a_proxy_allowed_stay_here_until_she_signs_herself(world: World) -> None:
    walks, parent = open_to_members(world), by_law(world)
    said = {**YES, "contact": {"whole": "yes"}}
    with acting_as(parent):
        mine = join_registry(
            actor=parent, sheet=sheet_of(walks), said=said, language="en", assent=ASSENTS
        )
    assert parent.helping is not None
    child = Person.objects.get(pk=parent.helping.person_id)
    day_comes(child)
    assert watch_over_proxies() == 1
    later = make_persona("Mia Later")
    Person.objects.filter(account=later.account).update(account=None)
    Person.objects.filter(pk=child.pk).update(account=later.account)
    with acting_as(later.actor()), connection.cursor() as cursor:
        cursor.execute("select decide_at_age('go_on')")
    study = Study.objects.create(
        request=DataRequest.objects.create(
            dataset=walks.dataset, asked_by=0, state="ready", **WORDS
        ),
        contact=[purpose_of(walks.registry.pk, "contact")],
        begun_by=0,
        ends_on=timezone.localdate(),
    )
    assert not _may_hear(study, mine.subject_id)
    join(walks, later, said)
    assert _may_hear(study, mine.subject_id)


def _may_hear(study: Study, subject: UUID) -> bool:
    """As the vault says it to itself; nobody of the application may ask."""
    owner = connect_as("owner")
    with owner.cursor() as cursor:
        cursor.execute("select may_hear_of(%s, %s)", [study.pk, str(subject)])
        found = bool(cursor.fetchone()[0])
    owner.close()
    return found


def test_the_pages_lead_a_parent_through_the_text_for_children(
    walks: Walks, parent: SignedIn, world: World, sign_in: Any
) -> None:
    gerd = sign_in(world.gerd)
    assert parent.helping is not None
    gerd.post(f"/helping/{parent.helping.grant_id}/act")
    here = "/registries/walks"
    assert "You decide by law" in gerd.get(here).content.decode()
    first = gerd.get(f"{here}/join")
    assert first.context["step"] == "assent"
    assert "Nobody out there learns your name." in first.content.decode()
    refused = gerd.post(f"{here}/join", {"step": "assent", "assent": "objects"})
    assert refused.status_code == 422
    assert "does not take part" in refused.content.decode()
    whole = {**SAID, **UNDERSTOOD, "assent": "assents", "step": "checks"}
    sign = gerd.post(f"{here}/join", whole)
    assert "By law I join the registry Walks for a child" in sign.content.decode()
    signed = {**whole, "step": "sign", "shown": sign.context["shown"]}
    done = gerd.post(f"{here}/join", signed, follow=True)
    assert done.redirect_chain == [(f"{here}/consent", 302)]
    assert "You take part since" in gerd.get("/registries").content.decode()
    assert "Everything: I leave the registry" in gerd.get(f"{here}/leave").content.decode()
    gerd.post("/helping/back")
    assert "You take part since" not in gerd.get("/registries").content.decode()
