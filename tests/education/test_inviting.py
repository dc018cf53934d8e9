"""A guide invites one person; begun or not, alone or together, decides whoever got the code."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from education.actions.cards import invite, take_back_card
from education.actions.enrolling import enrol
from education.actions.guiding import put_guide_page
from education.card_codes import code_of
from education.models import Guide, GuideAssignment, Programme, ProgrammeCard
from members.queries.own import own_rows
from po_platform.access.actor import acting_as
from tests.education.programme_path import begun, enrolment_of, short
from tests.personas import World
from tests.proms.path import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(world: World) -> Programme:
    return short(world)


def guide_page(world: World, name: str = "Tomas") -> Guide:
    with acting_as(world.guide.actor()) as actor:
        return put_guide_page(
            actor=actor, public_name=name, about="", days="", answers_within=3, most_people=5,
            away_from=None, away_until=None, cover_id=None,
        )  # fmt: skip


def invitation(world: World, programme: Programme) -> ProgrammeCard:
    guide_page(world)
    with acting_as(world.guide.actor()) as actor:
        return invite(actor=actor, programme=programme)


def test_the_code_opens_the_third_door_and_she_decides_the_rest(
    world: World, sign_in: Any, programme: Programme
) -> None:
    card = invitation(world, programme)
    ruth = sign_in(world.ruth)
    ruth.post("/programmes/card", {"code": code_of(str(card.ref))})
    ruth.post("/programmes/short/begin")
    row = enrolment_of(world.ruth)
    assert (row.door, row.invited_by) == ("guide", world.guide.account.pk)
    with acting_as(world.ruth.actor()) as actor:
        assert not own_rows(GuideAssignment, actor).exists()  # until she says so
    assert "nobody" in text_of(sign_in(world.guide).get("/guide")).lower()
    way = f"/programmes/mine/{row.ref}"
    assert "Tomas invited you" in text_of(ruth.get(way))
    chosen = ruth.get(f"{way}/guide").content.decode()
    assert re.search(r'name="guide"[^>]*checked', chosen)
    ruth.post(f"{way}/guide", {"guide": str(Guide.objects.get().pk), "sees": "no"})
    assert "Tomas invited you" not in text_of(ruth.get(way))
    assert "Ruth" in text_of(sign_in(world.guide).get("/guide"))


def test_a_guide_does_not_learn_whether_her_invitation_was_used(
    world: World, sign_in: Any, programme: Programme
) -> None:
    card = invitation(world, programme)
    browser = sign_in(world.guide)
    pages = ("/guide/invitations", f"/guide/invitations/{card.ref}")
    before = [text_of(browser.get(page)) for page in pages]
    with acting_as(world.ruth.actor()) as actor:
        enrol(actor=actor, programme=programme, card_ref=card.ref)
    assert [text_of(browser.get(page)) for page in pages] == before


def test_it_is_for_one_person_and_afterwards_a_door_like_any_other(
    world: World, programme: Programme
) -> None:
    card = invitation(world, programme)
    for persona, door in ((world.ruth, "guide"), (world.gerd, "self")):
        with acting_as(persona.actor()) as actor:
            row = enrol(actor=actor, programme=programme, card_ref=card.ref)
        assert row.door == door
    assert enrolment_of(world.gerd).invited_by is None


def test_a_guide_makes_prints_and_takes_back_her_own_only(
    world: World, sign_in: Any, programme: Programme
) -> None:
    browser = sign_in(world.guide)
    assert browser.get("/guide/invitations").status_code == 302  # says first how she works
    guide_page(world)
    made = browser.post("/guide/invitations", {"programme": str(programme.ref)}, follow=True)
    assert "Tomas invites you" in text_of(made)
    card = ProgrammeCard.objects.get()
    assert (card.may_be_used, card.by_guide) == (1, True)
    for persona in (world.nasser, world.ruth):
        other = sign_in(persona)
        assert other.get(f"/guide/invitations/{card.ref}").status_code in (403, 404)
        assert other.get(f"/cards/{card.ref}").status_code in (403, 404)
    browser.post(f"/guide/invitations/{card.ref}/take-back")
    assert "Taken back." in text_of(browser.get("/guide/invitations"))


def test_only_a_guide_invites_and_only_where_a_guide_may_go_along(
    world: World, programme: Programme
) -> None:
    guide_page(world)
    with acting_as(world.nasser.actor()) as actor, pytest.raises(PermissionDenied):
        invite(actor=actor, programme=programme)
    programme.guided = False
    programme.save()
    with acting_as(world.guide.actor()) as actor, pytest.raises(PermissionDenied):
        invite(actor=actor, programme=programme)


def test_taken_back_it_still_leads_to_the_programme(
    world: World, sign_in: Any, programme: Programme
) -> None:
    card = invitation(world, programme)
    with acting_as(world.guide.actor()) as actor:
        take_back_card(actor=actor, ref=card.ref)
    answer = sign_in(world.ruth).post("/programmes/card", {"code": code_of(str(card.ref))})
    assert answer["location"] == "/programmes/short"
    assert begun(world.ruth, programme).door == "self"
