"""The office sees on its first page when e-mails do not leave."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from notifications.models import Outbox
from tests.notifications.test_outbox import tell
from tests.personas import World

KIND = "members.share_accepted"
pytestmark = pytest.mark.django_db


def test_mail_that_waits_for_more_than_an_hour_is_said(world: World, sign_in: Any) -> None:
    tell(world.ruth, "1", kind=KIND, due_at=timezone.now() - timedelta(hours=2))
    page = sign_in(world.administrator).get("/office").content.decode()
    assert "1 e-mail does not go out" in page


def test_mail_given_up_this_week_is_said(world: World, sign_in: Any) -> None:
    tell(world.ruth, "1", kind=KIND, due_at=timezone.now() - timedelta(hours=2))
    Outbox.objects.update(state=Outbox.State.FAILED, done_at=timezone.now())
    page = sign_in(world.administrator).get("/office").content.decode()
    assert "1 e-mail was given up this week" in page


def test_mail_that_is_on_its_way_is_no_news(world: World, sign_in: Any) -> None:
    tell(world.ruth, "1", kind=KIND, due_at=timezone.now() - timedelta(minutes=5))
    page = sign_in(world.administrator).get("/office").content.decode()
    assert "Sending e-mail" not in page
