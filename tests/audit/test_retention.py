"""What the data register promises to delete after a time goes on that day, and nothing else does."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from audit.inventory import Entry, register
from audit.retention import clear_outlived
from members.models import JoinInvitation, Ticket
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from proms.models import Response
from questionnaires.actions import save_draft
from questionnaires.models import Draft
from tests.personas import World
from tests.proms.path import on_her_list, put_weekly_in_use, send, some_answers

# Promised in years that have not passed since the first row: nothing clears them yet, on purpose.
NOT_YET = {
    "audit.Event": "the record cannot be deleted by any role of the portal",
    "members.Tombstone": "as the record",
    "members.Decision": "goes together with its grant, by decision of the organisation",
    "members.Grant": "as its decision",
    "pghistory.Context": "as the record",
    "pghistory.MiddlewareEvents": "as the record",
}
DAYS = {"day": 1, "year": 365}


def promises_a_time(entry: Entry) -> re.Match[str] | None:
    return re.search(r"(\d+) (day|year)", entry.holds.keep)


def kept_by_hand(entry: Entry) -> bool:
    """Its own list, or the history of a model: that goes when the model's rows have gone."""
    return entry.label in NOT_YET or hasattr(entry.model, "pgh_tracked_model")


def test_each_promise_of_a_time_is_a_rule_with_the_same_figure() -> None:
    for entry in register():
        promised = promises_a_time(entry)
        if promised is None or kept_by_hand(entry):
            assert not entry.holds.after or hasattr(entry.model, "pgh_tracked_model"), entry.label
            continue
        assert entry.holds.after, f"{entry.label} promises {promised[0]} and nobody clears it"
        if entry.label != "sessions.Session":  # counted in its date of expiry already
            days = int(promised[1]) * DAYS[promised[2]]
            assert entry.holds.days == pytest.approx(days, abs=3), entry.label


@pytest.mark.django_db(transaction=True)
def test_every_rule_runs(world: World, caplog: pytest.LogCaptureFixture) -> None:
    clear_outlived()
    assert caplog.records == []


@pytest.mark.django_db(transaction=True)
def test_what_is_over_goes_and_what_is_not_stays(world: World) -> None:
    now = timezone.now()
    for days in (91, 89):
        JoinInvitation.objects.create(
            secret_hash=bytes([days]), expires_at=now - timedelta(days=days)
        )
        done_at = now - timedelta(days=days)
        Outbox.objects.create(kind=f"done {days}", sealed="", done_at=done_at)
    Outbox.objects.create(kind="waiting", sealed="")
    Outbox.objects.update(made_at=now - timedelta(days=500))
    assert clear_outlived() == {"members_joininvitation": 1, "notifications_outbox": 1}
    assert clear_outlived() == {}
    assert set(Outbox.objects.values_list("kind", flat=True)) == {"done 89", "waiting"}


@pytest.mark.django_db(transaction=True)
def test_health_rows_go_by_the_same_rules(world: World) -> None:
    ruth = world.ruth.actor()
    weekly = put_weekly_in_use(world)
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(7, "words"))
    now = timezone.now()
    begun = on_her_list(world.ruth, weekly)
    with acting_as(ruth):
        for number, days in enumerate((366, 364)):
            about = f"tests:{number}"
            save_draft(actor=ruth, about=about, version=begun.version, answers={}, missing={})
            mine = Draft.objects.visible_to(ruth).filter(about=about)
            mine.update(saved_at=now - timedelta(days=days))
        Ticket.objects.create(
            secret_hash=b"x",
            about="care",
            subject_id=ruth.subject_id,
            expires_at=now - timedelta(days=91),
        )
    clear_outlived()
    with acting_as(ruth):
        assert [d.about for d in Draft.objects.visible_to(ruth)] == ["tests:1"]
        assert not Ticket.objects.visible_to(ruth).exists()
        assert Response.objects.visible_to(ruth).count() == 1
