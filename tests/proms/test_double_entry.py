"""A sheet keyed by two people: the second sees nothing of the first, and what differs is chosen."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.test import Client
from django.utils import timezone

from audit.models import Event
from members.models import ComingOfAge, Ticket
from notifications.models import Outbox
from po_platform.access.actor import Bearer, Hat, Purpose, System, acting_as
from proms.actions import double_entry
from proms.actions.assignments import WaitsAlready, start_for_myself
from proms.actions.double_entry import WAITS, release_sheets
from proms.actions.responses import withdraw_response
from proms.models import Assignment, Instrument, Score
from questionnaires.models import Draft
from tests.members.everything_of import as_owner, protected
from tests.members.sharing_steps import share
from tests.personas import Persona, World, make_persona
from tests.proms.path import asked_by, on_her_list, put_weekly_in_use, some_answers, text_of
from tests.proms.test_desk import code_for, enter, fill_in, key, responses_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def weekly(world: World) -> Instrument:
    instrument = put_weekly_in_use(world)
    Instrument.objects.filter(pk=instrument.pk).update(keyed_twice=True)
    instrument.refresh_from_db()
    return instrument


@pytest.fixture
def other(world: World) -> Persona:
    return make_persona("Second Desk", role=Hat.DESK)


def assignment_of(persona: Persona) -> Assignment:
    actor = persona.actor()
    with acting_as(actor):
        return Assignment.objects.visible_to(actor).latest("pk")


def a_week_later(persona: Persona) -> None:
    actor = persona.actor()
    with acting_as(actor):
        Assignment.objects.visible_to(actor).filter(state="keyed").update(
            state_since=timezone.now() - WAITS - timedelta(minutes=1)
        )


def choose(client: Client, at: str, **picked: str) -> Any:
    return client.post(f"{at}/compare", picked, follow=True)


def at_of(client: Client, code: str) -> str:
    return str(key(client, code, "paper")["Location"])


def test_the_same_keyed_by_two_people_is_the_answer(
    world: World, sign_in: Any, weekly: Instrument, other: Persona
) -> None:
    share(world.ruth, world.nasser)
    code = code_for(world.ruth, on_her_list(world.ruth, weekly))
    first = enter(sign_in(world.desk), code, "paper")
    assert "somebody else keys it too" in text_of(first)
    assert responses_of(world.ruth) == []
    assert assignment_of(world.ruth).state == "keyed"
    done = enter(sign_in(other), code, "paper")
    assert "The answers of Ruth are sent" in text_of(done)
    (response,) = responses_of(world.ruth)
    assert (response.way, response.given_by, response.keyed) == ("paper", "desk", 2)
    assert response.given_by_account == other.account.pk
    kept = assignment_of(world.ruth)
    assert (kept.state, kept.keyed_by) == ("done", [world.desk.account.pk, other.account.pk])
    actor = world.ruth.actor()
    with acting_as(actor):
        assert Score.objects.visible_to(actor).filter(response=response).exists()
        assert not Draft.objects.visible_to(actor).exists()
    verbs = Event.objects.filter(verb__in=["proms.sheet.keyed", "proms.response.entered"])
    assert list(verbs.order_by("pk").values_list("verb", "account_id")) == [
        ("proms.sheet.keyed", world.desk.account.pk),
        ("proms.response.entered", other.account.pk),
    ]
    assert Outbox.objects.filter(kind="proms.entered", person_id=world.ruth.person.pk).count() == 1
    for client, page in (
        (sign_in(world.ruth), f"/my-answers/{response.ref}"),
        (sign_in(world.nasser), f"/clinic/people/{world.ruth.subject}/{response.ref}"),
    ):
        assert "keyed by two people" in text_of(client.get(page))


def test_the_second_sees_nothing_of_the_first_before_she_is_done(
    world: World, sign_in: Any, weekly: Instrument, other: Persona
) -> None:
    code = code_for(world.ruth, on_her_list(world.ruth, weekly))
    enter(sign_in(world.desk), code, "paper", some_answers(7, "first-keyed-words"))
    second = sign_in(other)
    at = at_of(second, code)
    for page in ("", "/1", "/all", "/check", "/compare"):
        assert "first-keyed-words" not in second.get(f"{at}{page}", follow=True).content.decode()
    fill_in(second, at, some_answers(6, "second-keyed-words"))
    differs = second.post(f"{at}/check?all", follow=True)
    assert "2 answers were keyed in two ways" in text_of(differs)
    assert "first-keyed-words" in text_of(differs)
    # and from now on she changes nothing of what she keyed
    for page in ("", "/1", "/all", "/check"):
        assert second.get(f"{at}{page}")["Location"] == f"{at}/compare"
    assert second.post(f"{at}/check?all")["Location"] == f"{at}/compare"


def differing(
    world: World, sign_in: Any, weekly: Instrument, other: Persona
) -> tuple[str, Client, str]:
    """The code, the second person's client, and where she chooses: pain and words differ."""
    code = code_for(world.ruth, on_her_list(world.ruth, weekly))
    enter(sign_in(world.desk), code, "paper", some_answers(7, "first-keyed-words"))
    second = sign_in(other)
    at = at_of(second, code)
    fill_in(second, at, some_answers(6, "second-keyed-words"))
    second.post(f"{at}/check?all")
    return code, second, at


def test_what_differs_is_chosen_item_by_item(
    world: World, sign_in: Any, weekly: Instrument, other: Persona
) -> None:
    _code, second, at = differing(world, sign_in, weekly, other)
    lacking = second.post(f"{at}/compare", {"d1": "first"})
    assert lacking.status_code == 422
    assert "Choose what the sheet says" in text_of(lacking)
    assert responses_of(world.ruth) == []
    assert "are sent" in text_of(choose(second, at, d1="first", d2="second"))
    (response,) = responses_of(world.ruth)
    assert response.answers == some_answers(7, "second-keyed-words")


def test_a_third_may_choose_and_the_first_may_not(
    world: World, sign_in: Any, weekly: Instrument, other: Persona
) -> None:
    code, _second, at = differing(world, sign_in, weekly, other)
    first = sign_in(world.desk)
    assert key(first, code, "paper")["Location"] == at
    for refused in (first.get(f"{at}/compare"), first.post(f"{at}/compare", {"d1": "first"})):
        assert refused.status_code == 410
        assert "You keyed this sheet before" in text_of(refused)
        assert "second-keyed-words" not in refused.content.decode()
    third = sign_in(make_persona("Third Desk", role=Hat.DESK))
    at_of(third, code)
    choose(third, at, d1="neither", d2="first")
    (response,) = responses_of(world.ruth)
    assert response.answers == {"q2": 5, "q3": 6, "q8": "first-keyed-words"}
    assert assignment_of(world.ruth).keyed_by == [world.desk.account.pk, other.account.pk]


def test_nobody_keys_a_sheet_twice(
    world: World, sign_in: Any, weekly: Instrument, other: Persona
) -> None:
    code = code_for(world.ruth, on_her_list(world.ruth, weekly))
    desk = sign_in(world.desk)
    enter(desk, code, "paper")
    at = at_of(desk, code)
    for page in ("", "/1", "/all", "/check"):
        refused = desk.get(f"{at}{page}")
        assert refused.status_code == 410
        assert "You keyed this sheet before" in text_of(refused)
    assert desk.post(f"{at}/check?all").status_code == 410
    assert assignment_of(world.ruth).keyed_by == [world.desk.account.pk]


def test_meanwhile_it_came_in_and_nobody_is_reminded_or_asks_again(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    share(world.ruth, world.nasser)
    assignment = asked_by(world.nasser, world.ruth, weekly)
    code = code_for(world.ruth, assignment)
    enter(sign_in(world.desk), code, "paper")
    ruth = sign_in(world.ruth)
    assert "is being checked" in text_of(ruth.get("/my-answers/sent"))
    assert "are being checked" in text_of(ruth.get(f"/answer/{assignment.ref}"))
    assert f"/answer/{assignment.ref}" not in ruth.get("/start").content.decode()
    assert ruth.post(f"/answer/{assignment.ref}/check?all").status_code == 200
    assert responses_of(world.ruth) == []
    with acting_as(System(Purpose.DELIVER)), connection.cursor() as cursor:
        cursor.execute("select still_open(%s)", [[assignment.pk]])
        assert cursor.fetchall() == []
    with pytest.raises(WaitsAlready):
        asked_by(world.nasser, world.ruth, weekly)


def test_it_counts_although_the_questions_closed_meanwhile(
    world: World, sign_in: Any, weekly: Instrument, other: Persona
) -> None:
    code = code_for(world.ruth, on_her_list(world.ruth, weekly))
    enter(sign_in(world.desk), code, "paper")
    actor = world.ruth.actor()
    with acting_as(actor):
        Assignment.objects.visible_to(actor).update(closes_at=timezone.now() - timedelta(hours=1))
    enter(sign_in(other), code, "paper")
    assert len(responses_of(world.ruth)) == 1


def test_by_telephone_one_person_is_enough_but_not_for_a_sheet_that_came_in(
    world: World, sign_in: Any, weekly: Instrument, other: Persona
) -> None:
    enter(sign_in(world.desk), code_for(world.ruth, on_her_list(world.ruth, weekly)), "phone")
    assert [one.keyed for one in responses_of(world.ruth)] == [0]
    code = code_for(world.ruth, on_her_list(world.ruth, weekly))
    enter(sign_in(world.desk), code, "paper")
    by_phone = sign_in(other)
    refused = by_phone.get(key(by_phone, code, "phone")["Location"])
    assert refused.status_code == 410
    assert "are being checked" in text_of(refused)


def test_where_it_is_not_wanted_paper_is_keyed_once(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    Instrument.objects.update(keyed_twice=False)
    enter(sign_in(world.desk), code_for(world.ruth, on_her_list(world.ruth, weekly)), "paper")
    assert [one.keyed for one in responses_of(world.ruth)] == [0]


def test_after_a_week_what_was_keyed_once_counts_and_is_marked(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    code = code_for(world.ruth, on_her_list(world.ruth, weekly))
    enter(sign_in(world.desk), code, "paper")
    assert release_sheets() == 0
    a_week_later(world.ruth)
    assert (release_sheets(), release_sheets()) == (1, 0)
    (response,) = responses_of(world.ruth)
    assert (response.keyed, response.given_by) == (1, "desk")
    assert response.given_by_account == world.desk.account.pk
    assert response.answers == some_answers()
    page = text_of(sign_in(world.ruth).get(f"/my-answers/{response.ref}"))
    assert "keyed by one person only" in page
    assert Outbox.objects.filter(kind="proms.entered", person_id=world.ruth.person.pk).count() == 1
    assert "sent already" in text_of(key(sign_in(world.desk), code, "paper"))
    actor = world.ruth.actor()
    with acting_as(actor):
        withdraw_response(actor=actor, response=response)  # hers to take back, like any other


@pytest.mark.django_db(transaction=True)
def test_who_came_of_age_and_has_not_decided_is_waited_for(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    for persona in (world.ruth, world.gerd):
        code = code_for(persona, on_her_list(persona, weekly))
        enter(sign_in(world.desk), code, "paper")
        a_week_later(persona)
    with as_owner():
        young = ComingOfAge.objects.create(
            person=world.ruth.person, on=timezone.localdate(), reached_at=timezone.now()
        )
    assert release_sheets() == 1
    assert (responses_of(world.ruth), len(responses_of(world.gerd))) == ([], 1)
    with as_owner():
        young.decided_at = timezone.now()
        young.save()
    assert release_sheets() == 1


def test_after_a_week_without_a_decision_what_differs_stays_open(
    world: World, sign_in: Any, weekly: Instrument, other: Persona
) -> None:
    differing(world, sign_in, weekly, other)
    a_week_later(world.ruth)
    assert release_sheets() == 1
    (response,) = responses_of(world.ruth)
    assert (response.answers, response.keyed) == ({"q2": 5, "q3": 6}, 2)


def test_where_two_entries_share_nothing_the_questions_wait_again(
    world: World, sign_in: Any, weekly: Instrument, other: Persona
) -> None:
    code = code_for(world.ruth, on_her_list(world.ruth, weekly))
    enter(sign_in(world.desk), code, "paper", {"q8": "one"})
    enter(sign_in(other), code, "paper", {"q8": "two"})
    a_week_later(world.ruth)
    assert release_sheets() == 0
    assert responses_of(world.ruth) == []
    assert (assignment_of(world.ruth).state, assignment_of(world.ruth).keyed_by) == ("open", [])


def test_she_begins_it_anew_only_once_her_sheet_was_looked_at(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    ruth = world.ruth.actor()
    with acting_as(ruth):
        hers = start_for_myself(actor=ruth, instrument=weekly)
    enter(sign_in(world.desk), code_for(world.ruth, hers), "paper")
    with acting_as(ruth), pytest.raises(PermissionDenied, match="checked"):
        start_for_myself(actor=ruth, instrument=weekly)


@pytest.mark.django_db(transaction=True)
def test_a_sheet_whose_code_is_over_is_asked_for_again(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    enter(sign_in(world.desk), code_for(world.ruth, on_her_list(world.ruth, weekly)), "paper")
    with as_owner():
        protected(Ticket).update(expires_at=timezone.now() - timedelta(minutes=1))
    a_week_later(world.ruth)
    assert release_sheets() == 0
    assert (assignment_of(world.ruth).state, assignment_of(world.ruth).keyed_by) == ("open", [])


def test_one_sheet_that_cannot_be_released_holds_up_no_other(
    world: World, sign_in: Any, weekly: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = on_her_list(world.ruth, weekly)
    for persona, hers in ((world.ruth, first), (world.gerd, on_her_list(world.gerd, weekly))):
        enter(sign_in(world.desk), code_for(persona, hers), "paper")
        a_week_later(persona)
    right = double_entry._released

    def broken(bearer: Bearer) -> bool:
        if bearer.object_ref == str(first.pk):
            raise IntegrityError("planted")
        return right(bearer)

    monkeypatch.setattr(double_entry, "_released", broken)
    assert release_sheets() == 1
    assert len(responses_of(world.gerd)) == 1


@pytest.mark.django_db(transaction=True)
def test_who_leaves_is_asked_nothing_more_about_a_sheet_that_came_in(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    enter(sign_in(world.desk), code_for(world.ruth, on_her_list(world.ruth, weekly)), "paper")
    sign_in(world.ruth, fresh=True).post("/me/leave", {"wish": "keep"})
    with as_owner():
        row = protected(Assignment).get()
    assert (row.state, row.keyed_by) == ("withdrawn", [])


def test_the_desk_is_told_how_many_wait_for_somebody_else(
    world: World, sign_in: Any, weekly: Instrument, other: Persona
) -> None:
    code = code_for(world.ruth, on_her_list(world.ruth, weekly))
    enter(sign_in(world.desk), code, "paper")
    page = text_of(sign_in(other).get("/start"))
    assert "1 sheet waits to be keyed a second time" in page
    assert "Ruth" not in page
    assert "waits to be keyed" not in text_of(sign_in(world.desk).get("/start"))
    enter(sign_in(other), code, "paper")
    assert "waits to be keyed" not in text_of(sign_in(other).get("/start"))


@pytest.mark.parametrize("who", ["ruth", "gerd", "nasser", "administrator", "helper"])
def test_only_the_desk_compares(
    world: World, sign_in: Any, weekly: Instrument, other: Persona, who: str
) -> None:
    _code, _second, at = differing(world, sign_in, weekly, other)
    refused = sign_in(getattr(world, who)).get(f"{at}/compare")
    assert refused.status_code == 403
    assert "first-keyed-words" not in refused.content.decode()


def test_without_the_code_nobody_of_the_desk_compares(
    world: World, sign_in: Any, weekly: Instrument, other: Persona
) -> None:
    _code, _second, at = differing(world, sign_in, weekly, other)
    third = sign_in(make_persona("Third Desk", role=Hat.DESK))
    assert third.get(f"{at}/compare")["Location"] == "/desk/answers"


def test_a_curator_says_that_paper_is_keyed_twice(world: World, sign_in: Any) -> None:
    weekly = put_weekly_in_use(world)
    curator = sign_in(world.curator)
    curator.post(f"/instruments/{weekly.slug}", {"minutes": "3", "keyed_twice": "on"})
    weekly.refresh_from_db()
    assert weekly.keyed_twice
    page = curator.get(f"/instruments/{weekly.slug}").content.decode()
    assert re.search(r'name="keyed_twice"[^>]*checked', page)
