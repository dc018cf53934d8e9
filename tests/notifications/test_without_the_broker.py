"""The key-value server only carries hints: without it mail is late at worst, and no page waits."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail
from django.db import transaction

from notifications.actions import send_service_mail
from notifications.models import Outbox
from po_platform.kit import broker
from tests.notifications.mailbox import deliver
from tests.notifications.test_outbox import tell
from tests.personas import World

pytestmark = pytest.mark.django_db(transaction=True)


def use(settings: LazySettings, url: str) -> None:
    settings.CELERY_BROKER_URL = url
    broker._publisher.cache_clear()
    broker._silent_until = 0.0


@pytest.fixture
def gone(settings: LazySettings) -> Iterator[None]:
    """Nobody listens where the key-value server should be."""
    use(settings, "redis://127.0.0.1:1/0")
    yield
    broker._publisher.cache_clear()
    broker._silent_until = 0.0


@pytest.fixture
def frozen(settings: LazySettings) -> Iterator[None]:
    """It takes connections and never answers, as a stopped process does."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        use(settings, f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        yield
    broker._publisher.cache_clear()
    broker._silent_until = 0.0


def send_code(world: World) -> None:
    with transaction.atomic():
        send_service_mail(
            to_account=world.ruth.account.pk, template="notifications/mail/waiting", context={}
        )


def wait_for_mail() -> None:
    deadline = time.monotonic() + 20
    while not mail.outbox and time.monotonic() < deadline:
        time.sleep(0.05)


def test_with_the_broker_the_worker_is_asked(world: World) -> None:
    broker._silent_until = 0.0
    assert broker.publish("notifications.send_now", 1)


def test_a_code_still_arrives_when_the_broker_is_gone(world: World, gone: None) -> None:
    send_code(world)
    wait_for_mail()
    assert [message.to for message in mail.outbox] == [["ruth@example.org"]]


def test_a_frozen_broker_holds_nobody_up(world: World, frozen: None) -> None:
    started = time.monotonic()
    for _request in range(3):
        send_code(world)
    assert time.monotonic() - started < 10, "each request waited for a broker that never answers"
    deadline = time.monotonic() + 20
    while len(mail.outbox) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(mail.outbox) == 3
    assert set(Outbox.objects.values_list("attempts", flat=True)) == {1}


def test_what_nobody_heard_of_is_sent_by_the_tick(
    world: World, gone: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notifications.actions.waking._send_here", lambda row_id: None)
    send_code(world)
    with transaction.atomic():
        tell(world.ruth)
    assert [message.to for message in deliver()] == [["ruth@example.org"]] * 2


def test_the_publisher_gives_up_after_one_attempt(settings: Any) -> None:
    options = broker._publisher().conf.broker_transport_options
    assert options["max_retries"] == 0
    assert options["socket_timeout"] <= 1
    assert options["socket_connect_timeout"] <= 1
