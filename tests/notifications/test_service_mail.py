"""Codes and security notices go out at once, whatever somebody prefers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from members.models import Account
from notifications.actions import send_service_mail
from notifications.models import Outbox
from tests.notifications.mailbox import deliver
from tests.notifications.test_outbox import prefer
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
TEMPLATE = "notifications/mail/waiting"


def code_for(person: Persona, **more: Any) -> None:
    send_service_mail(to_account=person.account.pk, template=TEMPLATE, context={}, **more)


def test_a_service_mail_ignores_quiet_hours_digest_and_bounces(world: World) -> None:
    now = timezone.now()
    prefer(
        world.ruth,
        time_zone="UTC",
        mail_frequency="never",
        quiet_from=(now - timedelta(hours=1)).time(),
        quiet_until=(now + timedelta(hours=1)).time(),
        mail_paused_at=now,
    )
    code_for(world.ruth)
    (mail,) = deliver()
    assert mail.to == ["ruth@example.org"]


def test_a_service_mail_cannot_be_unsubscribed(world: World) -> None:
    code_for(world.ruth)
    (mail,) = deliver()
    assert "List-Unsubscribe" not in mail.extra_headers
    assert "mail/stop" not in mail.body


def test_an_address_without_an_account_can_be_written_to(world: World) -> None:
    send_service_mail(
        to_address="new@example.org", template=TEMPLATE, context={"path": "/join"}, language="de"
    )
    assert "new@example.org" not in repr(vars(Outbox.objects.get()))
    (mail,) = deliver()
    assert mail.to == ["new@example.org"]
    assert mail.extra_headers["Content-Language"] == "de"
    assert "/join" in mail.body


def test_another_address_of_an_account_gets_its_name_and_language(world: World) -> None:
    prefer(world.ruth, language="de")
    code_for(world.ruth, to_address="former@example.org")
    (mail,) = deliver()
    assert mail.to == ["former@example.org"]
    assert mail.extra_headers["Content-Language"] == "de"
    assert "Ruth E." in mail.body


def test_a_mail_to_nobody_is_the_senders_mistake(world: World) -> None:
    with pytest.raises(ValueError, match="to an account or to an address"):
        send_service_mail(template=TEMPLATE, context={})


def test_a_code_that_ran_out_is_not_sent_late(world: World) -> None:
    code_for(world.ruth, expires_at=timezone.now() - timedelta(seconds=1))
    assert deliver() == []


def test_the_dead_get_no_service_mail_and_those_who_left_do(world: World) -> None:
    for persona, state in ((world.ruth, "deceased"), (world.gerd, "left")):
        type(persona.person).objects.filter(pk=persona.person.pk).update(state=state)
        code_for(persona)
    assert [mail.to for mail in deliver()] == [["gerd@example.org"]]


def test_it_vanishes_with_the_transaction_of_its_cause(world: World) -> None:
    class Broken(Exception):
        pass

    with pytest.raises(Broken), transaction.atomic():
        code_for(world.ruth)
        raise Broken
    assert deliver() == []


def test_what_it_carried_is_wiped_when_it_is_out(world: World) -> None:
    send_service_mail(
        to_account=world.ruth.account.pk, template=TEMPLATE, context={"code": "123456"}
    )
    row = Outbox.objects.get()
    assert row.sealed and "123456" not in row.sealed
    deliver()
    row.refresh_from_db()
    assert row.sealed == ""


def test_the_worker_is_told_only_after_commit(
    world: World, monkeypatch: pytest.MonkeyPatch, on_commit: Callable[..., Any]
) -> None:
    told: list[tuple[str, int]] = []

    def publish(task: str, row_id: int) -> bool:
        told.append((task, row_id))
        return True

    monkeypatch.setattr("notifications.actions.waking.publish", publish)
    with on_commit():
        code_for(world.ruth)
        assert told == []
    assert told == [("notifications.send_now", Outbox.objects.get().pk)]


def test_the_hint_and_the_tick_send_it_once(world: World) -> None:
    from notifications.tasks import send_now

    code_for(world.ruth)
    assert len(deliver()) == 1
    send_now(Outbox.objects.get().pk)
    assert deliver() == []
    assert Account.objects.count() > 1
    assert Outbox.objects.get().attempts == 1
