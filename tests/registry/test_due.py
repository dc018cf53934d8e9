"""Forms that are due again, and newer texts: told once, once more at most, and to nobody it is wrong for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from audit.models import Event as AuditEvent
from notifications.kinds import Pending
from notifications.models import Outbox
from po_platform.access.actor import Purpose, System, acting_as
from registry.actions.entries import nothing_changed
from registry.asking_again import ask_again
from registry.models import Entry, Participation
from registry.notices import still_due, still_newer
from registry.views.entries import at_of
from tests.personas import World
from tests.registry.joining import join, next_version, open_to_members
from tests.registry.world import Walks

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=200)


@pytest.fixture
def walks(world: World, sign_in: Any) -> Walks:
    """Ruth has joined, and the form "person" is due again after six months."""
    found = open_to_members(world)
    join(found, world.ruth)
    form = found.dataset.forms.get(name="person")
    client = sign_in(found.curator)
    client.post("/registry/datasets/walk/how-often", {f"months-{form.pk}": "6"})
    form.refresh_from_db()
    assert form.again_after == 6
    return found


def pass_months(world: World) -> None:
    """Everything of hers is as old as this."""
    with acting_as(world.ruth.actor()) as actor:
        Participation.objects.visible_to(actor).update(since=F("since") - LONG_AGO)
        for entry in Entry.objects.visible_to(actor):
            at = (timezone.now() - LONG_AGO).isoformat()
            entry.provenance = {name: {**one, "at": at} for name, one in entry.provenance.items()}
            entry.changed_at = timezone.now() - LONG_AGO
            entry.save(update_fields=["provenance", "changed_at"])


def fill_in(sign_in: Any, world: World) -> Any:
    client = sign_in(world.ruth)
    sent = {"occurred_on": "", "seen_version": "0", "sex": "0"}
    assert client.post("/registries/walks/data/walk/person?instance=0", sent).status_code == 302
    return client


def told(kind: str = "registry.due") -> int:
    return Outbox.objects.filter(kind=kind).count()


def pending(world: World) -> list[Pending]:
    """The mails about her participation, as the sender asks about them."""
    with acting_as(world.ruth.actor()) as actor:
        mine = Participation.objects.visible_to(actor).get()
    return [Pending(1, world.ruth.person.pk, str(mine.pk), {})]


def test_a_form_is_due_after_its_months_and_told_twice_at_most(
    walks: Walks, world: World, sign_in: Any
) -> None:
    client = fill_in(sign_in, world)
    ask_again()
    assert told() == 0
    assert "Are your answers still right?" not in client.get("/start").content.decode()
    pass_months(world)
    ask_again()
    ask_again()
    assert told() == 1
    assert still_due(pending(world)) == {1}
    with acting_as(world.ruth.actor()) as actor:
        mine = Participation.objects.visible_to(actor)
        mine.update(due_asked_at=timezone.now() - timedelta(days=15))
    ask_again()
    with acting_as(world.ruth.actor()) as actor:
        Participation.objects.visible_to(actor).update(
            due_asked_at=timezone.now() - timedelta(days=150)
        )
    ask_again()
    assert told() == 2


def test_looking_at_it_again_ends_it(walks: Walks, world: World, sign_in: Any) -> None:
    client = fill_in(sign_in, world)
    pass_months(world)
    ask_again()
    data = "/registries/walks/data"
    assert "It is time to look at this again." in client.get(data).content.decode()
    assert data in client.get("/start").content.decode()
    with acting_as(world.ruth.actor()) as actor:
        entry = Entry.objects.visible_to(actor).select_related("form__dataset", "record").get()
        at = at_of(entry, entry.form.dataset)
        nothing_changed(actor=actor, at=at, entry=entry, seen_version=entry.row_version)
    assert still_due(pending(world)) == set()
    assert "It is time" not in client.get(data).content.decode()
    ask_again()
    with acting_as(world.ruth.actor()) as actor:
        assert Participation.objects.visible_to(actor).get().due_step == 0


def her_entry(world: World) -> Entry:
    with acting_as(world.ruth.actor()) as actor:
        return Entry.objects.visible_to(actor).select_related("record").get()


def save(client: Any, entry: Entry, **sent: str) -> Any:
    about = {"occurred_on": "", "seen_version": str(entry.row_version), "sex": "0"}
    return client.post(f"/registries/entries/{entry.ref}/change", {**about, **sent}, follow=True)


def test_read_through_and_saved_as_it_was_is_looked_at_again(
    walks: Walks, world: World, sign_in: Any
) -> None:
    client = fill_in(sign_in, world)
    pass_months(world)
    before = her_entry(world)
    data = "/registries/walks/data"
    assert "It is time to look at this again." in client.get(data).content.decode()
    page = save(client, before).content.decode()
    assert "We noted that it is still so today." in page
    assert "It is time" not in page
    assert still_due(pending(world)) == set()
    now = her_entry(world)
    assert (now.answers, now.changed_at) == (before.answers, before.changed_at)
    assert now.provenance["sex"]["at"] > before.provenance["sex"]["at"]
    assert AuditEvent.objects.filter(verb="registry.entry.still_so").count() == 1
    ask_again()
    assert told() == 0


def test_a_form_with_no_answer_saved_again_is_looked_at_too(
    walks: Walks, world: World, sign_in: Any
) -> None:
    client = sign_in(world.ruth)
    sent = {"occurred_on": "", "seen_version": "0"}
    assert client.post("/registries/walks/data/walk/person?instance=0", sent).status_code == 302
    for way in ("change", "same"):
        pass_months(world)
        assert still_due(pending(world)) == {1}
        entry = her_entry(world)
        sent = {"occurred_on": "", "seen_version": str(entry.row_version)}
        assert client.post(f"/registries/entries/{entry.ref}/{way}", sent).status_code == 302
        assert still_due(pending(world)) == set(), way


def test_what_was_confirmed_stays_so_when_she_saves_it_unchanged(
    walks: Walks, world: World, sign_in: Any
) -> None:
    client = fill_in(sign_in, world)
    entry = her_entry(world)
    keeper = sign_in(walks.curator)
    sent = {"sex": "0", "status": "2", "seen_version": str(entry.row_version)}
    assert keeper.post(f"/registry/entries/{entry.ref}", sent).status_code == 302
    looked_at = {"value": ["sex"], "seen_version": str(her_entry(world).row_version)}
    keeper.post(f"/registry/entries/{entry.ref}/confirm", looked_at)
    pass_months(world)
    save(client, her_entry(world))
    now = her_entry(world)
    assert now.provenance["sex"]["ok_at"]
    assert (now.status, now.provenance["sex"]["how"]) == (2, "self")
    save(client, now, sex="1")
    now = her_entry(world)
    assert "ok_at" not in now.provenance["sex"]
    assert now.status == 1


def test_a_curator_who_saves_it_unchanged_has_not_asked_her(
    walks: Walks, world: World, sign_in: Any
) -> None:
    fill_in(sign_in, world)
    pass_months(world)
    entry = her_entry(world)
    sent = {"sex": "0", "status": "2", "seen_version": str(entry.row_version)}
    assert sign_in(walks.curator).post(f"/registry/entries/{entry.ref}", sent).status_code == 302
    assert still_due(pending(world)) == {1}


def test_an_older_page_saved_unchanged_is_not_taken_for_a_look(
    walks: Walks, world: World, sign_in: Any
) -> None:
    client = fill_in(sign_in, world)
    entry = her_entry(world)
    save(client, entry, sex="1")
    pass_months(world)
    assert "Somebody else wrote this form meanwhile" in save(client, entry).content.decode()
    assert still_due(pending(world)) == {1}


def test_the_address_of_a_new_form_opens_what_stands_there(
    walks: Walks, world: World, sign_in: Any
) -> None:
    client = fill_in(sign_in, world)
    found = client.get("/registries/walks/data/walk/person?instance=0")
    assert found["Location"] == f"/registries/entries/{her_entry(world).ref}/change"
    keeper = sign_in(walks.curator)
    record = her_entry(world).record.ref
    found = keeper.get(f"/registry/datasets/walk/records/{record}/person?instance=0")
    assert found["Location"] == f"/registry/entries/{her_entry(world).ref}"


@pytest.mark.parametrize("state", ["dead", "lost", "paused", "left", "resting", "diagnosed"])
def test_nobody_is_told_whom_it_would_be_wrong_to_tell(
    walks: Walks, world: World, sign_in: Any, state: str
) -> None:
    pass_months(world)
    if state == "diagnosed":
        sign_in(world.ruth).post("/me/where", {"where": "just_diagnosed"})
    with acting_as(world.ruth.actor()) as actor:
        mine = Participation.objects.visible_to(actor).get()
        if state == "dead":
            walks.registry.subjects.visible_to(actor).update(vital="dead")
        if state == "lost":
            walks.registry.subjects.visible_to(actor).update(takes_part="lost")
        if state == "paused":
            Participation.objects.visible_to(actor).update(paused_at=timezone.now())
        if state == "left":
            Participation.objects.visible_to(actor).update(state="withdrawn")
    assert mine.state == "active"
    if state == "resting":
        type(world.ruth.person).objects.filter(pk=world.ruth.person.pk).update(state="left")
    ask_again()
    assert told() == 0


def test_whoever_never_filled_it_in_is_told_too(walks: Walks, world: World) -> None:
    pass_months(world)
    ask_again()
    assert told() == 1


def test_what_stands_locked_is_not_due(walks: Walks, world: World, sign_in: Any) -> None:
    fill_in(sign_in, world)
    pass_months(world)
    with acting_as(walks.curator.actor()) as actor:
        Entry.objects.visible_to(actor).update(locked_at=timezone.now(), locked_why="Report")
    ask_again()
    assert told() == 0


def test_a_newer_text_is_told_once_and_waits_until_it_is_decided(
    walks: Walks, world: World, sign_in: Any
) -> None:
    client = sign_in(world.ruth)
    ask_again()
    assert told("registry.newer") == 0
    next_version(walks)
    ask_again()
    ask_again()
    assert told("registry.newer") == 1
    assert still_newer(pending(world)) == {1}
    assert "A newer text to read" in client.get("/start").content.decode()
    page = sign_in(walks.curator).get("/registry/walks/consent").content.decode()
    assert "Version 1" in page
    join(walks, world.ruth)
    assert still_newer(pending(world)) == set()
    assert "A newer text to read" not in sign_in(world.ruth).get("/start").content.decode()


def test_nobody_but_the_tick_takes_them(walks: Walks, world: World) -> None:
    pass_months(world)
    with acting_as(walks.curator.actor()), connection.cursor() as cursor:
        cursor.execute("select * from take_due_forms(10)")
        assert cursor.fetchall() == []
        cursor.execute("select * from my_due_forms()")
        assert cursor.fetchall() == []
    next_version(walks)
    [about] = [one.about for one in pending(world)]
    for who in (System(Purpose.REMIND), walks.curator.actor(), world.ruth.actor()):
        with acting_as(who), connection.cursor() as cursor:
            for function in ("still_due", "still_newer"):
                cursor.execute(f"select count(*) from {function}(%s)", [[int(about)]])
                assert cursor.fetchone() == (0,), function
    for who in (System(Purpose.DELIVER), walks.curator.actor(), world.ruth.actor()):
        with acting_as(who), connection.cursor() as cursor:
            cursor.execute("select count(*) from take_newer_texts(10, 'UTC')")
            assert cursor.fetchone() == (0,)
    assert still_due(pending(world)) == still_newer(pending(world)) == {1}


def test_who_was_just_diagnosed_is_left_in_peace_on_her_start_page_too(
    walks: Walks, world: World, sign_in: Any
) -> None:
    client = fill_in(sign_in, world)
    pass_months(world)
    assert client.post("/me/where", {"where": "just_diagnosed"}).status_code == 302
    assert "Are your answers still right?" not in client.get("/start").content.decode()
