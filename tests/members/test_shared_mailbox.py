"""A person is not a mailbox: who reads it with another shows something of her own, and nothing
that happens to the one silences or signs out the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from members.actions import help_desk
from members.actions.newcomers import Newcomer, NoLongerOpen, become_member
from members.actions.states import change_state
from members.models import Account, Organisation, Person
from members.names import told_apart
from members.notification_provider import Members
from members.queries.joining import Rules
from members.queries.mailboxes import is_shared
from members.queries.organisation import forget_organisation
from notifications.actions import opt_out, send_service_mail
from notifications.models import Outbox
from po_platform.access.actor import Anonymous, acting_as
from tests.members.mailbox_steps import (
    PIN,
    SHARED,
    answer,
    anton_at_ruths,
    chosen,
    give_card,
    give_pin,
    signed_in_as,
)
from tests.members.office_world import mails
from tests.members.signing_steps import ask_code, browser, enter, give_app, is_in, mail_to
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World, make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def anton(world: World) -> Persona:
    return anton_at_ruths()


def state(world: World, whom: Persona, to: str) -> None:
    with acting_as(world.administrator.actor()) as actor:
        change_state(actor=actor, person_id=whom.person.pk, state=to, reason="As told")
    deliver()


def send_to(persona: Persona) -> str:
    """What a service mail to this account says."""
    send_service_mail(
        to_account=persona.account.pk, template="members/mail/download_ready", context={"path": "/"}
    )
    (mail,) = deliver()
    return str(mail.body)


# ---------- Coming in ----------


def test_her_pin_answers_who_she_is(world: World, anton: Persona) -> None:
    give_pin(world.ruth)
    client = chosen(world.ruth)
    page = client.get("/sign-in/who/answer").content.decode()
    assert "Ruth, show that it is you" in page
    assert not is_in(client)
    answer(client, "pin", pin="417 902")
    assert signed_in_as(client) == str(world.ruth.account.pk)


def test_the_next_code_of_her_card_answers_too(world: World, anton: Persona) -> None:
    codes = give_card(world, world.ruth)
    client = chosen(world.ruth)
    answer(client, "card", code=codes[0])
    assert signed_in_as(client) == str(world.ruth.account.pk)


def test_neither_pin_nor_card_of_the_other_opens_her_account(world: World, anton: Persona) -> None:
    give_pin(anton)
    codes = give_card(world, anton)
    client = chosen(world.ruth)
    assert answer(client, "pin", pin=PIN).status_code == 422
    assert answer(client, "card", code=codes[0]).status_code == 422
    assert not is_in(client)


def test_the_mailbox_alone_opens_nothing(world: World, anton: Persona) -> None:
    client = chosen(world.ruth)
    for given in ({}, {"way": "mail"}, {"way": "pin"}, {"way": "pin", "pin": ""}):
        assert client.post("/sign-in/who/answer", given).status_code in (200, 422)
    assert not is_in(client)


def test_the_answer_page_is_closed_before_a_name_was_chosen(world: World, anton: Persona) -> None:
    assert browser().get("/sign-in/who/answer")["Location"] == "/sign-in"
    client = browser()
    enter(client, ask_code(client, SHARED))
    assert client.get("/sign-in/who/answer")["Location"] == "/sign-in/who"


def test_everybody_sees_the_same_fields_whatever_she_has(world: World, anton: Persona) -> None:
    def page(persona: Persona) -> str:
        html = chosen(persona).get("/sign-in/who/answer").content.decode()
        return html.replace("Anton", "X").replace("Ruth", "X").split("<h1>")[1].split("csrf")[0]

    give_pin(world.ruth)
    assert page(world.ruth) == page(anton)


def test_the_second_step_is_still_asked(world: World, anton: Persona) -> None:
    give_pin(world.ruth)
    give_app(world.ruth)
    client = chosen(world.ruth)
    assert answer(client, "pin", pin=PIN)["Location"].startswith("/sign-in/second-step")
    assert not is_in(client)


def test_two_with_the_same_first_name_are_told_apart(world: World) -> None:
    anton_at_ruths("Ruth Brandt")
    client = browser()
    enter(client, ask_code(client, SHARED))
    page = client.get("/sign-in/who").content.decode()
    assert "Ruth E." in page and "Ruth Brandt" in page
    assert told_apart(["Ruth E.", "Anton Ellison"]) == ["Ruth", "Anton"]


def test_a_pin_alone_never_signs_in_and_a_mailbox_of_ones_own_needs_none(world: World) -> None:
    give_pin(world.ruth)
    client = browser()
    assert enter(client, ask_code(client, SHARED))["Location"] != "/sign-in/who"
    assert signed_in_as(client) == str(world.ruth.account.pk)
    assert browser().post("/sign-in/who/answer", {"way": "pin", "pin": PIN}).status_code == 302


def test_a_wrong_pin_is_counted_and_the_count_outlives_the_key_value_server(
    world: World, anton: Persona, settings: Any
) -> None:
    settings.CELERY_BROKER_URL = settings.REDIS_URL = "redis://127.0.0.1:1/0"
    give_pin(world.ruth)
    client = chosen(world.ruth)
    for _ in range(5):
        assert answer(client, "pin", pin="000001").status_code == 422
    assert answer(client, "pin", pin=PIN).status_code == 429
    other = chosen(world.ruth)
    assert answer(other, "pin", pin=PIN).status_code == 429, "it is the account that waits"
    assert not is_in(other)
    give_pin(anton)
    answer(chosen(anton), "pin", pin=PIN)  # and nobody else


def test_a_mailbox_sees_thirty_wrong_answers_a_day(
    world: World, anton: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    from members import limits

    monkeypatch.setitem(limits.OURS, "try_pin", "1000/m/ip")
    monkeypatch.setitem(limits.OURS, "try_who", "3/d/key")
    give_pin(anton)
    client = chosen(world.ruth)
    for _ in range(3):
        answer(client, "pin", pin="000001")
    client.post("/sign-in/who", {"who": str(anton.person.ref)})
    assert answer(client, "pin", pin=PIN).status_code == 429


def test_what_is_no_pin_costs_no_try(world: World, anton: Persona) -> None:
    give_pin(world.ruth)
    client = chosen(world.ruth)
    for typed in ("", "1", "12345", "1234567", "four 17902", "x" * 61) * 3:
        assert answer(client, "pin", pin=typed).status_code == 422
    answer(client, "pin", pin=PIN)
    assert is_in(client)


# ---------- Two people claim one address ----------


def newcomer(proof: str, name: str) -> Newcomer:
    return Newcomer(
        address="new@example.org",
        proof=proof,
        display_name=name,
        language="en",
        rules=Rules("", "en"),
        at_least=16,
    )


def test_of_two_who_join_with_one_address_the_second_is_sent_to_sign_in(world: World) -> None:
    become_member(actor=Anonymous(), newcomer=newcomer("one", "Marlene K."))
    with pytest.raises(NoLongerOpen):
        become_member(actor=Anonymous(), newcomer=newcomer("two", "Torben K."))
    assert Account.objects.filter(email="new@example.org").count() == 1


def test_an_age_that_was_raised_meanwhile_counts(world: World) -> None:
    Organisation.objects.update(minimum_age=18)
    with pytest.raises(PermissionDenied, match="from the age of 18"):
        become_member(actor=Anonymous(), newcomer=newcomer("one", "Marlene K."))
    assert not Account.objects.filter(email="new@example.org").exists()
    grown = replace(newcomer("one", "Marlene K."), at_least=18)
    assert become_member(actor=Anonymous(), newcomer=grown).email == "new@example.org"


def test_a_new_address_that_somebody_has_already_is_told_to_her(world: World) -> None:
    with acting_as(world.administrator.actor()) as actor:
        help_desk.change_address(
            actor=actor, person_id=world.gerd.person.pk, address=SHARED, reason="Moved in together"
        )
    (mail,) = mails("mailbox_shared")
    assert mail.account_id == world.ruth.account.pk
    client = browser()
    deliver()
    assert enter(client, ask_code(client, SHARED))["Location"] == "/sign-in/who"


# ---------- What happens to the one leaves the other alone ----------


def test_mails_say_in_the_first_line_for_whom_they_are(world: World, anton: Persona) -> None:
    assert send_to(world.ruth).startswith("This e-mail is for Ruth.")
    assert send_to(anton).startswith("This e-mail is for Anton.")
    assert not send_to(world.gerd).startswith("This e-mail is for")


def test_the_subject_names_nobody(world: World, anton: Persona) -> None:
    send_service_mail(
        to_account=anton.account.pk, template="members/mail/download_ready", context={"path": "/"}
    )
    (mail,) = deliver()
    assert "Anton" not in mail.subject


def test_the_code_to_a_shared_mailbox_says_who_may_use_it(world: World, anton: Persona) -> None:
    browser().post("/sign-in", {"email": SHARED})
    mail = mail_to(SHARED)
    assert str(mail.body).startswith("This e-mail is for all who use this mailbox: Ruth, Anton.")


def test_names_at_mailboxes_cost_one_query(
    world: World, anton: Persona, django_assert_num_queries: Any
) -> None:
    ids = [one.account.pk for one in (world.ruth, anton, world.gerd)]
    with django_assert_num_queries(1):
        found = {one.account_id: one.called for one in Members().accounts(ids)}
    assert found == dict(zip(ids, ("Ruth", "Anton", ""), strict=True))
    with django_assert_num_queries(1):
        people = Members().people([world.ruth.person.pk, world.gerd.person.pk])
    assert sorted(one.called for one in people) == ["", "Ruth"]


def test_a_refused_mail_to_one_does_not_stop_the_other(world: World, anton: Persona) -> None:
    Members().mailbox_refused(anton.account.pk)
    (hers,) = Members().accounts([world.ruth.account.pk])
    (his,) = Members().accounts([anton.account.pk])
    assert his.bounced and not hers.bounced


def test_stopping_mails_stops_them_for_one(world: World, anton: Persona) -> None:
    from notifications.queries import wanted_mails

    before = set(wanted_mails(person_id=world.ruth.person.pk))
    opt_out(person_id=anton.person.pk, groups=before)
    assert set(wanted_mails(person_id=world.ruth.person.pk)) == before
    assert not wanted_mails(person_id=anton.person.pk)


@pytest.mark.parametrize("end", ["left", "deceased", "paused"])
def test_the_end_of_one_neither_signs_out_nor_silences_the_other(
    world: World, anton: Persona, end: str
) -> None:
    give_pin(world.ruth)
    client = chosen(world.ruth)
    answer(client, "pin", pin=PIN)
    state(world, anton, end)
    assert is_in(client)
    assert "Hello Ruth E." in send_to(world.ruth)
    if end == "deceased":
        send_service_mail(
            to_account=anton.account.pk, template="members/mail/fresh_code", context={"code": "1"}
        )
        assert deliver() == [], "and to him nothing goes out any more"


def test_who_left_still_reads_the_mailbox_so_it_still_proves_nothing(
    world: World, anton: Persona
) -> None:
    state(world, anton, "left")
    give_pin(world.ruth)
    client = browser()
    assert enter(client, ask_code(client, SHARED))["Location"] == "/sign-in/who"
    assert "Anton" not in client.get("/sign-in/who").content.decode()
    client.post("/sign-in/who", {"who": str(world.ruth.person.ref)})
    answer(client, "pin", pin=PIN)
    assert signed_in_as(client) == str(world.ruth.account.pk)


def test_a_widow_has_her_mailbox_for_herself(world: World, anton: Persona) -> None:
    state(world, anton, "deceased")
    assert not is_shared(world.ruth.account)
    assert not send_to(world.ruth).startswith("This e-mail is for")
    client = browser()
    enter(client, ask_code(client, SHARED))
    assert signed_in_as(client) == str(world.ruth.account.pk)


def test_who_left_and_came_back_does_not_share_with_herself(world: World) -> None:
    Person.objects.filter(pk=world.ruth.person.pk).update(
        state="left", state_since=timezone.now() - timedelta(days=30)
    )
    again = make_persona("Ruth once more", email=SHARED)
    assert not is_shared(again.account)


def test_who_joins_by_invitation_may_share_and_the_other_is_told(world: World) -> None:
    from members.actions.joining import invite_to_join

    Organisation.objects.update(joining="approved")
    forget_organisation()
    cache.clear()
    with acting_as(world.administrator.actor()) as actor:
        code = invite_to_join(actor=actor)
    from members.queries.joining import invitation_by_code

    invitation = invitation_by_code(code)
    assert invitation is not None
    become_member(
        actor=Anonymous(),
        newcomer=Newcomer(
            SHARED, "p", "Torben K.", "en", Rules("", "en"), 16, invitation_id=invitation.pk
        ),
    )
    assert [mail.account_id for mail in mails("mailbox_shared")] == [world.ruth.account.pk]
    assert Outbox.objects.filter(kind="members/mail/mailbox_shared").count() == 1
