"""The same code twenty times at once opens once: real transactions, one connection per request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client

from members import limits
from members.actions.joining import invite_to_join
from members.models import Account, Organisation, Person, SignedInSession
from members.queries.organisation import forget_organisation
from tests.members.mailbox_steps import (
    PIN,
    answer,
    anton_at_ruths,
    by_number,
    chosen,
    give_card,
    give_pin,
)
from tests.members.signing_steps import (
    another,
    app_code,
    ask_code,
    browser,
    code_in,
    enter,
    give_app,
    is_in,
    mail_to,
    printed_codes,
    sign_in_by_mail,
)
from tests.notifications.mailbox import deliver
from tests.personas import World

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 20
SECONDS = 60
NEWCOMER = {
    "display_name": "Marlene K.",
    "email": "marlene@example.org",
    "language": "en",
    "old_enough": "on",
    "at_least": "16",
    "rules_mark": "",
}


@pytest.fixture(autouse=True)
def unlimited(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Limits on addresses would refuse the rest; here something else has to."""
    monkeypatch.setitem(limits.OURS, "enter_code", "1000/m/ip")
    monkeypatch.setitem(limits.OURS, "try_invitation", "1000/m/ip")
    monkeypatch.setitem(limits.OURS, "try_name", "1000/m/ip")
    settings.MFA_TOTP_PERIOD = 86_400  # no test stands on the edge of two codes
    settings.ACCOUNT_RATE_LIMITS = {
        "login_failed": "1000/m/ip",
        "request_login_code": "1000/m/ip",
        "signup": "1000/m/ip",
    }
    yield
    cache.clear()


def at_once(steps: list[Callable[[], object]]) -> None:
    """Runs all of them together; each thread closes its own connection."""
    start = Barrier(len(steps))

    def run(step: Callable[[], object]) -> None:
        try:
            start.wait(SECONDS)
            step()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(steps)) as pool:
        for done in [pool.submit(run, step) for step in steps]:
            done.result(SECONDS)


def copies(client: Client, count: int = AT_ONCE) -> list[Client]:
    """The same browser many times: one session, one key."""
    twins = [browser(raise_request_exception=False) for _ in range(count)]
    for twin in twins:
        twin.cookies["sessionid"] = client.cookies["sessionid"].value
    return twins


def test_a_mail_code_sent_twenty_times_at_once_signs_in_once(world: World) -> None:
    client = browser()
    code = ask_code(client, "ruth@example.org")
    twins = copies(client)
    at_once([partial(enter, twin, code) for twin in twins])
    assert sum(is_in(twin) for twin in twins) == 1
    assert SignedInSession.objects.count() == 1


def test_twenty_wrong_codes_at_once_count_as_twenty(world: World) -> None:
    client = browser()
    code = ask_code(client, "ruth@example.org")
    at_once([partial(enter, twin, another(code)) for twin in copies(client)])
    assert enter(client, code).status_code == 422
    assert not is_in(client)


def test_an_app_code_used_in_twenty_browsers_at_once_opens_one(world: World) -> None:
    secret = give_app(world.ruth)
    clients = [browser() for _ in range(AT_ONCE)]
    for client in clients:
        sign_in_by_mail(client, world.ruth)
    code = app_code(secret)
    at_once([partial(enter, client, code, "/sign-in/second-step") for client in clients])
    assert sum(is_in(client) for client in clients) == 1


def test_a_printed_code_used_in_twenty_browsers_at_once_opens_one(world: World) -> None:
    give_app(world.ruth)
    code = printed_codes(world.ruth)[0]
    deliver()
    clients = [browser() for _ in range(AT_ONCE)]
    for client in clients:
        sign_in_by_mail(client, world.ruth)
    at_once([partial(enter, client, code, "/sign-in/second-step") for client in clients])
    assert sum(is_in(client) for client in clients) == 1


def test_a_code_to_join_sent_twenty_times_at_once_makes_one_member(world: World) -> None:
    client = browser()
    client.post("/join", NEWCOMER)
    code = code_in(mail_to("marlene@example.org"))
    at_once([partial(enter, twin, code, "/join/code") for twin in copies(client)])
    assert Account.objects.filter(email="marlene@example.org").count() == 1
    assert Person.objects.filter(display_name="Marlene K.").count() == 1


def test_an_invitation_used_by_twenty_people_at_once_lets_one_in(world: World) -> None:
    Organisation.objects.update(joining=Organisation.Joining.INVITED)
    forget_organisation()
    code = invite_to_join(actor=world.administrator.actor())
    clients, codes = [browser() for _ in range(AT_ONCE)], []
    for number, client in enumerate(clients):
        client.post("/join/invitation", {"code": code})
        address = f"guest{number}@example.org"
        client.post("/join", NEWCOMER | {"display_name": f"Guest {number}", "email": address})
        codes.append(code_in(mail_to(address)))
    at_once(
        [
            partial(enter, client, its, "/join/code")
            for client, its in zip(clients, codes, strict=True)
        ]
    )
    assert Account.objects.filter(email__startswith="guest").count() == 1


def test_a_code_of_a_card_used_in_twenty_browsers_at_once_opens_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.OURS, "try_card", "1000/m/ip")
    code = give_card(world, world.ruth)[0]
    clients = [browser(raise_request_exception=False) for _ in range(AT_ONCE)]
    at_once([partial(by_number, client, world.ruth, code) for client in clients])
    assert sum(is_in(client) for client in clients) == 1


def test_twenty_wrong_pins_at_once_count_as_twenty(world: World) -> None:
    anton_at_ruths()
    give_pin(world.ruth)
    client = chosen(world.ruth)
    at_once([partial(answer, twin, "pin", pin="000001") for twin in copies(client)])
    assert answer(client, "pin", pin=PIN).status_code == 429
    assert not is_in(client)


def test_of_two_who_claim_one_address_at_once_one_joins(world: World) -> None:
    Organisation.objects.update(joining="open")
    forget_organisation()
    steps: list[Callable[[], object]] = []
    for name in ("Marlene K.", "Torben K."):
        client = browser(raise_request_exception=False)
        client.post("/join", NEWCOMER | {"display_name": name})
        code = code_in(mail_to("marlene@example.org"))
        steps.append(partial(enter, client, code, "/join/code"))
    at_once(steps)
    assert Account.objects.filter(email="marlene@example.org").count() == 1
