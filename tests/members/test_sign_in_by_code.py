"""Signing in by a code from the mailbox: what works, what is refused, and what nobody can tell."""

from __future__ import annotations

import re
import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from members import limits
from members.models import Account, Person
from notifications.models import Outbox
from tests.members.signing_steps import (
    address_of,
    another,
    ask_code,
    browser,
    code_in,
    enter,
    give_password,
    is_in,
    link_in,
    mail_to,
    sign_in_by_mail,
)
from tests.notifications.mailbox import deliver
from tests.personas import World, make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """clock[0] seconds have passed for codes and limits."""
    ahead = [0.0]
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + ahead[0])
    return ahead


def test_the_code_from_the_mail_signs_in(world: World) -> None:
    client = browser()
    response = enter(client, ask_code(client, "ruth@example.org"))
    assert response["Location"] == "/start"
    assert address_of(client) == "ruth@example.org"


def test_a_mailbox_that_once_refused_us_gets_mail_again(world: World) -> None:
    ruth = Account.objects.filter(pk=world.ruth.account.pk)
    ruth.update(mail_paused_at=timezone.now())
    client = browser()
    enter(client, ask_code(client, "ruth@example.org"))
    assert ruth.get().mail_paused_at is None


@pytest.mark.parametrize("typed", ["Ruth@Example.ORG", "  ruth@example.org ", "RUTH@EXAMPLE.ORG"])
def test_letter_case_and_gaps_in_the_address_do_not_matter(world: World, typed: str) -> None:
    client = browser()
    assert enter(client, ask_code(client, typed)).status_code == 302
    assert is_in(client)


def test_an_address_stored_with_capitals_is_found(world: World) -> None:
    Account.objects.filter(pk=world.ruth.account.pk).update(email="Ruth@Example.org")
    client = browser()
    client.post("/sign-in", {"email": "ruth@example.org"})
    enter(client, code_in(mail_to("Ruth@Example.org")))
    assert is_in(client)


@pytest.mark.parametrize("form", ["{0}{1}", "{0} {1}", "{0}-{1}", " {0} – {1}\n", "Code: {0}.{1}"])
def test_a_code_may_be_pasted_with_gaps_and_dashes(world: World, form: str) -> None:
    client = browser()
    code = ask_code(client, "ruth@example.org")
    enter(client, form.format(code[:3], code[3:]))
    assert is_in(client)


def test_a_wrong_code_is_refused_and_the_right_one_still_works(world: World) -> None:
    client = browser()
    code = ask_code(client, "ruth@example.org")
    response = enter(client, another(code))
    assert response.status_code == 422
    assert "does not fit" in response.content.decode()
    assert not is_in(client)
    enter(client, code)
    assert is_in(client)


def test_too_few_figures_cost_no_try(world: World) -> None:
    client = browser()
    code = ask_code(client, "ruth@example.org")
    for _ in range(8):
        assert enter(client, "40211").status_code == 422
    enter(client, code)
    assert is_in(client)


def test_after_five_tries_the_right_code_is_refused(world: World) -> None:
    client = browser()
    code = ask_code(client, "ruth@example.org")
    for _ in range(5):
        enter(client, another(code))
    response = enter(client, code)
    assert response.status_code == 422
    assert "tried too often" in response.content.decode()
    assert not is_in(client)


def test_an_old_code_is_refused(world: World, clock: list[float]) -> None:
    client = browser()
    code = ask_code(client, "ruth@example.org")
    clock[0] = 15 * 60 + 2
    response = enter(client, code)
    assert response.status_code == 422
    assert "too old" in response.content.decode()
    assert not is_in(client)


def test_a_code_works_just_before_its_end(world: World, clock: list[float]) -> None:
    client = browser()
    code = ask_code(client, "ruth@example.org")
    clock[0] = 15 * 60 - 2
    enter(client, code)
    assert is_in(client)


def test_a_used_code_is_refused(world: World) -> None:
    client = browser()
    code = ask_code(client, "ruth@example.org")
    enter(client, code)
    client.post("/sign-out")
    response = enter(client, code)
    assert response.status_code == 422
    assert not is_in(client)


def test_a_code_is_worth_nothing_in_another_browser(world: World) -> None:
    code = ask_code(browser(), "ruth@example.org")
    other = browser()
    response = enter(other, code)
    assert response.status_code == 422
    assert "waits for no code" in response.content.decode()
    assert not is_in(other)


def test_a_code_of_ones_own_does_not_open_the_account_of_another(world: World) -> None:
    client = browser()
    mine = ask_code(client, "gerd@example.org")
    client.post("/sign-in", {"email": "ruth@example.org"})
    deliver()
    assert enter(client, mine).status_code == 422
    assert not is_in(client)


def test_only_the_newest_code_counts(world: World) -> None:
    client = browser()
    first = ask_code(client, "ruth@example.org")
    client.post("/sign-in/code/again")
    second = code_in(mail_to("ruth@example.org"))
    if first != second:
        assert enter(client, first).status_code == 422
    enter(client, second)
    assert is_in(client)


def test_the_link_fills_in_the_code_and_signs_nobody_in(world: World) -> None:
    client = browser()
    client.post("/sign-in", {"email": "ruth@example.org"})
    link = link_in(mail := mail_to("ruth@example.org"))
    for _ in range(3):  # a scanner of mails, or somebody who looks twice
        page = client.get(link)
    code = code_in(mail)
    assert f'value="{code[:3]} {code[3:]}"' in page.content.decode()
    assert not is_in(client)
    enter(client, code)
    assert is_in(client)


def test_the_link_in_another_browser_says_what_to_do(world: World) -> None:
    client = browser()
    client.post("/sign-in", {"email": "ruth@example.org"})
    link = link_in(mail_to("ruth@example.org"))
    page = browser().get(link)
    assert page.status_code == 200
    assert "type the code there" in page.content.decode()


def test_the_session_gets_a_new_key(world: World) -> None:
    client = browser()
    code = ask_code(client, "ruth@example.org")
    before = client.session.session_key
    enter(client, code)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_neither_session_nor_outbox_tell_the_code(world: World) -> None:
    client = browser()
    client.post("/sign-in", {"email": "ruth@example.org"})
    session = str(dict(client.session))
    row = Outbox.objects.get()
    code = code_in(mail_to("ruth@example.org"))
    assert code not in session
    assert code not in row.sealed


# ---------- Nobody can tell whether somebody is a member ----------


def looked_alike(client: Client, address: str) -> tuple[object, ...]:
    """All an outsider sees: status, where it leads, the next page without the address."""
    first = client.post("/sign-in", {"email": address})
    page = client.get(first["Location"]).content.decode().replace(address, "ADDRESS")
    again = client.post("/sign-in/code", {"code": "000000"})
    words = again.content.decode().replace(address, "ADDRESS")
    return first.status_code, first["Location"], page, again.status_code, words


def test_a_known_and_an_unknown_address_look_the_same(world: World) -> None:
    known = looked_alike(browser(), "ruth@example.org")
    rows_known = Outbox.objects.count()
    unknown = looked_alike(browser(), "nobody@example.org")
    assert strip_keys(known) == strip_keys(unknown)
    assert Outbox.objects.count() == 2 * rows_known == 2


def strip_keys(seen: tuple[object, ...]) -> list[str]:
    return [re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", str(part)) for part in seen]


def test_an_unknown_address_is_told_by_mail_only(world: World) -> None:
    client = browser()
    client.post("/sign-in", {"email": "nobody@example.org"})
    mail = mail_to("nobody@example.org")
    assert "no account" in mail.body
    assert link_in(mail) == "/join"
    assert client.session.get("_auth_user_id") is None


@pytest.mark.parametrize("state", ["left", "deceased"])
def test_who_left_or_died_is_unknown(world: World, state: str) -> None:
    world.ruth.person.state = state
    world.ruth.person.save()
    client = browser()
    client.post("/sign-in", {"email": "ruth@example.org"})
    assert "no account" in mail_to("ruth@example.org").body


# ---------- Limits ----------


def test_codes_are_sent_three_times_a_minute_and_not_more(world: World) -> None:
    client = browser()
    for _ in range(3):
        assert client.post("/sign-in", {"email": "ruth@example.org"}).status_code == 302
    response = client.post("/sign-in", {"email": " RUTH@example.org"})
    assert response.status_code == 429
    assert "Wait 1 minute" in response.content.decode()
    assert world.organisation.phone in response.content.decode()


def test_the_limit_is_the_same_for_an_unknown_address(world: World) -> None:
    client = browser()
    for _ in range(3):
        client.post("/sign-in", {"email": "nobody@example.org"})
    assert client.post("/sign-in", {"email": "nobody@example.org"}).status_code == 429


def test_the_limit_on_one_address_leaves_others_alone(world: World) -> None:
    client = browser()
    for _ in range(4):
        client.post("/sign-in", {"email": "ruth@example.org"})
    assert browser().post("/sign-in", {"email": "gerd@example.org"}).status_code == 302


def test_too_many_wrong_codes_a_day_close_the_mailbox_to_guessing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.OURS, "enter_code", "4/d/key")  # instead of 60: the test is the rule
    for _ in range(2):
        client = browser()
        code = ask_code(client, "ruth@example.org")
        for _ in range(2):
            enter(client, another(code))
    client = browser()
    response = enter(client, ask_code(client, "ruth@example.org"))
    assert response.status_code == 429
    assert not is_in(client)


# ---------- Where to go on ----------


def test_next_leads_on_to_a_page_of_ours(world: World) -> None:
    client = browser()
    code = ask_code(client, "ruth@example.org", next="/me/preferences?x=1")
    assert enter(client, code)["Location"] == "/me/preferences?x=1"


@pytest.mark.parametrize(
    "forged",
    [
        "https://evil.example/",
        "//evil.example/",
        "http:evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https://testserver@evil.example/",
    ],
)
def test_next_never_leads_to_another_site(world: World, forged: str) -> None:
    client = browser()
    code = ask_code(client, "ruth@example.org", next=forged)
    assert enter(client, code)["Location"] == "/start"


@pytest.mark.parametrize("page", ["", "/code", "/password", "/second-step"])
def test_who_is_signed_in_is_not_signed_in_over_it(world: World, page: str) -> None:
    client = browser()
    sign_in_by_mail(client, world.ruth)
    assert client.get(f"/sign-in{page}")["Location"] == "/start"
    assert client.post(f"/sign-in{page}", {"email": "gerd@example.org"})["Location"] == "/start"
    assert client.post("/sign-in/passkey")["Location"] == "/start"
    assert address_of(client) == "ruth@example.org"


# ---------- Taking effect at once ----------


def test_a_closed_account_is_out_at_the_next_request(world: World) -> None:
    client = browser()
    sign_in_by_mail(client, world.ruth)
    assert is_in(client)
    Account.objects.filter(pk=world.ruth.account.pk).update(is_active=False)
    assert not is_in(client)


@pytest.mark.parametrize("state", ["left", "deceased"])
def test_who_left_is_out_at_the_next_request(world: World, state: str) -> None:
    client = browser()
    sign_in_by_mail(client, world.ruth)
    Person.objects.filter(pk=world.ruth.person.pk).update(state=state)
    assert not is_in(client)


def test_signing_out_ends_the_session_on_the_server(world: World) -> None:
    client = browser()
    sign_in_by_mail(client, world.ruth)
    stolen = client.session.session_key
    response = client.post("/sign-out")
    assert response["Location"] == "/"
    assert "cookies" in response["Clear-Site-Data"]
    thief = browser()
    thief.cookies["sessionid"] = str(stolen)
    assert not is_in(thief)


def test_signing_out_takes_a_press(world: World) -> None:
    client = browser()
    sign_in_by_mail(client, world.ruth)
    assert client.get("/sign-out").status_code == 405
    assert is_in(client)


# ---------- Two people, one mailbox ----------


def test_a_shared_mailbox_asks_who_and_for_something_of_her_own(world: World) -> None:
    anton = make_persona("Anton Ellison", email="ruth@example.org")
    give_password(anton, "four words nobody guesses")
    client = browser()
    client.post("/sign-in", {"email": "ruth@example.org"})
    page = client.get("/sign-in/code").content.decode()
    assert "Anton" not in page and "Ruth" not in page
    response = enter(client, code_in(mail_to("ruth@example.org")))
    assert response["Location"] == "/sign-in/who"
    assert not is_in(client)
    page = client.get("/sign-in/who").content.decode()
    assert "Anton" in page and "Ruth" in page and "Ellison" not in page
    given = {"way": "password", "password": "four words nobody guesses"}
    client.post("/sign-in/who", {"who": str(world.ruth.person.ref)})
    assert client.post("/sign-in/who/answer", given).status_code == 422
    assert not is_in(client)
    client.post("/sign-in/who", {"who": str(anton.person.ref)})
    client.post("/sign-in/who/answer", given)
    assert client.session["_auth_user_id"] == str(anton.account.pk)


def test_the_page_of_names_is_closed_without_the_code(world: World) -> None:
    make_persona("Anton Ellison", email="ruth@example.org")
    client = browser()
    client.post("/sign-in", {"email": "ruth@example.org"})
    assert client.get("/sign-in/who")["Location"] == "/sign-in"
    assert client.post("/sign-in/who", {"who": "x"})["Location"] == "/sign-in"


def test_nobody_outside_the_mailbox_can_be_chosen(world: World) -> None:
    make_persona("Anton Ellison", email="ruth@example.org")
    give_password(world.gerd, "four words nobody guesses")
    client = browser()
    client.post("/sign-in", {"email": "ruth@example.org"})
    enter(client, code_in(mail_to("ruth@example.org")))
    chosen = {"who": str(world.gerd.person.ref), "password": "four words nobody guesses"}
    assert client.post("/sign-in/who", chosen).status_code == 422
    assert not is_in(client)


@pytest.mark.parametrize(
    "bad", ["", "no address", "a" * 300 + "@example.org", "@", "a b@example.org"]
)
def test_what_is_no_address_is_said_so(world: World, bad: str) -> None:
    response = browser().post("/sign-in", {"email": bad})
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    assert Outbox.objects.count() == 0
