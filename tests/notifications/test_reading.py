"""What the office and a person can read about mail: numbers and times, never what it said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from notifications.actions import forget_person, opt_out
from notifications.models import MailOptOut, Outbox
from notifications.queries import mail_choices, post_office, rows_about
from tests.notifications.mailbox import deliver
from tests.notifications.test_outbox import tell
from tests.notifications.test_service_mail import code_for
from tests.personas import World

pytestmark = pytest.mark.django_db


def test_the_office_sees_how_sending_goes(world: World) -> None:
    tell(world.ruth, "1", due_at=timezone.now() - timedelta(hours=1))
    tell(world.ruth, "2", due_at=timezone.now() + timedelta(hours=1))
    for days, dedup in ((1, "3"), (8, "4")):
        tell(world.gerd, dedup)
        Outbox.objects.filter(pk=Outbox.objects.latest("id").pk).update(
            state=Outbox.State.FAILED, done_at=timezone.now() - timedelta(days=days)
        )
    found = post_office(actor=world.administrator.actor())
    assert (found.waiting, found.failed) == (1, 1)
    assert found.oldest_due_at == Outbox.objects.earliest("id").due_at


@pytest.mark.parametrize("who", ["ruth", "nasser", "curator"])
def test_nobody_else_does(world: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        post_office(actor=world.people[who].actor())


def test_a_person_sees_each_group_she_can_stop(world: World) -> None:
    opt_out(person_id=world.ruth.person.pk, groups=["tests.tasks"])
    choices = {
        choice.group.name: choice.wanted
        for choice in mail_choices(person_id=world.ruth.person.pk)
        if choice.group.name.startswith("tests.")
    }
    assert choices == {"tests.tasks": False, "tests.replies": True}


def test_erase_leaves_nothing_about_her_and_everything_about_others(world: World) -> None:
    for persona in (world.ruth, world.gerd):
        tell(persona, persona.name)
        code_for(persona)
        opt_out(person_id=persona.person.pk, groups=["tests.replies"])
    deliver()
    ids = {"person_id": world.ruth.person.pk, "account_id": world.ruth.account.pk}
    assert len(rows_about(**ids)) == 3
    assert forget_person(**ids) == {"notifications_outbox": 2, "notifications_mailoptout": 1}
    assert rows_about(**ids) == []
    assert (Outbox.objects.count(), MailOptOut.objects.count()) == (2, 1)
