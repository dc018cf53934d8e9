"""The demo shows what it would have sent; elsewhere nothing is kept and the page is not there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from notifications.models import KeptMail
from tests.notifications.mailbox import deliver
from tests.notifications.test_outbox import tell
from tests.personas import World

pytestmark = pytest.mark.django_db


def test_sent_mails_are_listed_newest_first_and_can_be_read(world: World, client: Client) -> None:
    tell(world.gerd, "1")
    deliver()
    tell(world.ruth, "2")
    deliver()
    page = client.get("/demo/mail").content.decode()
    assert page.index("ruth@example.org") < page.index("gerd@example.org")
    newest = KeptMail.objects.latest("id")
    mail = client.get(f"/demo/mail/{newest.pk}").content.decode()
    assert "Hello Ruth E.," in mail
    assert '<a href="http://localhost:8000/start"' in mail
    assert "&lt;html lang=" in mail, "its HTML is shown as source, never run"


def test_before_the_first_mail_the_page_says_so(world: World, client: Client) -> None:
    assert b"No e-mail yet" in client.get("/demo/mail").content
    assert client.get("/demo/mail/1").status_code == 404


@pytest.mark.parametrize("page", ["2", "-1", "x", "99999999999999999999"])
def test_any_page_number_finds_a_page(world: World, client: Client, page: str) -> None:
    assert client.get("/demo/mail", {"page": page}).status_code == 200


def test_long_lists_go_older_and_newer(world: World, client: Client) -> None:
    KeptMail.objects.bulk_create(
        KeptMail(to="a@example.org", subject=f"mail {n}", text="") for n in range(51)
    )
    assert b"?page=2" in client.get("/demo/mail").content
    second = client.get("/demo/mail?page=2").content
    assert b"mail 0<" in second
    assert b"?page=1" in second


def test_outside_the_demo_the_pages_are_not_there(
    world: World, client: Client, settings: Any
) -> None:
    tell(world.ruth)
    deliver()
    settings.DEMO = False
    assert client.get("/demo/mail").status_code == 404
    assert client.get(f"/demo/mail/{KeptMail.objects.get().pk}").status_code == 404


def test_where_mail_is_not_kept_nothing_is_stored(world: World, settings: Any) -> None:
    settings.MAIL_KEPT = False
    tell(world.ruth)
    assert len(deliver()) == 1
    assert not KeptMail.objects.exists()
