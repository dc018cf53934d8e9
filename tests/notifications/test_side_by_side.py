"""Two dispatchers at the same moment: neither waits for the other, and no row is in two hands."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import pytest
from django.db import connection, transaction
from django.utils import timezone

from notifications.models import Outbox
from notifications.rows import summaries, take_due, take_one
from tests.notifications.mailbox import deliver
from tests.notifications.test_outbox import prefer, tell
from tests.personas import World

pytestmark = pytest.mark.django_db(transaction=True)
Answer = TypeVar("Answer")


def elsewhere(ask: Callable[[], Answer]) -> Answer:
    """What another connection is answered; waiting for a lock is an error there."""

    def run() -> Answer:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("set local lock_timeout = '2s'")
                return ask()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as another:
        return another.submit(run).result(30)


def ids_taken() -> set[int]:
    return {row.id for row in take_due(10, service=False)}


def test_rows_in_hand_are_left_to_the_one_who_has_them(world: World) -> None:
    for number in range(5):
        tell(world.ruth, str(number))
    with transaction.atomic():
        mine = {row.id for row in take_due(3, service=False)}
        theirs = elsewhere(ids_taken)
        assert elsewhere(lambda: take_one(min(mine))) == []
    assert (len(mine), len(theirs)) == (3, 2)
    assert mine.isdisjoint(theirs)


def test_a_summary_is_not_taken_while_something_is_put_into_it(world: World) -> None:
    prefer(world.ruth, mail_frequency="daily")
    tell(world.ruth)
    assert deliver() == []
    summary = Outbox.objects.get(kind="notifications.digest")
    Outbox.objects.filter(pk=summary.pk).update(due_at=timezone.now() - timedelta(seconds=1))
    assert summary.dedup is not None
    with transaction.atomic():
        assert summaries([(summary.dedup, world.ruth.person.pk, summary.due_at)], summary.kind) == {
            summary.dedup: summary.pk
        }
        assert elsewhere(ids_taken) == set()
    assert elsewhere(ids_taken) == {summary.pk}
