"""The office has somebody erased: two people, a reason, and certainty who asks; never one alone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from members.actions.ending import confirm_ending
from members.actions.erase_person import erase_due
from members.actions.last_wish import say_last_wish
from members.actions.states import change_state
from members.facts import link_person
from members.models import (
    Ending,
    EraseRequest,
    LetterHead,
    OfficeErasure,
    OfficeReason,
    Person,
    RightsRequest,
    Tombstone,
)
from members.queries.erase import reference_for
from members.queries.last_wish import Wished
from po_platform.access.actor import Purpose, System, acting_as
from tests.members.letter_steps import pdf_words
from tests.members.office_world import last_event, mails, second_administrator
from tests.members.rights_steps import asked, at_desk, known
from tests.personas import Persona, World, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

FILLED = {"shown": "called_back", "when": "at_once", "reason": "Called and asked for it."}


def page(who: Person, step: str = "") -> str:
    return f"/office/people/{who.ref}/erase{step}"


def prepared(office: Client, who: Person, **given: str) -> Any:
    return office.post(page(who), FILLED | given)


@pytest.fixture
def two(world: World) -> tuple[Client, Client]:
    """Two people of the office, each with a fresh proof."""
    return at_desk(world.administrator), at_desk(second_administrator(world))


# ---------- The way it goes ----------


def test_one_prepares_another_confirms_and_the_eraser_does_the_rest(
    world: World, two: tuple[Client, Client]
) -> None:
    first, other = two
    ruth = world.ruth.person
    assert prepared(first, ruth).status_code == 302
    (mail,) = mails("erase_prepared")
    assert mail.account_id == world.ruth.account.pk
    assert OfficeReason.objects.get(person=ruth).reason == FILLED["reason"]
    assert erase_due() == 0 and not EraseRequest.objects.exists()
    assert b"Somebody prepared to erase" in other.get(f"/office/people/{ruth.ref}").content
    assert b"To be erased" in other.get("/office").content
    shown = other.get(page(ruth)).content.decode()
    proof = reference_for(ruth)
    assert "Called back on the number" in shown and proof in shown
    assert FILLED["reason"] in shown
    said = other.post(page(ruth), {"confirm": "yes"}, follow=True).content.decode()
    assert proof in said
    row = OfficeErasure.objects.get()
    assert row.confirmed_by and row.confirmed_by != row.prepared_by
    assert last_event("members.erase.confirmed") is not None
    assert erase_due() == 1
    assert not Person.objects.filter(pk=ruth.pk).exists()
    assert Tombstone.objects.count() == 1 and not OfficeErasure.objects.exists()
    assert other.get(page(ruth)).status_code == 404


def test_with_seven_days_the_person_can_stop_it(world: World, two: tuple[Client, Client]) -> None:
    first, other = two
    prepared(first, world.ruth.person, when="waits")
    other.post(page(world.ruth.person), {"confirm": "yes"})
    wish = EraseRequest.objects.get()
    assert wish.way == "office"
    assert timedelta(days=6) < wish.due_at - timezone.now() <= timedelta(days=7)
    assert mails("erase_asked") and erase_due() == 0
    assert b"is erased on" in first.get(f"/office/people/{world.ruth.person.ref}").content
    ruth = Client()
    sign_in(ruth, world.ruth)
    kept = ruth.post("/me/erase/keep", follow=True).content.decode()
    assert "Nothing is erased." in kept
    assert prepared(first, world.ruth.person).status_code == 302, "asked for anew"


def test_the_person_stops_what_was_only_prepared(world: World, two: tuple[Client, Client]) -> None:
    first, other = two
    prepared(first, world.ruth.person)
    ruth = Client()
    sign_in(ruth, world.ruth)
    waits = ruth.get("/me/erase/keep").content.decode()
    assert "somebody else still has to confirm it" in waits
    ruth.post("/me/erase/keep")
    assert OfficeErasure.objects.get().withdrawn_at
    assert b"Prepare it" in other.post(page(world.ruth.person), {"confirm": "yes"}).content
    assert not EraseRequest.objects.exists()
    assert len(mails("erase_stopped")) == 1


def test_either_of_the_two_takes_it_back(world: World, two: tuple[Client, Client]) -> None:
    for number, office in enumerate(two):
        prepared(two[0], world.ruth.person)
        office.post(page(world.ruth.person), {"withdraw": "yes"})
        assert OfficeErasure.objects.filter(withdrawn_at__isnull=False).count() == number + 1
    assert not EraseRequest.objects.exists()


def test_at_once_brings_her_own_wish_forward(world: World, two: tuple[Client, Client]) -> None:
    first, other = two
    later = timezone.now() + timedelta(days=5)
    EraseRequest.objects.create(person=world.ruth.person, due_at=later)
    assert b"asked for it already" in first.get(page(world.ruth.person)).content
    prepared(first, world.ruth.person)
    other.post(page(world.ruth.person), {"confirm": "yes"})
    assert EraseRequest.objects.get().due_at <= timezone.now()


def test_a_request_to_erase_is_answered_by_it(world: World, two: tuple[Client, Client]) -> None:
    first, other = two
    row = asked(world, first, who="member", mark="ruth@example.org", kind="erasure")
    known(first, row)
    case = first.get(f"/office/requests/{row.ref}").content.decode()
    assert page(world.ruth.person) in case
    assert b"There is a request for it" in first.get(page(world.ruth.person)).content
    prepared(first, world.ruth.person)
    other.post(page(world.ruth.person), {"confirm": "yes"})
    assert erase_due() == 1
    with acting_as(world.administrator.actor()) as actor:
        closed = RightsRequest.objects.visible_to(actor).get(pk=row.pk)
    assert (closed.state, closed.outcome, closed.person_id) == ("sent", "done", None)
    assert closed.closed_at


def test_somebody_on_paper_gets_the_proof_printed_before(
    world: World, two: tuple[Client, Client], tmp_path: Path
) -> None:
    first, other = two
    person = Person.objects.create(display_name="Paper Person", state="active")
    link_person(person.pk)
    LetterHead.objects.create(address="1 Office Road", window="1 Office Road")
    prepared(first, person, shown="known_address")
    assert not mails("erase_prepared")
    assert page(person, "/letter").encode() in other.get(page(person)).content
    pdf = other.get(page(person, "/letter"))
    (tmp_path / "letter.pdf").write_bytes(pdf.content)
    words = pdf_words(tmp_path / "letter.pdf")
    assert reference_for(person) in words and "Paper Person" in words
    other.post(page(person), {"confirm": "yes"})
    assert erase_due() == 1


# ---------- Refusals ----------


def test_nobody_confirms_what_she_prepared(world: World, two: tuple[Client, Client]) -> None:
    first, _other = two
    prepared(first, world.ruth.person)
    refused = first.post(page(world.ruth.person), {"confirm": "yes"})
    assert refused.status_code == 403 and b"Somebody else of the office" in refused.content
    with pytest.raises(IntegrityError):
        row = OfficeErasure.objects.get()
        row.confirmed_by = row.prepared_by
        row.save()


def test_who_asks_has_to_be_certain(world: World, two: tuple[Client, Client]) -> None:
    first, _other = two
    assert prepared(first, world.ruth.person, shown="").status_code == 422
    assert prepared(first, world.ruth.person, shown="known_facts").status_code == 422
    assert prepared(first, world.ruth.person, reason="").status_code == 422
    assert not OfficeErasure.objects.exists()


def test_only_the_office_with_a_fresh_proof(world: World) -> None:
    stale = Client()
    sign_in(stale, world.administrator)
    assert prepared(stale, world.ruth.person).status_code == 302
    for persona in (world.ruth, world.moderator, world.desk, world.nasser):
        client = at_desk(persona)
        assert client.get(page(world.gerd.person)).status_code == 403
        assert prepared(client, world.gerd.person).status_code == 403
    assert not OfficeErasure.objects.exists()


def test_neither_oneself_nor_who_has_to_decide_nor_while_another_request_waits(
    world: World, two: tuple[Client, Client]
) -> None:
    first, _other = two
    assert prepared(first, world.administrator.person).status_code == 403
    Person.objects.filter(pk=world.gerd.person.pk).update(state="undecided")
    young = prepared(first, world.gerd.person)
    assert young.status_code == 403 and b"young person has decided" in young.content
    asked(world, first, who="member", mark="ruth@example.org", kind="access")
    waits = prepared(first, world.ruth.person)
    assert waits.status_code == 403 and b"Answer that first" in waits.content


def test_alone_in_the_office_nothing_is_erased_from_a_page(world: World) -> None:
    only = at_desk(world.administrator)
    assert prepared(only, world.ruth.person).status_code == 302
    assert only.post(page(world.ruth.person), {"confirm": "yes"}).status_code == 403
    assert erase_due() == 0
    assert b"Have somebody" in only.get("/office/duties").content


# ---------- After a death ----------


def died(world: World, persona: Persona, *, confirmed_by: Persona | None, days_ago: int) -> None:
    with acting_as(world.administrator.actor()) as actor:
        change_state(actor=actor, person_id=persona.person.pk, state="deceased", reason="told")
    if confirmed_by is not None:
        with acting_as(confirmed_by.actor()) as actor:
            confirm_ending(actor=actor, person_id=persona.person.pk)
    if days_ago:
        then = timezone.now() - timedelta(days=days_ago)
        with acting_as(System(Purpose.END, None, persona.person.pk)) as system:
            Ending.objects.visible_to(system).filter(person=persona.person).update(
                due_at=then, carried_out_at=then
            )


def test_after_a_confirmed_death_and_its_30_days(world: World) -> None:
    second = second_administrator(world)
    first, other = at_desk(world.administrator), at_desk(second)
    died(world, world.ruth, confirmed_by=second, days_ago=1)
    assert b"How do you know" not in first.get(page(world.ruth.person)).content
    assert first.post(page(world.ruth.person), {"reason": "Her son wrote."}).status_code == 302
    assert not mails("erase_prepared")
    assert b"two people know it" in other.get(page(world.ruth.person)).content
    other.post(page(world.ruth.person), {"confirm": "yes"})
    assert not mails("erase_asked")
    assert erase_due() == 1


@pytest.mark.parametrize(
    ("confirmed", "days_ago", "why"),
    [
        (False, 0, b"has to confirm the death first"),
        (True, 0, b"can be taken back for 30 days"),
        (False, 1, b"has to confirm the death first"),
    ],
)
def test_not_before_a_death_is_certain(
    world: World, confirmed: bool, days_ago: int, why: bytes
) -> None:
    second = second_administrator(world)
    died(world, world.ruth, confirmed_by=second if confirmed else None, days_ago=days_ago)
    refused = at_desk(world.administrator).post(page(world.ruth.person), {"reason": "told"})
    assert refused.status_code == 403 and why in refused.content


@pytest.mark.parametrize("after", ["keep", "nameless"])
def test_what_she_wished_for_in_life_counts(world: World, after: str) -> None:
    second = second_administrator(world)
    actor = world.ruth.actor()
    with acting_as(actor):
        say_last_wish(actor=actor, wished=Wished(after))
    died(world, world.ruth, confirmed_by=second, days_ago=1)
    refused = at_desk(second).post(page(world.ruth.person), {"reason": "Her son wrote."})
    assert refused.status_code == 403 and b"wished for something else" in refused.content


def test_what_was_prepared_after_a_death_ends_when_she_lives(world: World) -> None:
    second = second_administrator(world)
    first, other = at_desk(world.administrator), at_desk(second)
    died(world, world.ruth, confirmed_by=second, days_ago=1)
    assert first.post(page(world.ruth.person), {"reason": "Her son wrote."}).status_code == 302
    with acting_as(world.administrator.actor()) as actor:
        change_state(actor=actor, person_id=world.ruth.person.pk, state="active", reason="called")
    assert OfficeErasure.objects.get().withdrawn_at
    assert last_event("members.erase.withdrawn") is not None
    # As it stands where she was set to active before this was asked.
    OfficeErasure.objects.update(withdrawn_at=None)
    refused = other.post(page(world.ruth.person), {"confirm": "yes"})
    assert refused.status_code == 403 and b"prepared after a death" in refused.content
    assert not EraseRequest.objects.exists()
    other.post(page(world.ruth.person), {"withdraw": "yes"})
    assert prepared(first, world.ruth.person).status_code == 302
