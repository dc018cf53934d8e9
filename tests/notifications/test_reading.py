"""What the office and a person can read about mail: numbers and times, never what it said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from notifications.actions import choose_mails, opt_out
from notifications.models import Outbox
from notifications.queries import post_office, wanted_mails
from tests.notifications.test_outbox import tell
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


def test_a_person_has_each_group_she_did_not_stop(world: World) -> None:
    opt_out(person_id=world.ruth.person.pk, groups=["tests.tasks"])
    found = wanted_mails(person_id=world.ruth.person.pk)
    assert "tests.tasks" not in found
    assert "tests.replies" in found


def test_what_somebody_chooses_replaces_what_she_chose_before(world: World) -> None:
    person_id = world.ruth.person.pk
    opt_out(person_id=person_id, groups=["tests.tasks"])
    choose_mails(person_id=person_id, wanted=["tests.tasks"])
    assert wanted_mails(person_id=person_id) == ["tests.tasks"]
    assert "tests.replies" in wanted_mails(person_id=world.gerd.person.pk)
