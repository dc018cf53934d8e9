"""What the office writes to people: plain words, a way to check, nothing about anybody's health."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from members.actions import lost_factor
from members.models import LostFactorRequest
from notifications.directory import Sender
from notifications.jobs import run_due_jobs
from notifications.letters import compose
from notifications.models import DueJob
from notifications.seals import open_load
from po_platform.access.actor import acting_as
from tests.members.office_world import mails, second_administrator
from tests.personas import World

CONTEXTS: list[tuple[str, dict[str, Any]]] = [
    ("state_changed", {"state": "paused", "path": "/"}),
    ("state_changed", {"state": "left", "path": "/"}),
    ("state_changed", {"state": "active", "path": "/"}),
    ("roles_changed", {"path": "/start"}),
    ("sign_in_help", {"path": "/sign-in"}),
    ("address_changed", {"path": "/"}),
    ("factor_going", {"path": "/lost-factor", "gone_at": "Tuesday, 4 March"}),
    ("factor_gone", {"path": "/"}),
    (
        "day_root",
        {
            "path": "/office/log/proof",
            "day": "Tuesday, 4 March",
            "iso": "2026-03-04",
            "deeds": 3,
            "looks": 1,
            "number": "0a1b2c3d 4e5f6071",
        },
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", ["Ruth E.", ""])
@pytest.mark.parametrize(("template", "context"), CONTEXTS)
def test_a_mail_has_a_subject_words_and_nothing_left_open(
    template: str, context: dict[str, Any], name: str, language: str
) -> None:
    letter = compose(
        f"members/mail/{template}",
        language=language,
        name=name,
        sender=Sender("Morning Hands", "01632 960 118", "9 to 4"),
        context=context,
    )
    assert 5 < len(letter.subject) < 70
    assert "{" not in letter.text
    assert "01632 960 118" in letter.text
    if "gone_at" in context:
        assert context["gone_at"] in letter.text


@pytest.mark.django_db
def test_the_tick_removes_what_is_due_and_the_mail_says_when(world: World) -> None:
    Authenticator.objects.create(user=world.nasser.account, type="totp", data={})
    second = second_administrator(world)
    with acting_as(world.administrator.actor()) as actor:
        asked = lost_factor.ask_for_factor_removal(
            actor=actor, person_id=world.nasser.person.pk, reason="In the lake"
        )
    with acting_as(second.actor()) as actor:
        lost_factor.confirm_factor_removal(actor=actor, request_id=asked.pk)
    (mail,) = mails("factor_going")
    load = open_load(mail.ref, mail.sealed)
    assert load.context["path"] == "/lost-factor"
    assert load.context["gone_at"]
    LostFactorRequest.objects.update(confirmed_at=timezone.now() - timedelta(days=1))
    DueJob.objects.all().delete()
    assert "members.remove_due_factors" in run_due_jobs()
    assert not Authenticator.objects.filter(user=world.nasser.account).exists()
