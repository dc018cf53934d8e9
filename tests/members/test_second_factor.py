"""The second step: whom it is asked of, what opens it, and that nothing opens it twice."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db.models.functions import Now
from django.test import Client

from audit.models import Event
from members.actions.second_factor import add_passkey
from members.models import RoleHolding
from po_platform.access.actor import Hat
from tests.members.signing_steps import (
    app_code,
    browser,
    give_app,
    is_in,
    mail_to,
    printed_codes,
    sign_in_by_mail,
)
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
OFFICE = "/office"


@pytest.fixture(autouse=True)
def long_half_minute(settings: Any) -> None:
    """An app code lasts a day here, so that no test stands on the edge of two."""
    settings.MFA_TOTP_PERIOD = 86_400


def at_the_step(persona: Persona) -> Client:
    """A browser that showed the mail code and is asked for the second step."""
    client = browser()
    response = sign_in_by_mail(client, persona)
    assert response["Location"] == "/sign-in/second-step"
    assert not is_in(client)
    return client


def opens_the_office(client: Client) -> bool:
    return client.get(OFFICE).status_code == 200


# ---------- At sign-in ----------


def test_after_the_mail_code_the_app_is_asked_and_makes_the_session_strong(world: World) -> None:
    secret = give_app(world.administrator)
    client = at_the_step(world.administrator)
    before = client.session.session_key
    response = client.post("/sign-in/second-step", {"code": app_code(secret)})
    assert response["Location"] == "/start"
    assert client.session.session_key != before
    assert opens_the_office(client)


def test_where_she_wanted_to_go_survives_the_step(world: World) -> None:
    secret = give_app(world.ruth)
    client = browser()
    client.post("/sign-in", {"email": "ruth@example.org", "next": "/me/preferences"})
    code = re.findall(r"^(\d{6})$", str(mail_to("ruth@example.org").body), re.MULTILINE)[0]
    client.post("/sign-in/code", {"code": code})
    response = client.post("/sign-in/second-step", {"code": app_code(secret)})
    assert response["Location"] == "/me/preferences"


def test_a_wrong_code_is_refused(world: World) -> None:
    secret = give_app(world.ruth)
    client = at_the_step(world.ruth)
    wrong = f"{(int(app_code(secret)) + 1) % 1_000_000:06}"
    response = client.post("/sign-in/second-step", {"code": wrong})
    assert response.status_code == 422
    assert "does not fit" in response.content.decode()
    assert not is_in(client)


def test_an_app_code_opens_once(world: World) -> None:
    secret = give_app(world.ruth)
    code = app_code(secret)
    first, second = at_the_step(world.ruth), at_the_step(world.ruth)
    first.post("/sign-in/second-step", {"code": code})
    assert is_in(first)
    assert second.post("/sign-in/second-step", {"code": code}).status_code == 422
    assert not is_in(second)


@pytest.mark.parametrize("later", [0, 10, 31, 59])
def test_an_app_code_lasts_its_half_minute_and_opens_nothing_again(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch, later: int
) -> None:
    settings.MFA_TOTP_PERIOD = 30
    secret, clock = give_app(world.ruth), [time.time() // 30 * 30 + 1]
    first, second = at_the_step(world.ruth), at_the_step(world.ruth)
    monkeypatch.setattr(time, "time", lambda: clock[0])
    code = app_code(secret)
    if later < 30:
        first.post("/sign-in/second-step", {"code": code})
        assert is_in(first)
    clock[0] += later
    assert second.post("/sign-in/second-step", {"code": code}).status_code == 422
    assert not is_in(second)


def test_the_code_that_set_up_the_app_does_not_open_the_next_sign_in(
    world: World, sign_in: Any
) -> None:
    here = sign_in(world.ruth, fresh=True)
    here.get("/me/sign-in/app")
    code = app_code(here.session["mfa.totp.secret"])
    assert here.post("/me/sign-in/app", {"code": code}).status_code == 302
    deliver()
    client = at_the_step(world.ruth)
    assert client.post("/sign-in/second-step", {"code": code}).status_code == 422


def test_a_printed_code_opens_once(world: World) -> None:
    give_app(world.ruth)
    code = printed_codes(world.ruth)[3]
    deliver()
    first, second = at_the_step(world.ruth), at_the_step(world.ruth)
    first.post("/sign-in/second-step", {"code": f"{code[:4]} {code[4:]}"})
    assert is_in(first)
    assert second.post("/sign-in/second-step", {"code": code}).status_code == 422
    assert not is_in(second)


def test_the_step_is_closed_without_the_first_one(world: World) -> None:
    secret = give_app(world.ruth)
    client = browser()
    assert client.get("/sign-in/second-step")["Location"] == "/sign-in"
    response = client.post("/sign-in/second-step", {"code": app_code(secret)})
    assert response["Location"] == "/sign-in"
    assert not is_in(client)


def test_after_five_wrong_codes_the_right_one_waits(world: World) -> None:
    secret = give_app(world.ruth)
    deliver()
    client = at_the_step(world.ruth)
    wrong = f"{(int(app_code(secret)) + 1) % 1_000_000:06}"
    for _ in range(5):
        client.post("/sign-in/second-step", {"code": wrong})
    response = client.post("/sign-in/second-step", {"code": app_code(secret)})
    assert response.status_code == 429
    assert world.organisation.phone in response.content.decode()
    assert not is_in(client)


def test_a_members_passkey_does_not_lock_her_mail_code_out(world: World) -> None:
    Authenticator.objects.create(
        user=world.ruth.account, type="webauthn", data={"name": "x", "credential": {}}
    )
    client = browser()
    assert sign_in_by_mail(client, world.ruth)["Location"] == "/start"
    assert is_in(client)


def test_who_sees_others_data_shows_her_passkey_after_the_mail_code(world: World) -> None:
    # The passkey itself is walked in tests/browser; here only that it is asked for.
    Authenticator.objects.create(
        user=world.moderator.account, type="webauthn", data={"name": "x", "credential": {}}
    )
    client = browser()
    assert sign_in_by_mail(client, world.moderator)["Location"] == "/sign-in/second-step"
    assert not is_in(client)


# ---------- On the way to a page that asks for it ----------


def test_a_role_without_a_factor_is_led_to_setting_one_up(world: World) -> None:
    client = browser()
    response = sign_in_by_mail(client, world.administrator)
    assert response["Location"] == "/second-factor?next=%2Fstart"
    page = client.get("/second-factor?next=/office").content.decode()
    assert "/me/sign-in/app?next=%2Foffice" in page
    assert client.get(OFFICE)["Location"] == "/second-factor?next=%2Foffice"


def test_setting_up_an_app_leads_on_to_the_page(world: World) -> None:
    client = browser()
    sign_in_by_mail(client, world.administrator)
    before = client.session.session_key
    page = client.get("/me/sign-in/app?next=/office").content.decode()
    assert "data:image/svg+xml;base64," in page
    secret = client.session["mfa.totp.secret"]
    assert secret[:4] in page
    response = client.post(
        "/me/sign-in/app?next=/office", {"code": app_code(secret), "next": "/office"}
    )
    assert response["Location"] == "/me/sign-in/codes?next=%2Foffice"
    assert client.session.session_key != before
    assert opens_the_office(client)
    shown = client.post(response["Location"], {"do": "show"}).content.decode()
    assert len(re.findall(r"<code>\d{4} \d{4}</code>", shown)) == 10
    assert 'href="/office"' in shown


def test_a_weak_session_shows_the_factor_and_goes_on(world: World, sign_in: Any) -> None:
    secret = give_app(world.administrator)
    client = sign_in(world.administrator, strong=False)
    before = client.session.session_key
    assert client.get(OFFICE)["Location"] == "/second-factor?next=%2Foffice"
    response = client.post("/second-factor?next=/office", {"code": app_code(secret)})
    assert response["Location"] == "/office"
    assert client.session.session_key != before
    assert opens_the_office(client)
    assert Event.objects.filter(verb="members.session.strengthened").count() == 1


def test_a_wrong_code_there_opens_nothing(world: World, sign_in: Any) -> None:
    secret = give_app(world.administrator)
    client = sign_in(world.administrator, strong=False)
    wrong = f"{(int(app_code(secret)) + 1) % 1_000_000:06}"
    assert client.post("/second-factor?next=/office", {"code": wrong}).status_code == 422
    assert not opens_the_office(client)


@pytest.mark.parametrize("forged", ["https://evil.example", "//evil.example"])
def test_the_step_never_leads_to_another_site(world: World, sign_in: Any, forged: str) -> None:
    secret = give_app(world.administrator)
    client = sign_in(world.administrator, strong=False)
    response = client.post(f"/second-factor?next={forged}", {"code": app_code(secret)})
    assert response["Location"] == "/start"


def test_a_role_taken_away_counts_from_the_next_request(world: World, sign_in: Any) -> None:
    client = sign_in(world.administrator)
    assert opens_the_office(client)
    RoleHolding.objects.filter(account=world.administrator.account).update(ends_at=Now())
    assert client.get(OFFICE).status_code == 403


# ---------- Keeping factors ----------


def test_setting_up_takes_fresh_proof(world: World, sign_in: Any) -> None:
    client = sign_in(world.ruth)
    for page in ("/me/sign-in/app", "/me/sign-in/passkey", "/me/sign-in/codes"):
        assert client.get(page)["Location"].startswith("/confirm?next=")


def test_who_has_the_mailbox_but_not_the_app_cannot_add_a_factor(
    world: World, sign_in: Any
) -> None:
    give_app(world.ruth)
    client = sign_in(world.ruth, strong=False, fresh=True)
    for page in ("/me/sign-in/passkey", "/me/sign-in/codes", "/me/sign-in/password"):
        assert client.get(page)["Location"].startswith("/second-factor?next=")
    assert client.post("/me/sign-in/app/remove").status_code == 403
    assert client.post("/me/sign-in/password/remove").status_code == 403


def test_a_wrong_first_code_sets_nothing_up(world: World, sign_in: Any) -> None:
    client = sign_in(world.ruth, fresh=True)
    client.get("/me/sign-in/app")
    wrong = f"{(int(app_code(client.session['mfa.totp.secret'])) + 1) % 1_000_000:06}"
    assert client.post("/me/sign-in/app", {"code": wrong}).status_code == 422
    assert not Authenticator.objects.exists()


def test_an_app_is_there_once(world: World, sign_in: Any) -> None:
    give_app(world.ruth)
    client = sign_in(world.ruth, strong=True, fresh=True)
    assert client.get("/me/sign-in/app")["Location"] == "/me/sign-in"


def test_taking_the_app_away_takes_the_printed_codes_along_and_tells_her(
    world: World, sign_in: Any
) -> None:
    give_app(world.ruth)
    deliver()
    client = sign_in(world.ruth, strong=True, fresh=True)
    client.post("/me/sign-in/app/remove")
    assert not Authenticator.objects.exists()
    assert "app of your account was removed" in mail_to("ruth@example.org").body
    after = browser()
    assert sign_in_by_mail(after, world.ruth)["Location"] == "/start"


def test_the_last_factor_stays_while_a_role_needs_one(world: World, sign_in: Any) -> None:
    give_app(world.administrator)
    client = sign_in(world.administrator, fresh=True)
    response = client.post("/me/sign-in/app/remove")
    assert response.status_code == 403
    assert "Add another one first" in response.content.decode()
    assert Authenticator.objects.filter(type="totp").exists()


def test_somebody_elses_passkey_is_not_there(world: World, sign_in: Any) -> None:
    hers = add_passkey(
        actor=world.gerd.actor(fresh=True), name="x", credential={"not": "looked at here"}
    )
    client = sign_in(world.ruth, fresh=True)
    assert client.post(f"/me/sign-in/passkey/{hers.pk}/remove").status_code == 404
    assert Authenticator.objects.filter(pk=hers.pk).exists()


def test_printed_codes_are_shown_once(world: World, sign_in: Any) -> None:
    give_app(world.ruth)
    client = sign_in(world.ruth, strong=True, fresh=True)
    assert "<code>" not in client.get("/me/sign-in/codes").content.decode()
    first = client.post("/me/sign-in/codes", {"do": "show"}).content.decode()
    assert len(re.findall(r"<code>\d{4} \d{4}</code>", first)) == 10
    again = client.post("/me/sign-in/codes", {"do": "show"}, follow=True).content.decode()
    assert "<code>" not in again
    assert "showed these codes before" in again


def test_new_printed_codes_replace_the_old_ones(world: World, sign_in: Any) -> None:
    give_app(world.ruth)
    old = printed_codes(world.ruth)[0]
    client = sign_in(world.ruth, strong=True, fresh=True)
    page = client.post("/me/sign-in/codes", {"do": "new"}).content.decode()
    new = re.findall(r"<code>(\d{4}) (\d{4})</code>", page)
    deliver()
    step = at_the_step(world.ruth)
    assert step.post("/sign-in/second-step", {"code": old}).status_code == 422
    step.post("/sign-in/second-step", {"code": "".join(new[0])})
    assert is_in(step)


def test_the_table_of_factors_holds_no_readable_secret(world: World) -> None:
    secret = give_app(world.ruth)
    codes = printed_codes(world.ruth)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert not [code for code in codes if code in stored]


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "{}",
        "[]",
        "no json",
        "[" * 100_000,
        '{"id": 5}',
        '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
        '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30",'
        '"authenticatorData":"AA","signature":"AA","userHandle":"AA"}}',
        '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30",'
        '"attestationObject":"oA"}}',
        '{"response": []}',
        '{"response": {"userHandle": 7}}',
        '{"response": {"userHandle": "ZZZZZZZZZZZZZZZZZZZZZZ"}}',
        '"\\ud800"',
        "1e999",
    ],
)
def test_a_device_that_answers_nonsense_gets_a_clear_refusal(
    world: World, sign_in: Any, bad: str
) -> None:
    stranger = browser(raise_request_exception=False)
    assert stranger.post("/sign-in/passkey/options").status_code == 200
    response = stranger.post("/sign-in/passkey", {"credential": bad})
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    member = sign_in(world.ruth, fresh=True)
    member.get("/me/sign-in/passkey")
    response = member.post("/me/sign-in/passkey", {"name": "x", "credential": bad})
    assert response.status_code == 422
    assert not Authenticator.objects.exists()


def test_a_hat_that_needs_a_factor_asks_for_it(world: World, sign_in: Any) -> None:
    RoleHolding.objects.create(account=world.ruth.account, role=Hat.MODERATOR, reason="test")
    client = sign_in(world.ruth)
    response = client.post("/me/hat", {"hat": "moderator"})
    assert response["Location"] == "/second-factor"
    assert client.session["hat"] == "moderator"


def test_a_hat_she_does_not_hold_cannot_be_put_on(world: World, sign_in: Any) -> None:
    client = sign_in(world.ruth)
    client.post("/me/hat", {"hat": "administrator"})
    assert client.session["hat"] == "member"
    assert client.post("/me/hat", {"hat": "no such"})["Location"] == "/start"


def test_the_page_says_which_hat_is_on(world: World, sign_in: Any) -> None:
    RoleHolding.objects.create(account=world.ruth.account, role=Hat.EDITOR, reason="test")
    page = sign_in(world.ruth).get("/me/sessions").content.decode()
    assert "You are here as Member." in page
    assert "Go on as Editor" in page
