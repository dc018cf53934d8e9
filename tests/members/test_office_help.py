"""Help at the telephone: nothing opens an account by one call, and every step is told to the person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from members.actions import help_desk, lost_factor, proof
from members.models import Account, LostFactorRequest, OfficeReason, Person
from members.queries.proof import proof_readers
from notifications.seals import open_load
from po_platform.access.actor import acting_as
from tests.members.office_world import last_event, mails, second_administrator
from tests.members.test_office_states import listed_session
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
DAY = timedelta(hours=24)


def act(persona: Persona, action: Callable[..., Any], **given: Any) -> Any:
    with acting_as(persona.actor()) as actor:
        return action(actor=actor, **given)


def ask(world: World, by: Persona | None = None, whom: Persona | None = None) -> Any:
    return act(
        by or world.administrator,
        lost_factor.ask_for_factor_removal,
        person_id=(whom or world.nasser).person.pk,
        reason="Telephone fell into the lake",
    )


@pytest.fixture
def second(world: World) -> Persona:
    return second_administrator(world)


@pytest.fixture
def factor(world: World) -> Authenticator:
    """Dr Nasser's authenticator app."""
    row: Authenticator = Authenticator.objects.create(
        user=world.nasser.account, type="totp", data={"secret": "sealed"}
    )
    return row


def has_factor(world: World) -> bool:
    return bool(Authenticator.objects.filter(user=world.nasser.account).exists())


def confirmed_long_ago(asked: LostFactorRequest, ago: timedelta) -> None:
    LostFactorRequest.objects.filter(pk=asked.pk).update(confirmed_at=timezone.now() - ago)


# ---------- Signing in, and a new address ----------


def test_help_to_sign_in_goes_to_the_address_on_file_and_opens_nothing(world: World) -> None:
    act(
        world.administrator,
        help_desk.send_sign_in_help,
        person_id=world.ruth.person.pk,
        reason="She called",
    )
    (mail,) = mails("sign_in_help")
    load = open_load(mail.ref, mail.sealed)
    assert mail.account_id == world.ruth.account.pk
    assert not load.address
    assert load.context == {"path": "/sign-in"}
    assert last_event("members.sign_in.helped") is not None


def test_a_new_address_is_told_to_the_former_and_the_new_one(world: World, sign_in: Any) -> None:
    browser = listed_session(sign_in, world.ruth)
    act(
        world.administrator,
        help_desk.change_address,
        person_id=world.ruth.person.pk,
        address="ruth@example.net",
        reason="New provider",
    )
    assert Account.objects.get(pk=world.ruth.account.pk).email == "ruth@example.net"
    told = {open_load(mail.ref, mail.sealed).address for mail in mails("address_changed")}
    assert told == {"ruth@example.org", "ruth@example.net"}
    assert browser.get("/start").status_code == 302, "open sessions end"
    event = last_event("members.address.changed")
    assert event is not None
    assert "ruth" not in str(event.detail)
    assert OfficeReason.objects.get().reason == "New provider"


def test_check_numbers_of_the_log_go_to_the_new_address_too(world: World) -> None:
    act(world.administrator, proof.send_proof_to, addresses=["Ruth@example.org", "a@example.net"])
    change = {"person_id": world.ruth.person.pk, "reason": "New provider"}
    act(world.administrator, help_desk.change_address, address="ruth@example.net", **change)
    assert readers(world) == ["ruth@example.net", "a@example.net"]
    act(world.administrator, help_desk.change_address, address="a@example.net", **change)
    assert readers(world) == ["a@example.net"], "once to each address"


def test_check_numbers_stay_where_somebody_else_lives_too(world: World) -> None:
    Account.objects.filter(pk=world.gerd.account.pk).update(email="ruth@example.org")
    act(world.administrator, proof.send_proof_to, addresses=["ruth@example.org"])
    act(
        world.administrator,
        help_desk.change_address,
        person_id=world.ruth.person.pk,
        address="ruth@example.net",
        reason="New provider",
    )
    assert readers(world) == ["ruth@example.org"]


def readers(world: World) -> list[str]:
    with acting_as(world.administrator.actor()) as actor:
        return list(proof_readers(actor=actor)[0])


def test_the_same_address_changes_nothing(world: World) -> None:
    act(
        world.administrator,
        help_desk.change_address,
        person_id=world.ruth.person.pk,
        address="ruth@example.org",
        reason="A mistake",
    )
    assert mails("address_changed") == []


def test_the_office_does_not_change_its_own_address_here(world: World) -> None:
    with pytest.raises(PermissionDenied, match="own page"):
        act(
            world.administrator,
            help_desk.change_address,
            person_id=world.administrator.person.pk,
            address="me@example.net",
            reason="Mine",
        )


def test_somebody_without_an_account_has_no_address(world: World) -> None:
    person = Person.objects.create(display_name="On Paper")
    with pytest.raises(PermissionDenied):
        act(
            world.administrator,
            help_desk.change_address,
            person_id=person.pk,
            address="p@example.org",
            reason="x",
        )


def test_signing_out_everywhere_ends_her_sessions_and_nobody_elses(
    world: World, sign_in: Any
) -> None:
    hers, his = listed_session(sign_in, world.ruth), listed_session(sign_in, world.gerd)
    act(
        world.administrator,
        help_desk.sign_out_everywhere,
        person_id=world.ruth.person.pk,
        reason="Stolen telephone",
    )
    assert hers.get("/start").status_code == 302
    assert his.get("/start").status_code == 200


@pytest.mark.parametrize("name", ["gerd", "nasser", "moderator", "desk"])
def test_nobody_else_helps_at_the_telephone(world: World, factor: Authenticator, name: str) -> None:
    other, ruth = world.people[name], world.ruth.person.pk
    with pytest.raises(PermissionDenied):
        act(other, help_desk.send_sign_in_help, person_id=ruth, reason="x")
    with pytest.raises(PermissionDenied):
        act(other, help_desk.change_address, person_id=ruth, address="a@b.org", reason="x")
    with pytest.raises(PermissionDenied):
        act(other, help_desk.sign_out_everywhere, person_id=ruth, reason="x")
    with pytest.raises(PermissionDenied):
        act(other, help_desk.resume_mail, person_id=ruth)
    if name != "nasser":
        with pytest.raises(PermissionDenied):
            ask(world, by=other)
    assert mails("address_changed") == []


# ---------- A lost second factor ----------


def test_two_people_and_a_day_remove_it(
    world: World, second: Persona, factor: Authenticator, sign_in: Any
) -> None:
    browser = listed_session(sign_in, world.nasser)
    asked = ask(world)
    assert mails("factor_going") == []
    act(second, lost_factor.confirm_factor_removal, request_id=asked.pk)
    assert len(mails("factor_going")) == 1
    assert lost_factor.remove_due_factors() == 0
    assert has_factor(world), "not before a day has passed"
    confirmed_long_ago(asked, DAY)
    assert lost_factor.remove_due_factors() == 1
    assert not has_factor(world)
    assert len(mails("factor_gone")) == 1
    assert browser.get("/start").status_code == 302, "open sessions end"
    asked.refresh_from_db()
    assert asked.done_at is not None
    event = last_event("members.lost_factor.removed")
    assert event is not None
    assert (event.actor_kind, event.purpose) == ("system", "help")


def test_it_is_removed_once(world: World, second: Persona, factor: Authenticator) -> None:
    asked = ask(world)
    act(second, lost_factor.confirm_factor_removal, request_id=asked.pk)
    confirmed_long_ago(asked, DAY)
    assert lost_factor.remove_due_factors() == 1
    assert lost_factor.remove_due_factors() == 0
    assert len(mails("factor_gone")) == 1


def test_one_person_alone_cannot_remove_it(world: World, factor: Authenticator) -> None:
    asked = ask(world)
    with pytest.raises(PermissionDenied, match="You asked for this yourself"):
        act(world.administrator, lost_factor.confirm_factor_removal, request_id=asked.pk)
    LostFactorRequest.objects.filter(pk=asked.pk).update(asked_at=timezone.now() - 30 * DAY)
    assert lost_factor.remove_due_factors() == 0
    assert has_factor(world)


def test_the_database_itself_wants_two_people(world: World, factor: Authenticator) -> None:
    asked = ask(world)
    with pytest.raises(IntegrityError, match="lost_factor_two_people"), transaction.atomic():
        LostFactorRequest.objects.filter(pk=asked.pk).update(confirmed_by=asked.asked_by)


@pytest.mark.parametrize("minutes", [1, 60, 24 * 60 - 1])
def test_too_early_nothing_happens(
    world: World, second: Persona, factor: Authenticator, minutes: int
) -> None:
    asked = ask(world)
    act(second, lost_factor.confirm_factor_removal, request_id=asked.pk)
    confirmed_long_ago(asked, timedelta(minutes=minutes))
    assert lost_factor.remove_due_factors() == 0
    assert has_factor(world)


@pytest.mark.parametrize("stopper", ["nasser", "administrator"])
def test_the_person_or_the_office_stops_it(
    world: World, second: Persona, factor: Authenticator, stopper: str
) -> None:
    asked = ask(world)
    act(second, lost_factor.confirm_factor_removal, request_id=asked.pk)
    act(world.people[stopper], lost_factor.stop_factor_removal, request_id=asked.pk)
    confirmed_long_ago(asked, 2 * DAY)
    assert lost_factor.remove_due_factors() == 0
    assert has_factor(world)
    assert last_event("members.lost_factor.stopped") is not None


def test_the_person_stops_it_without_her_second_factor(
    world: World, second: Persona, factor: Authenticator, sign_in: Any
) -> None:
    asked = ask(world)
    act(second, lost_factor.confirm_factor_removal, request_id=asked.pk)
    browser = sign_in(world.nasser, strong=False)
    assert "Did you tell us" in browser.get("/lost-factor").content.decode()
    assert browser.post("/lost-factor").status_code == 302
    asked.refresh_from_db()
    assert asked.cancelled_at is not None


def test_a_stranger_does_not_stop_it(world: World, factor: Authenticator) -> None:
    asked = ask(world)
    with pytest.raises(PermissionDenied):
        act(world.gerd, lost_factor.stop_factor_removal, request_id=asked.pk)


def test_what_was_stopped_cannot_be_confirmed(
    world: World, second: Persona, factor: Authenticator
) -> None:
    asked = ask(world)
    act(world.nasser, lost_factor.stop_factor_removal, request_id=asked.pk)
    with pytest.raises(PermissionDenied, match="stopped or done"):
        act(second, lost_factor.confirm_factor_removal, request_id=asked.pk)


def test_what_is_confirmed_is_not_confirmed_again(
    world: World, second: Persona, factor: Authenticator
) -> None:
    asked = ask(world)
    act(second, lost_factor.confirm_factor_removal, request_id=asked.pk)
    with pytest.raises(PermissionDenied, match="confirmed this already"):
        act(second, lost_factor.confirm_factor_removal, request_id=asked.pk)
    assert len(mails("factor_going")) == 1


def test_what_is_done_cannot_be_stopped(
    world: World, second: Persona, factor: Authenticator
) -> None:
    asked = ask(world)
    act(second, lost_factor.confirm_factor_removal, request_id=asked.pk)
    confirmed_long_ago(asked, DAY)
    lost_factor.remove_due_factors()
    with pytest.raises(PermissionDenied, match="gone already"):
        act(world.nasser, lost_factor.stop_factor_removal, request_id=asked.pk)


def test_it_is_asked_once_at_a_time(world: World, second: Persona, factor: Authenticator) -> None:
    ask(world)
    with pytest.raises(PermissionDenied, match="asked for this already"):
        ask(world, by=second)


def test_nobody_asks_or_confirms_for_herself(world: World, second: Persona) -> None:
    Authenticator.objects.create(user=world.administrator.account, type="totp", data={})
    with pytest.raises(PermissionDenied, match="Two other people"):
        ask(world, whom=world.administrator)
    asked = ask(world, by=second, whom=world.administrator)
    with pytest.raises(PermissionDenied, match="Two other people"):
        act(world.administrator, lost_factor.confirm_factor_removal, request_id=asked.pk)


def test_who_has_none_lost_none(world: World) -> None:
    with pytest.raises(PermissionDenied, match="no second factor"):
        ask(world)


def test_a_new_address_and_a_lost_factor_do_not_go_together(
    world: World, second: Persona, factor: Authenticator
) -> None:
    given = {"person_id": world.nasser.person.pk, "address": "n@example.net", "reason": "New"}
    asked = ask(world)
    with pytest.raises(PermissionDenied, match="Finish or stop that first"):
        act(second, help_desk.change_address, **given)
    act(second, lost_factor.stop_factor_removal, request_id=asked.pk)
    act(second, help_desk.change_address, **given)
    with pytest.raises(PermissionDenied, match="less than a week ago"):
        ask(world)
    OfficeReason.objects.update(at=timezone.now() - timedelta(days=8))
    assert ask(world).pk


# ---------- Pages ----------


def test_the_two_people_do_it_on_the_page(
    world: World, second: Persona, factor: Authenticator, sign_in: Any
) -> None:
    address = f"/office/people/{world.nasser.person.ref}/second-factor"
    first, other = (
        sign_in(world.administrator, fresh=True),
        sign_in(second, fresh=True),
    )
    assert first.post(address, {"reason": "Lost in the lake"}).status_code == 302
    page = first.get(address).content.decode()
    assert "Confirm: I called back" not in page
    assert first.post(address, {"confirm": "yes"}).status_code == 403
    assert "Confirm: I called back" in other.get(address).content.decode()
    assert other.post(address, {"confirm": "yes"}).status_code == 302
    assert LostFactorRequest.objects.get().confirmed_by == second.account.pk
    assert first.post(address, {"stop": "yes"}).status_code == 302
    assert LostFactorRequest.objects.get().cancelled_at is not None


def test_the_start_page_says_it_before_everything_else(
    world: World, factor: Authenticator, sign_in: Any
) -> None:
    Authenticator.objects.create(user=world.ruth.account, type="totp", data={})
    ask(world, whom=world.ruth)
    page = sign_in(world.ruth).get("/start").content.decode()
    assert "Did you tell us that your second factor is lost?" in page


@pytest.mark.parametrize("page", ["address", "second-factor"])
def test_what_opens_an_account_asks_for_fresh_proof(world: World, sign_in: Any, page: str) -> None:
    answer = sign_in(world.administrator).get(f"/office/people/{world.ruth.person.ref}/{page}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/confirm")


@pytest.mark.parametrize("address", ["", "ruth", "ruth@", "a b@example.org", "x" * 300 + "@a.org"])
def test_what_is_no_address_is_refused(world: World, sign_in: Any, address: str) -> None:
    page = sign_in(world.administrator, fresh=True).post(
        f"/office/people/{world.ruth.person.ref}/address", {"address": address, "reason": "New"}
    )
    assert page.status_code == 422
    assert Account.objects.get(pk=world.ruth.account.pk).email == "ruth@example.org"
