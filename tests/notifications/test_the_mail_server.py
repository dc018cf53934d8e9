"""Whatever the mail server does, each mail goes out once, or is seen not to have gone out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.models import Event
from members.models import Account
from notifications.actions.dispatching import MOST_ATTEMPTS, dispatch
from notifications.channels import is_gone
from notifications.models import Outbox
from tests.notifications.sink import Hangup, Sink
from tests.notifications.test_outbox import tell
from tests.notifications.test_service_mail import code_for
from tests.personas import World, make_persona

pytestmark = pytest.mark.django_db
State = Outbox.State


def paused() -> set[int]:
    return set(Account.objects.filter(mail_paused_at__isnull=False).values_list("pk", flat=True))


def later() -> None:
    """Every waiting row is due again."""
    Outbox.objects.filter(state=State.WAITING).update(due_at=timezone.now() - timedelta(seconds=1))


def test_a_mail_arrives_whole(world: World, sink: Sink) -> None:
    tell(world.ruth)
    assert dispatch().sent == 1
    (mail,) = sink.received
    assert mail.to == "ruth@example.org"
    assert mail.message["From"] == "Morning Hands <portal@localhost>"
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in mail.message.walk()][1:] == [
        "text/plain",
        "text/html",
    ]
    assert mail.message_id == f"<{Outbox.objects.get().ref}@localhost>"


def test_a_server_that_is_down_costs_no_attempt_and_no_mail(
    world: World, sink: Sink, settings: Any
) -> None:
    for number in range(3):
        tell(world.ruth, str(number))
    settings.EMAIL_PORT = 1
    for _hour in range(MOST_ATTEMPTS + 1):
        assert dispatch().unreachable
    assert set(Outbox.objects.values_list("state", "attempts")) == {(State.WAITING, 0)}
    settings.EMAIL_PORT = sink.port
    assert dispatch().sent == 3
    assert len(set(sink.ids())) == len(sink.ids()) == 3


def test_a_full_mailbox_is_tried_again_later_and_given_up_in_the_end(
    world: World, sink: Sink
) -> None:
    sink.refuse["ruth@example.org"] = "452 4.2.2 mailbox full"
    tell(world.ruth)
    dispatch()
    row = Outbox.objects.get()
    assert (row.state, row.attempts) == (State.WAITING, 1)
    assert row.due_at > timezone.now() + timedelta(seconds=25)
    for _attempt in range(MOST_ATTEMPTS):
        later()
        dispatch()
    row.refresh_from_db()
    assert (row.state, row.why, row.attempts) == (State.FAILED, "gave up", MOST_ATTEMPTS)
    assert paused() == set()


def test_a_mailbox_that_is_gone_pauses_this_person_and_tells_the_office(
    world: World, sink: Sink
) -> None:
    sink.refuse["ruth@example.org"] = "550 5.1.1 no such user"
    tell(world.ruth, "ruth")
    tell(world.gerd, "gerd")
    dispatch()
    assert paused() == {world.ruth.account.pk}
    assert [mail.to for mail in sink.received] == ["gerd@example.org"]
    assert Event.objects.filter(
        verb="members.mail.paused", object_ref=str(world.ruth.account.pk)
    ).exists()
    tell(world.ruth, "next")
    dispatch()
    assert Outbox.objects.filter(why="mailbox refused").count() == 2


def test_somebody_with_the_same_address_is_not_paused(world: World, sink: Sink) -> None:
    karl = make_persona("Karl E.", email="ruth@example.org")
    sink.refuse["ruth@example.org"] = "550 5.1.1 no such user"
    tell(world.ruth)
    dispatch()
    assert paused() == {world.ruth.account.pk}
    del sink.refuse["ruth@example.org"]
    tell(karl, "karl")
    dispatch()
    assert [mail.to for mail in sink.received] == ["ruth@example.org"]


def test_a_wrong_address_given_by_hand_pauses_nobody(world: World, sink: Sink) -> None:
    sink.refuse["typo@example.org"] = "550 5.1.1 no such user"
    code_for(world.ruth, to_address="typo@example.org")
    dispatch()
    assert paused() == set()
    assert Outbox.objects.get().why == "mailbox refused"


@pytest.mark.parametrize(
    "answer", ["554 5.7.1 relay access denied", "450 4.7.1 greylisted", "550 5.7.26 no DKIM"]
)
def test_a_server_that_does_not_trust_us_pauses_nobody(
    world: World, sink: Sink, answer: str
) -> None:
    sink.refuse["ruth@example.org"] = answer
    tell(world.ruth)
    dispatch()
    assert paused() == set()
    assert Outbox.objects.get().state == State.WAITING


def test_a_refused_text_is_tried_again_and_pauses_nobody(world: World, sink: Sink) -> None:
    sink.refuse_data = "554 looks like spam"
    tell(world.ruth)
    dispatch()
    assert paused() == set()
    assert Outbox.objects.get().attempts == 1


def test_a_line_that_breaks_costs_the_mail_in_hand_an_attempt_and_the_others_none(
    world: World, sink: Sink
) -> None:
    def hang_up_once(number: int) -> None:
        if number == 2:
            raise Hangup

    sink.on_mail = hang_up_once
    for number in range(5):
        tell(world.ruth, str(number))
    tally = dispatch()
    assert tally.unreachable
    assert tally.sent == 1
    assert sorted(Outbox.objects.values_list("state", "attempts")) == [
        (State.WAITING, 0),
        (State.WAITING, 0),
        (State.WAITING, 0),
        (State.WAITING, 1),
        (State.SENT, 1),
    ]
    later()
    assert dispatch().sent == 4
    repeated = [ref for ref in set(sink.ids()) if sink.ids().count(ref) > 1]
    assert repeated == [sink.ids()[1]]
    assert len(sink.received) == 6


@pytest.mark.parametrize(
    ("code", "words", "gone"),
    [
        (550, b"5.1.1 user unknown", True),
        (550, b"no such user here", True),
        (553, b"mailbox name not allowed", True),
        (550, b"5.2.1 mailbox disabled", True),
        (552, b"5.2.2 mailbox full", False),
        (550, b"5.7.1 blocked, see 5.1.1 in our help", False),
        (554, b"transaction failed", False),
        (450, b"4.1.1 try again", False),
        (550, "5.1.10 null MX", True),
    ],
)
def test_only_a_missing_mailbox_counts_as_gone(code: int, words: bytes | str, gone: bool) -> None:
    assert is_gone(code, words) is gone
