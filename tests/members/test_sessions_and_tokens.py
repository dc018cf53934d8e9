"""Where somebody is signed in and what acts for her: she sees it, and ends it."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
from members.models import Account, ApiToken, SignedInSession
from members.sessions import NOTED_EVERY, NOTED_KEY
from members.tokens import account_of_token
from tests.members.signing_steps import browser, is_in, mail_to, sign_in_by_mail
from tests.personas import World

pytestmark = pytest.mark.django_db
TOKEN = {"name": "my spreadsheet", "may": "read", "days": "30"}


def test_she_sees_her_devices_in_words(world: World) -> None:
    client = browser()
    sign_in_by_mail(client, world.ruth)
    page = client.get("/me/sessions").content.decode()
    assert "Firefox on Linux" in page
    assert "This device" in page


def test_she_sees_nobody_elses(world: World) -> None:
    hers, his = browser(), browser()
    sign_in_by_mail(hers, world.ruth)
    sign_in_by_mail(his, world.gerd)
    row = SignedInSession.objects.get(account=world.gerd.account)
    assert f"/me/sessions/{row.pk}/end" not in hers.get("/me/sessions").content.decode()
    assert hers.post(f"/me/sessions/{row.pk}/end").status_code == 404
    assert is_in(his)


def test_one_device_is_signed_out_at_its_next_request(world: World) -> None:
    here, lost = browser(), browser()
    sign_in_by_mail(lost, world.ruth)
    row = SignedInSession.objects.get()
    sign_in_by_mail(here, world.ruth)
    assert is_in(lost)
    here.post(f"/me/sessions/{row.pk}/end")
    assert not is_in(lost)
    assert is_in(here)


def test_all_other_devices_are_signed_out_at_once(world: World) -> None:
    here, one, two = browser(), browser(), browser()
    for client in (one, two, here):
        sign_in_by_mail(client, world.ruth)
    other = browser()
    sign_in_by_mail(other, world.gerd)
    here.post("/me/sessions/others/end")
    assert [is_in(client) for client in (here, one, two, other)] == [True, False, False, True]


def test_signing_out_takes_the_device_off_the_list(world: World) -> None:
    client = browser()
    sign_in_by_mail(client, world.ruth)
    client.post("/sign-out")
    assert not SignedInSession.objects.exists()


def test_a_list_of_sessions_holds_no_key_that_opens_one(world: World) -> None:
    client = browser()
    sign_in_by_mail(client, world.ruth)
    stored = bytes(SignedInSession.objects.get().key_hash)
    assert str(client.session.session_key).encode() not in stored


def test_use_is_noted_once_an_hour_and_costs_nothing_in_between(world: World) -> None:
    client = browser()
    sign_in_by_mail(client, world.ruth)
    SignedInSession.objects.update(last_seen_at=timezone.now() - timedelta(days=3))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/me/sessions")
    assert not [q for q in queries if q["sql"].lower().startswith(("insert", "update", "delete"))]
    session = client.session
    session[NOTED_KEY] = int(time.time()) - NOTED_EVERY - 1
    session.save()
    client.get("/me/sessions")
    seen = SignedInSession.objects.get().last_seen_at
    assert timezone.now() - seen < timedelta(minutes=1)


def test_a_session_that_ran_out_is_not_listed_and_goes_at_the_next_sign_in(world: World) -> None:
    first = browser()
    sign_in_by_mail(first, world.ruth)
    SignedInSession.objects.update(last_seen_at=timezone.now() - timedelta(days=31))
    assert "Firefox" not in first.get("/me/sessions").content.decode()
    sign_in_by_mail(browser(), world.ruth)
    assert SignedInSession.objects.count() == 1


def test_sign_in_and_out_leave_a_trace(world: World) -> None:
    client = browser()
    sign_in_by_mail(client, world.ruth)
    client.post("/sign-out")
    verbs = Event.objects.filter(account_id=world.ruth.account.pk).values_list("verb", flat=True)
    assert {"members.session.begun", "members.session.ended"} <= set(verbs)


# ---------- Tokens ----------


def made(client: Any, **more: str) -> str:
    """A new token's secret, as it stands on the page once."""
    page = client.post("/me/tokens/new", TOKEN | more).content.decode()
    secret = page.split('<code class="code-big">')[1].split("</code>")[0]
    assert secret.startswith("po_")
    return str(secret)


def test_a_token_is_shown_once_and_kept_as_a_mark(world: World, sign_in: Any) -> None:
    client = sign_in(world.ruth, fresh=True)
    secret = made(client)
    assert secret not in client.get("/me/sessions").content.decode()
    assert "my spreadsheet" in client.get("/me/sessions").content.decode()
    assert secret.encode() not in bytes(ApiToken.objects.get().secret_hash)
    assert "token was made" in mail_to("ruth@example.org").body
    assert account_of_token(secret, writes=False) == world.ruth.account


def test_a_token_for_reading_does_not_write(world: World, sign_in: Any) -> None:
    client = sign_in(world.ruth, fresh=True)
    reads, writes = made(client), made(client, name="other", may="write")
    assert account_of_token(reads, writes=True) is None
    assert account_of_token(writes, writes=True) == world.ruth.account


def test_an_ended_token_opens_nothing(world: World, sign_in: Any) -> None:
    client = sign_in(world.ruth, fresh=True)
    secret = made(client)
    client.post(f"/me/tokens/{ApiToken.objects.get().pk}/end")
    assert account_of_token(secret, writes=False) is None


def test_a_token_past_its_day_opens_nothing(world: World, sign_in: Any) -> None:
    secret = made(sign_in(world.ruth, fresh=True))
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert account_of_token(secret, writes=False) is None


def test_a_token_of_a_closed_account_opens_nothing(world: World, sign_in: Any) -> None:
    secret = made(sign_in(world.ruth, fresh=True))
    Account.objects.filter(pk=world.ruth.account.pk).update(is_active=False)
    assert account_of_token(secret, writes=False) is None


def test_somebody_elses_token_is_not_there(world: World, sign_in: Any) -> None:
    secret = made(sign_in(world.gerd, fresh=True))
    response = sign_in(world.ruth).post(f"/me/tokens/{ApiToken.objects.get().pk}/end")
    assert response.status_code == 404
    assert account_of_token(secret, writes=False) is not None


def test_making_a_token_takes_fresh_proof(world: World, sign_in: Any) -> None:
    response = sign_in(world.ruth).post("/me/tokens/new", TOKEN)
    assert response["Location"].startswith("/confirm?")
    assert not ApiToken.objects.exists()


def test_a_double_click_makes_one_token(world: World, sign_in: Any) -> None:
    client = sign_in(world.ruth, fresh=True)
    made(client)
    response = client.post("/me/tokens/new", TOKEN | {"name": "MY spreadsheet"})
    assert response.status_code == 422
    assert "a token of this name" in response.content.decode()
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize("bad", [{"name": ""}, {"may": "everything"}, {"days": "100000"}])
def test_what_cannot_be_is_said_so(world: World, sign_in: Any, bad: dict[str, str]) -> None:
    response = sign_in(world.ruth, fresh=True).post("/me/tokens/new", TOKEN | bad)
    assert response.status_code == 422
    assert not ApiToken.objects.exists()
