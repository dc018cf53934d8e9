"""A clinician moves a visit she arranged; nobody else does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.models import Event
from po_platform.access.actor import acting_as
from proms.actions.visits import When, note_visit
from proms.queries.visits import my_visits
from tests.members.sharing_steps import share
from tests.personas import World
from tests.proms.path import text_of

pytestmark = pytest.mark.django_db


def test_she_moves_it_and_the_patient_sees_the_new_day(world: World, sign_in: Any) -> None:
    share(world.ruth, world.nasser)
    nasser, today = world.nasser.actor(), timezone.localdate()
    with acting_as(nasser):
        visit = note_visit(
            actor=nasser, subject=world.ruth.subject, when=When(today, with_whom="Me")
        )
    page = f"/clinic/people/{world.ruth.subject}/plan/visits/{visit.ref}"
    assert sign_in(world.oduya).get(page).status_code == 404
    assert sign_in(world.ruth).get(page).status_code == 403
    client = sign_in(world.nasser)
    assert "Move the visit" in text_of(client.get(page))
    wrong = client.post(page, {"on": (today - timedelta(days=1)).isoformat()})
    assert "Choose today or a day to come" in text_of(wrong)
    later = today + timedelta(days=3)
    moved = client.post(page, {"on": later.isoformat(), "at": "10:30", "with_whom": "Me"})
    assert moved.headers["Location"].endswith("/plan")
    ruth = world.ruth.actor()
    with acting_as(ruth):
        (hers,) = my_visits(actor=ruth)
        assert (hers.on, hers.pk) == (later, visit.pk)
    assert Event.objects.filter(verb="proms.visit.moved").count() == 1
    other = f"/clinic/people/{world.gerd.subject}/plan/visits/{visit.ref}"
    assert client.post(other, {"on": later.isoformat()}).status_code == 404
