"""Moderators ask each other: for somebody to take hours, for whoever leads to look; to practise."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from members.models import JoinRequest, Person, RoleHolding
from moderation.actions.claiming import raise_case
from moderation.actions.duty import ask_for_somebody, take_over, take_shift
from moderation.actions.revealing import look_up
from moderation.actions.training import write_training
from moderation.models import Drill, Reveal, Shift
from notifications.models import Outbox
from po_platform.access.actor import Hat, acting_as
from tests.forums.talking import a_board, begin
from tests.moderation.cases import also_a_member, another_moderator, decided, the_case, told
from tests.moderation.test_danger import WHY, named, opened, reviewed
from tests.moderation.test_sealed import the_sealed
from tests.personas import World

pytestmark = pytest.mark.django_db


def asked(kind: str) -> list[int | None]:
    rows = Outbox.objects.filter(kind=f"moderation.{kind}").order_by("pk")
    return [row.person_id for row in rows]


def test_the_first_who_takes_hours_that_are_asked_about_has_them(
    world: World, sign_in: Any
) -> None:
    first, second = another_moderator("Anneke V."), another_moderator("Joel J.")
    starts = timezone.now() + timedelta(days=1)
    with acting_as(world.moderator.actor()) as actor:
        row = take_shift(actor=actor, starts_at=starts, ends_at=starts + timedelta(hours=2))
    address = f"/moderation/rota/{row.pk}"
    client = sign_in(world.moderator)
    assert sign_in(first).post(address, {"do": "ask"}).status_code == 404
    page = client.post(address, {"do": "ask"}, follow=True).content.decode()
    assert "They are yours until a colleague takes them." in page
    client.post(address, {"do": "ask"})
    assert sorted(asked("hours")) == sorted([first.person.pk, second.person.pk])  # type: ignore[type-var]
    taker = sign_in(first)
    assert "Moderator Person asks for somebody" in taker.get("/moderation/rota").content.decode()
    taker.post(address, {"do": "take"})
    late = sign_in(second).post(address, {"do": "take"}, follow=True).content.decode()
    assert "Nobody asks about these hours any more." in late
    row.refresh_from_db()
    assert (row.person_id, row.wanted_at) == (first.person.pk, None)
    assert asked("hours")[-1] == world.moderator.person.pk
    assert sign_in(world.ruth).post(address, {"do": "take"}).status_code == 403


def test_hours_nobody_asks_about_or_that_are_over_are_not_taken(world: World) -> None:
    other, now = another_moderator(), timezone.now()
    kept = Shift.objects.create(
        person=world.moderator.person, starts_at=now, ends_at=now + timedelta(hours=1)
    )
    over = Shift.objects.create(
        person=world.moderator.person, starts_at=now - timedelta(hours=2),
        ends_at=now - timedelta(hours=1), wanted_at=now - timedelta(hours=2),
    )  # fmt: skip
    with acting_as(other.actor()) as actor:
        for row in (kept, over):
            with pytest.raises(PermissionDenied, match="Nobody asks"):
                take_over(actor=actor, number=row.pk)
    with acting_as(world.moderator.actor()) as actor, pytest.raises(PermissionDenied):
        ask_for_somebody(actor=actor, number=over.pk)


def test_who_leads_is_asked_to_look_and_finds_the_case_free(world: World, sign_in: Any) -> None:
    told(world.gerd, begin(world.ruth, a_board()))
    case, lead = the_case(world), another_moderator("Lena L.")
    client, address = sign_in(world.moderator), f"/moderation/cases/{case.ref}"
    assert "Ask whoever leads to look" in client.get(address).content.decode()
    alone = client.post(f"{address}/ask-who-leads", follow=True).content.decode()
    assert "Nobody else is named to lead on safety." in alone and asked("raised") == []
    named(world, lead)
    done = client.post(f"{address}/ask-who-leads", follow=True).content.decode()
    assert "Asked. The case is free" in done and asked("raised") == [lead.person.pk]
    assert the_case(world).claimed_by is None
    page = sign_in(lead).get(address).content.decode()
    assert "asked whoever leads on safety to look" in page
    assert sign_in(world.ruth).post(f"{address}/ask-who-leads").status_code == 403
    decided(lead, the_case(world), "folded")
    with acting_as(world.moderator.actor()) as actor, pytest.raises(PermissionDenied):
        raise_case(actor=actor, ref=case.ref)


def test_once_a_month_whoever_is_named_is_asked_to_practise(world: World, sign_in: Any) -> None:
    lead = another_moderator("Lena L.")
    named(world, lead)
    client, words = sign_in(lead), "Practise how people are called"
    assert words in client.get("/start").content.decode()
    assert words not in sign_in(world.moderator).get("/start").content.decode()
    client.post("/moderation/drills")
    assert words not in client.get("/start").content.decode()
    client.post(f"/moderation/drills/{Drill.objects.get().pk}/stop")
    assert words not in client.get("/start").content.decode()
    Drill.objects.update(at=timezone.now() - timedelta(days=31))
    page = client.get("/start").content.decode()
    assert words in page and "The last time was on" in page


def test_a_review_that_found_it_not_needed_closes_it_for_good_to_whoever_opened_it(
    world: World, sign_in: Any
) -> None:
    lead, case, row = opened(world)
    reviewed(world, row, was_right=False)
    refused = sign_in(lead).post(f"/moderation/cases/{case.ref}/who", {"why": WHY})
    assert (
        refused.status_code == 403 and "your opening it was not needed" in refused.content.decode()
    )
    with acting_as(lead.actor()), pytest.raises(DatabaseError), transaction.atomic():
        Reveal.objects.create(
            case_id=case.pk, person=world.ruth.person, by=lead.person.pk, why=WHY,
            at=timezone.now(),
        )  # fmt: skip
    deputy = another_moderator("Dora D.")
    named(world, deputy, step="deputy")
    with acting_as(deputy.actor()) as actor:
        assert look_up(actor=actor, case=case.ref, why=WHY).pk != row.pk


def test_no_link_to_what_lies_sealed_of_her_own_and_no_buttons_before_she_confirmed(
    world: World, sign_in: Any
) -> None:
    team, other = also_a_member(world.moderator), another_moderator()
    post = begin(team, a_board())
    told(world.gerd, post)
    decided(other, the_case(world), "removed")
    row, case = the_sealed(world), the_case(world)
    address = f"/moderation/sealed/{row.ref}"
    assert address not in sign_in(team).get(f"/moderation/cases/{case.ref}").content.decode()
    theirs = sign_in(other)
    assert address in theirs.get(f"/moderation/cases/{case.ref}").content.decode()
    assert "Keep it longer" in theirs.get(address).content.decode()
    with acting_as(world.administrator.actor()) as actor:
        write_training(actor=actor, text={"en": "Read", "de": "Lesen"}, path="")
    page = theirs.get(address).content.decode()
    assert "Keep it longer" not in page and "Delete it before its time" not in page
    assert "/moderation/before-you-decide" in page


def test_who_wants_to_join_stands_beside_the_cases_of_who_may_decide(
    world: World, sign_in: Any
) -> None:
    Person.objects.filter(pk=world.helper.person.pk).update(state=Person.State.APPLIED)
    JoinRequest.objects.create(person=world.helper.person, words="I would like to join")
    words = "1 person waits for an answer"
    assert words not in sign_in(world.moderator).get("/moderation").content.decode()
    RoleHolding.objects.create(
        account=world.moderator.account, role=Hat.ADMINISTRATOR, reason="test"
    )
    page = sign_in(world.moderator).get("/moderation").content.decode()
    assert words in page and 'href="/office/joiners"' in page
