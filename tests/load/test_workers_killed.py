"""Workers killed while the outbox is emptied: no notice is lost, none doubled, reminders asked again."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.database import become
from tests.load import bench, bench_outbox
from tests.personas import World
from tests.proms.path import put_weekly_in_use

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_killed_workers_lose_no_notice_and_double_none(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_weekly_in_use(world)
    database = urlsplit(os.environ["DATABASE_URL"])._replace(
        path=f"/{connection.settings_dict['NAME']}"
    )
    monkeypatch.setenv("DATABASE_URL", database.geturl())
    monkeypatch.setenv("PO_DB_ROLE", "owner")
    monkeypatch.setattr(bench_outbox, "_summaries", lambda *_given: (None, 0.0))  # no volume here
    become("owner")  # as the bench does, which works as the web role in between
    try:
        found = bench._outbox(6_000, 20)
    finally:
        become("app")
    assert found["exact"]
    assert found["killed"]
    assert (found["reminders"], found["done_meanwhile"]) == (3_000, 300)
