"""A notice is a row of its cause's transaction, and is asked once more when it goes out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from members.models import Account, Person
from notifications import kinds
from notifications.actions import Note, dispatching, opt_in, opt_out, queue, queue_all
from notifications.actions.upkeep import free_expired_leases
from notifications.channels import EmailChannel, Parcel, Unreachable
from notifications.models import Outbox
from tests.members.key_files import forget_keys, key_folder
from tests.notifications.mailbox import deliver, deliver_and_count
from tests.personas import Persona, World

__all__ = ["key_folder"]  # a fixture
pytestmark = pytest.mark.django_db
State = Outbox.State


def tell(person: Persona, dedup: str = "one", **more: Any) -> None:
    """A notice to this person, due at once unless said otherwise."""
    queue(
        recipient=person.person.pk,
        kind=more.pop("kind", "tests.task"),
        context=more.pop("context", {"path": "/start"}),
        dedup=dedup,
        **more,
    )


def prefer(person: Persona, **values: Any) -> None:
    Account.objects.filter(pk=person.account.pk).update(**values)


def only_row() -> Outbox:
    return Outbox.objects.get(service=False)


def test_a_notice_arrives_with_a_link_and_the_organisations_telephone(world: World) -> None:
    tell(world.ruth)
    (mail,) = deliver()
    assert mail.to == ["ruth@example.org"]
    assert mail.subject == "Something is waiting for you at Morning Hands"
    assert "Hello Ruth E.," in mail.body
    assert "http://localhost:8000/start" in mail.body
    assert "01632 960 118" in mail.body
    assert only_row().state == State.SENT


def test_what_is_sent_is_not_sent_again(world: World) -> None:
    tell(world.ruth)
    assert len(deliver()) == 1
    assert deliver() == []


def test_a_notice_vanishes_with_the_transaction_of_its_cause(world: World) -> None:
    class Broken(Exception):
        pass

    with pytest.raises(Broken), transaction.atomic():
        tell(world.ruth)
        raise Broken
    assert not Outbox.objects.exists()
    tell(world.ruth)
    assert Outbox.objects.count() == 1


def test_the_same_notice_is_queued_once(world: World) -> None:
    tell(world.ruth, "task:1")
    tell(world.ruth, "task:1")
    tell(world.ruth, "task:2")
    assert len(deliver()) == 2
    tell(world.ruth, "task:1")
    assert deliver() == []


def test_a_notice_waits_for_its_time(world: World) -> None:
    tell(world.ruth, due_at=timezone.now() + timedelta(minutes=1))
    assert deliver() == []
    Outbox.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert len(deliver()) == 1


def test_a_reminder_of_something_done_meanwhile_is_not_sent(world: World, done: set[str]) -> None:
    tell(world.ruth, "a", about="task-a")
    tell(world.ruth, "b", about="task-b")
    done.add("task-a")
    assert len(deliver()) == 1
    assert set(Outbox.objects.values_list("state", "why")) == {
        (State.SENT, ""),
        (State.DROPPED, "done"),
    }


def test_a_notice_past_its_end_is_not_sent_late(world: World) -> None:
    tell(world.ruth, expires_at=timezone.now() - timedelta(seconds=1))
    assert deliver() == []
    assert only_row().why == "too late"


@pytest.mark.parametrize("state", [s for s in Person.State if s != Person.State.ACTIVE])
def test_who_is_not_active_gets_no_notice(world: World, state: Person.State) -> None:
    tell(world.ruth, "ruth")
    tell(world.gerd, "gerd")
    Person.objects.filter(pk=world.ruth.person.pk).update(state=state)
    assert [mail.to for mail in deliver()] == [["gerd@example.org"]]
    assert Outbox.objects.get(person_id=world.ruth.person.pk).why == state.value


def test_who_has_no_address_is_left_for_other_ways(world: World) -> None:
    prefer(world.ruth, email="")
    tell(world.ruth)
    assert deliver() == []
    assert only_row().why == "no address"


def test_who_wants_no_mail_gets_none(world: World) -> None:
    prefer(world.ruth, mail_frequency="never")
    tell(world.ruth)
    assert deliver() == []
    assert only_row().why == "wants none"


def test_in_quiet_hours_a_notice_is_put_off_to_their_end(world: World) -> None:
    now = datetime.now(UTC)
    prefer(
        world.ruth,
        time_zone="UTC",
        quiet_from=(now - timedelta(hours=1)).time().replace(second=0, microsecond=0),
        quiet_until=(now + timedelta(hours=2)).time().replace(second=0, microsecond=0),
    )
    tell(world.ruth)
    assert deliver_and_count().put_off == 1
    row = only_row()
    assert row.state == State.WAITING
    assert now + timedelta(hours=1, minutes=58) < row.due_at <= now + timedelta(hours=2)
    assert row.attempts == 0


def test_a_stopped_group_stays_stopped_until_it_is_taken_up_again(world: World) -> None:
    opt_out(person_id=world.ruth.person.pk, groups=["tests.tasks"])
    tell(world.ruth, "a")
    tell(world.ruth, "b", kind="tests.reply")
    assert len(deliver()) == 1
    opt_in(person_id=world.ruth.person.pk, groups=["tests.tasks"])
    tell(world.ruth, "c")
    assert len(deliver()) == 1


def test_a_mail_whose_key_was_put_away_holds_up_no_other(world: World, key_folder: Path) -> None:
    (key_folder / "kek-2").write_bytes(b"2" * 32)
    forget_keys()
    tell(world.ruth)
    (key_folder / "kek-2").unlink()
    forget_keys()
    tell(world.gerd, "two")
    assert [one.to for one in deliver()] == [["gerd@example.org"]]
    (left,) = Outbox.objects.filter(state=State.WAITING)
    assert left.person_id == world.ruth.person.pk
    assert left.due_at > timezone.now(), "it waits for somebody to look"


def test_what_cannot_be_stopped_carries_no_stop_link(world: World) -> None:
    opt_out(person_id=world.ruth.person.pk, groups=["tests.replies"])
    tell(world.ruth, kind="tests.duty")
    (mail,) = deliver()
    assert "List-Unsubscribe" not in mail.extra_headers
    assert "mail/stop" not in mail.body


def test_a_mail_carries_only_what_its_kind_allows(world: World) -> None:
    with pytest.raises(ValueError, match="may not carry title"):
        tell(world.ruth, context={"path": "/start", "title": "Fatigue"})
    with pytest.raises(ValueError, match="path of this portal"):
        tell(world.ruth, context={"path": "https://elsewhere.example/"})
    with pytest.raises(ValueError, match="path of this portal"):
        tell(world.ruth, context={"path": "//elsewhere.example/"})


def test_the_table_tells_neither_link_nor_reference_nor_dedup_key(world: World) -> None:
    tell(world.ruth, "secret-dedup", context={"path": "/secret-path"}, about="secret-about")
    row = only_row()
    assert "secret" not in repr(vars(row))
    assert row.sealed
    deliver()
    assert only_row().sealed == ""


def test_many_notices_go_in_together(world: World) -> None:
    tell(world.ruth, "1")
    queue_all(
        Note(world.ruth.person.pk, "tests.task", {"path": "/start"}, str(number))
        for number in range(5)
    )
    assert len(deliver()) == 5


def test_a_broken_provider_holds_back_its_own_kind_only(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from notifications import kinds

    def broken(pending: object) -> list[int]:
        raise RuntimeError("table gone")

    fine = kinds.kind_of("tests.task")
    monkeypatch.setitem(
        kinds._kinds,
        "tests.task",
        kinds.Kind(fine.name, fine.group, fine.line, still_wanted=broken),
    )
    tell(world.ruth, "a")
    tell(world.ruth, "b", kind="tests.reply")
    assert len(deliver()) == 1
    assert Outbox.objects.get(kind="tests.task").state == State.WAITING


def test_a_kind_this_process_does_not_know_waits_for_one_that_does(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from notifications import kinds

    tell(world.ruth)
    with monkeypatch.context() as older_release:
        older_release.delitem(kinds._kinds, "tests.task")
        assert deliver() == []
    Outbox.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert len(deliver()) == 1


def test_a_mail_comes_in_the_readers_language(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefer(world.ruth, language="de")
    tell(world.ruth)
    (mail,) = deliver()
    assert mail.extra_headers["Content-Language"] == "de"
    assert '<html lang="de">' in str(mail.alternatives[0][0])


def test_what_was_spared_goes_out_itself_where_the_other_never_does(
    world: World, monkeypatch: pytest.MonkeyPatch, done: set[str]
) -> None:
    task = replace(kinds.kind_of("tests.task"), told_by="tests.waiting")
    monkeypatch.setitem(kinds._kinds, task.name, task)
    monkeypatch.setattr(dispatching, "SENT_AT_ONCE", 1)

    class AnsweredMeanwhile(EmailChannel):
        """With the first mail of all, what Ruth was asked first is answered."""

        def send(self, parcel: Parcel) -> None:
            super().send(parcel)
            done.add("first")

    tell(world.gerd)
    tell(world.ruth, "1", about="first")
    tell(world.ruth, "2", about="second")
    tell(world.ruth, "3", about="third")
    dispatching.dispatch(channel=AnsweredMeanwhile)
    assert [sent.to for sent in mail.outbox] == [["gerd@example.org"], ["ruth@example.org"]]
    hers = Outbox.objects.filter(person_id=world.ruth.person.pk).order_by("pk")
    assert list(hers.values_list("state", "why")) == [
        (State.DROPPED, "done"),
        (State.SENT, ""),
        (State.DROPPED, "told that day"),
    ]


def test_what_a_slow_server_has_not_taken_in_time_is_judged_afresh(
    world: World, monkeypatch: pytest.MonkeyPatch, done: set[str]
) -> None:
    monkeypatch.setattr(dispatching, "AFRESH", 0.0)

    class AnsweredMeanwhile(EmailChannel):
        """With the first mail of all, what Ruth was asked is answered."""

        def send(self, parcel: Parcel) -> None:
            super().send(parcel)
            done.add("first")

    tell(world.gerd, "1")
    tell(world.ruth, "2", about="first")
    tell(world.gerd, "3", about="second")
    dispatching.dispatch(channel=AnsweredMeanwhile)
    assert [sent.to for sent in mail.outbox] == [["gerd@example.org"], ["gerd@example.org"]]
    hers = Outbox.objects.filter(person_id=world.ruth.person.pk)
    assert list(hers.values_list("state", "why")) == [(State.DROPPED, "done")]
    his = Outbox.objects.filter(person_id=world.gerd.person.pk)
    assert set(his.values_list("state", "attempts")) == {(State.SENT, 1)}


def test_what_another_took_while_a_server_was_slow_to_open_is_sent_by_the_other_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatching, "AFRESH", 0.0)
    tell(world.gerd, "1")
    tell(world.ruth, "2")
    hers = Outbox.objects.filter(person_id=world.ruth.person.pk)

    class SlowToOpen(EmailChannel):
        """Before it is open everything is free again, and somebody else took Ruth's."""

        def __enter__(self) -> Self:
            opened = super().__enter__()
            if hers.exclude(claimed_by="other").exists():
                past = timezone.now() - timedelta(seconds=1)
                Outbox.objects.filter(state=State.SENDING).update(lease_until=past)
                free_expired_leases()
                later = timezone.now() + timedelta(seconds=100)
                hers.update(state=State.SENDING, claimed_by="other", lease_until=later)
            return opened

    dispatching.dispatch(channel=SlowToOpen)
    assert [sent.to for sent in mail.outbox] == [["gerd@example.org"]]
    assert list(hers.values_list("state", "claimed_by")) == [(State.SENDING, "other")]


@pytest.mark.parametrize("error", [Unreachable("gone"), RuntimeError("a fault of ours")])
def test_what_was_spared_waits_with_the_other_while_that_cannot_be_sent(
    world: World, monkeypatch: pytest.MonkeyPatch, done: set[str], error: Exception
) -> None:
    task = replace(kinds.kind_of("tests.task"), told_by="tests.waiting")
    monkeypatch.setitem(kinds._kinds, task.name, task)

    class Fails(EmailChannel):
        def send(self, parcel: Parcel) -> None:
            raise error

    tell(world.ruth, "1", about="first")
    tell(world.ruth, "2", about="second")
    dispatching.dispatch(channel=Fails)
    hers = Outbox.objects.order_by("pk")
    assert list(hers.values_list("state", "why")) == [(State.WAITING, "")] * 2
    assert len(set(hers.values_list("due_at", flat=True))) == 1  # tried again together
    done.add("first")  # on the website, meanwhile
    hers.update(due_at=timezone.now() - timedelta(seconds=1))
    assert len(deliver()) == 1
    assert list(hers.values_list("state", "why")) == [(State.DROPPED, "done"), (State.SENT, "")]


def test_what_was_spared_is_done_once_the_other_was_sent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = replace(kinds.kind_of("tests.task"), told_by="tests.waiting")
    monkeypatch.setitem(kinds._kinds, task.name, task)
    for number in ("1", "2", "3"):
        tell(world.ruth, number, about=number)
    tally = deliver_and_count()
    assert (tally.sent, tally.dropped) == (1, 2)
    told = (State.DROPPED, "told that day")
    rows = Outbox.objects.order_by("pk").values_list("state", "why")
    assert list(rows) == [(State.SENT, ""), told, told]
    assert not Outbox.objects.exclude(sealed="").exists()


@pytest.mark.parametrize("people", [1, 3])
def test_a_batch_asks_the_same_questions_however_many_it_holds(
    world: World, people: int, django_assert_num_queries: Any
) -> None:
    from notifications.actions.judging import judge
    from notifications.rows import take_due

    for persona in list(world.people.values())[:people]:
        tell(persona, persona.name)
    with transaction.atomic():
        rows = take_due(100, service=False)
        assert len(rows) == people
        # Opt-outs, people, six for the organisation and what its pages link to, a savepoint round
        # the provider.
        with django_assert_num_queries(10):
            judge(rows, 100)
