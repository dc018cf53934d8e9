"""Kinds of notice the tests speak of, and the addresses of the app."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

import pytest

from notifications import kinds
from notifications.kinds import Group, Kind, Pending
from tests.notifications.sink import Sink, running_sink

TASKS = Group("tests.tasks", "things to fill in")
REPLIES = Group("tests.replies", "replies to you")


@pytest.fixture(autouse=True)
def done(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Two kinds: tests.task is dropped when its `about` stands in this set; tests.reply is not."""
    finished: set[str] = set()

    def still_wanted(pending: Sequence[Pending]) -> Collection[int]:
        return [note.row_id for note in pending if note.about not in finished]

    for kind in (
        Kind("tests.task", TASKS, "Something to fill in", still_wanted=still_wanted),
        Kind("tests.reply", REPLIES, "A reply to you"),
        Kind("tests.duty", REPLIES, "Your turn", digestible=False, unsubscribable=False),
    ):
        monkeypatch.setitem(kinds._kinds, kind.name, kind)
    return finished


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """Runs what was to happen after commit at the end of the block."""

    def run() -> Any:
        return django_capture_on_commit_callbacks(execute=True)

    return run


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    """A real mail server on loopback that the dispatcher speaks to."""
    with running_sink() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = server.port
        yield server
