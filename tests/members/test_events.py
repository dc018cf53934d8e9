"""An event is written by who leads or the office, and who comes is hers to know."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event as Deed
from audit.models import Read
from members.actions.event_telling import remind, tell_changes
from members.actions.events import (
    cancel_event,
    change_event,
    stay_away,
    take_off_event,
)
from members.actions.groups import leave_group
from members.actions.groups_office import close_group
from members.calendar_file import Entry, calendar_file
from members.event_notices import on_paper
from members.models import Attendance, Event
from members.queries.events import people_of_event
from members.queries.events_named import events_named
from members.queries.organisation import forget_organisation
from members.queries.own import own_rows
from notifications.kinds import Pending
from po_platform.access.actor import Purpose, System, acting_as
from tests.access.test_the_vault import rows_seen
from tests.members.ending_steps import ends, rows_of, taken_back
from tests.members.event_steps import (
    TITLE,
    as_lead,
    comes,
    form,
    hers,
    of_all,
    of_group,
    told,
    values,
)
from tests.members.test_groups import group, joins, led_by
from tests.notifications.mailbox import deliver
from tests.personas import World, make_persona

pytestmark = pytest.mark.django_db

CHANGED, REMINDER = "members.event_changed", "members.event_reminder"


def guest(address: str) -> Any:
    return Client(headers={"accept-language": "en"}).get(address)


def office(world: World, ref: UUID, **how: Any) -> Event:
    with acting_as(world.administrator.actor()) as actor:
        return cancel_event(actor=actor, ref=ref, **how)


# ---------- Who reads what ----------


def test_what_comes_stands_by_day_and_who_may_read_it_is_chosen(world: World, sign_in: Any) -> None:
    row = group(world, public=True)
    led_by(world, row, world.gerd)
    of_all(world, title="For everybody", readers="everybody")
    of_all(world, title="For members")
    of_group(world.gerd, row, title="Of the group for all", readers="everybody")
    of_group(world.gerd, row, title="Among us", readers="group")
    joins(world.ruth, row)
    shown = {
        "guest": guest("/events").content.decode(),
        "ruth": sign_in(world.ruth).get("/events").content.decode(),
        "lead": sign_in(world.gerd).get("/events").content.decode(),
        "office": sign_in(world.administrator).get("/events").content.decode(),
    }
    assert {who: [
        title in page
        for title in ("For everybody", "For members", "Of the group for all", "Among us")
    ] for who, page in shown.items()} == {
        "guest": [True, False, True, False],
        "ruth": [True, True, True, True],
        "lead": [True, True, True, True],
        "office": [True, True, True, False],
    }  # fmt: skip
    page = sign_in(world.ruth).get(f"/groups/{row.ref}").content.decode()
    assert "Of the group for all" in page and "Among us" in page and "For members" not in page


def test_one_that_is_not_hers_and_none_look_the_same(world: World, sign_in: Any) -> None:
    row = group(world)
    led_by(world, row, world.gerd)
    among_us = of_group(world.gerd, row, readers="group")
    for ref in (among_us.ref, UUID(int=7)):
        for end in ("", "/calendar.ics", "/people", "/change"):
            assert sign_in(world.ruth).get(f"/events/{ref}{end}").status_code == 404
        for end in ("/come", "/stay-away", "/cancel", "/off"):
            assert sign_in(world.ruth).post(f"/events/{ref}{end}").status_code == 404, end
        assert guest(f"/events/{ref}")["Location"] == f"/sign-in?next=%2Fevents%2F{ref}"
    among_us.refresh_from_db()
    assert among_us.cancelled_at is None and among_us.taken_off_at is None


def test_what_is_over_leaves_the_list_and_a_closed_groups_too(world: World, sign_in: Any) -> None:
    row = group(world)
    led_by(world, row, world.gerd)
    past = of_all(world, title="Long ago", starts_at=timezone.now() - timedelta(hours=4))
    of_all(world, title="Just now", starts_at=timezone.now() - timedelta(hours=2))
    theirs = of_group(world.gerd, row, title="Of the group")
    ruth = sign_in(world.ruth)
    page = ruth.get("/events").content.decode()
    assert "Long ago" not in page and "Just now" in page and "Of the group" in page
    assert "It is over." in ruth.get(f"/events/{past.ref}").content.decode()
    with acting_as(world.administrator.actor()) as actor:
        close_group(actor=actor, ref=row.ref, closed=True)
    assert "Of the group" not in ruth.get("/events").content.decode()
    assert ruth.get(f"/events/{theirs.ref}").status_code == 404


def test_a_long_list_goes_on_and_costs_the_same(
    world: World, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ruth, costs = sign_in(world.ruth), []
    of_all(world, title="Event 0")
    for _round in range(2):
        ruth.get("/events")
        with CaptureQueriesContext(connection) as queries:
            ruth.get("/events")
        costs.append(len(queries))
        start = timezone.now() + timedelta(days=8)
        for number in (1, 2):
            of_all(world, title=f"Event {number}", starts_at=start)
    assert costs[0] == costs[1]
    monkeypatch.setattr("members.queries.events.PAGE", 2)
    found, address = [], "/events"
    while address:
        page = ruth.get(address).content.decode()
        found += re.findall(r">(Event \d)<", page)
        later = re.search(r'href="(\?after=[^"]+)"', page)
        address = f"/events{later[1]}" if later else ""
    assert found == ["Event 0", "Event 1", "Event 2", "Event 1", "Event 2"]
    for wrong in ("nonsense", UUID(int=7)):
        assert ruth.get(f"/events?after={wrong}").status_code == 404


def test_the_word_in_the_foot_stands_only_for_whom_there_is_something(
    world: World, sign_in: Any
) -> None:
    word = '<a href="/events">Events</a>'
    ruth = sign_in(world.ruth)
    assert word not in ruth.get("/news").content.decode()
    of_all(world)
    forget_organisation()
    assert word in ruth.get("/news").content.decode()
    assert word not in guest("/news").content.decode()
    of_all(world, readers="everybody")
    forget_organisation()
    assert word in guest("/news").content.decode()


# ---------- Whoever looks after it ----------


def test_who_leads_writes_for_her_group_with_her_second_factor(world: World, sign_in: Any) -> None:
    row = group(world)
    led_by(world, row, world.gerd)
    address = f"/groups/{row.ref}/events/new"
    assert sign_in(world.gerd).get(address)["Location"].startswith("/second-factor")
    lead = sign_in(world.gerd, strong=True)
    page = lead.post(address, form(readers="group", places="12"), follow=True).content.decode()
    assert TITLE in page and "7:30 in the evening" in page and "There are 12 places." in page
    made = Event.objects.get()
    assert (made.group, made.readers, made.signup, made.named, made.places) == (
        row, "group", True, False, 12,
    )  # fmt: skip
    assert made.ends_at == made.over_at
    lead.post(f"/events/{made.ref}/change", form(readers="members", title="By the sea"))
    made.refresh_from_db()
    assert (made.title, made.places, made.version) == ("By the sea", None, 0)
    assert Deed.objects.get(verb="members.event.changed").detail == {
        "fields": ["places", "readers", "title"]
    }


@pytest.mark.parametrize("who", ["ruth", "administrator", "moderator", "nasser"])
def test_nobody_else_writes_or_changes_an_event_of_a_group(
    world: World, sign_in: Any, who: str
) -> None:
    row = group(world)
    led_by(world, row, world.gerd)
    made = of_group(world.gerd, row)
    other = sign_in(world.people[who], strong=True)
    assert other.post(f"/groups/{row.ref}/events/new", form()).status_code == 404
    assert other.post(f"/events/{made.ref}/change", form(title="Mine")).status_code == 404
    assert other.post(f"/events/{made.ref}/cancel", {"why": "x"}).status_code == 404
    assert other.get(f"/events/{made.ref}/people").status_code == 404
    made.refresh_from_db()
    assert (made.title, made.cancelled_at) == (TITLE, None)


def test_the_office_writes_for_everybody_and_nobody_else_does(world: World, sign_in: Any) -> None:
    office = sign_in(world.administrator, strong=True)
    assert "Write an event for everybody" in office.get("/events").content.decode()
    page = office.post("/events/new", form(readers="everybody"), follow=True).content.decode()
    assert TITLE in page and "wrote an event" in office.get("/office/log").content.decode()
    made = Event.objects.get()
    for persona in (world.ruth, world.gerd, world.moderator):
        other = sign_in(persona, strong=True)
        assert other.get("/events/new").status_code in (302, 403)
        assert other.post("/events/new", form()).status_code in (302, 403)
        assert other.post(f"/events/{made.ref}/change", form(title="Mine")).status_code == 403
    assert Event.objects.count() == 1


def test_what_is_missing_or_wrong_is_put_right(world: World, sign_in: Any) -> None:
    office = sign_in(world.administrator, strong=True)
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    for given, words in (
        ({"title": ""}, "What is it called?"),
        ({"on": "soon"}, "Write the day like this"),
        ({"on": yesterday}, "Choose today or a day to come"),
        ({"on": "2999-01-01"}, "Choose a day within two years"),
        ({"until": "18:00"}, "Choose an end that is later"),
        ({"last_day": "2999-01-01"}, "Choose an end within a month"),
        ({"until": "", "last_day": yesterday}, "Write the time it ends"),
        ({"place": ""}, "Write where it is, a number to dial or an address"),
        ({"link": "javascript:alert(1)"}, "Write the whole address"),
        ({"readers": "group"}, "Who can read it?"),
        ({"places": "0"}, "places"),
        ({"title": "x" * 121}, "120"),
    ):
        answer = office.post("/events/new", form(**given))
        assert (answer.status_code, words in answer.content.decode()) == (422, True), given
    assert not Event.objects.exists()


def test_a_group_for_members_offers_nothing_to_guests(world: World, sign_in: Any) -> None:
    row = group(world)
    led_by(world, row, world.gerd)
    lead = sign_in(world.gerd, strong=True)
    answer = lead.post(f"/groups/{row.ref}/events/new", form(readers="everybody"))
    assert answer.status_code == 422
    of_group(world.gerd, row, readers="everybody")  # the group was public when this was written
    assert TITLE not in guest("/events").content.decode()


def test_the_office_takes_off_what_all_can_read_and_puts_it_back(
    world: World, sign_in: Any
) -> None:
    row = group(world)
    led_by(world, row, world.gerd)
    made, among_us = of_group(world.gerd, row), of_group(world.gerd, row, readers="group")
    office = sign_in(world.administrator, strong=True)
    assert "Take it off the list" in office.get(f"/events/{made.ref}").content.decode()
    page = office.post(f"/events/{made.ref}/off", follow=True).content.decode()
    assert "Put it back into the list" in page
    assert sign_in(world.ruth).get(f"/events/{made.ref}").status_code == 404
    assert office.post(f"/events/{among_us.ref}/off").status_code == 404
    office.post(f"/events/{made.ref}/off", {"off": "no"})
    assert sign_in(world.ruth).get(f"/events/{made.ref}").status_code == 200


def test_cancelled_it_says_so_with_the_reason_until_its_day_and_can_be_taken_back(
    world: World, sign_in: Any
) -> None:
    made = of_all(world)
    office, ruth = sign_in(world.administrator, strong=True), sign_in(world.ruth)
    office.post(f"/events/{made.ref}/cancel", {"why": "The bridge is closed."})
    page = ruth.get(f"/events/{made.ref}").content.decode()
    assert "It does not take place." in page and "The bridge is closed." in page
    assert "Do you come?" not in page
    assert "It does not take place." in ruth.get("/events").content.decode()
    with pytest.raises(PermissionDenied, match="does not take place"):
        comes(world.ruth, made)
    assert office.post(f"/events/{made.ref}/cancel", {"why": "x" * 301}).status_code == 422
    office.post(f"/events/{made.ref}/cancel", {"cancelled": "no"})
    assert "Do you come?" in ruth.get(f"/events/{made.ref}").content.decode()


# ---------- Who comes ----------


def test_she_says_that_she_comes_and_takes_it_back(world: World, sign_in: Any) -> None:
    made, ruth = of_all(world), sign_in(world.ruth)
    page = ruth.post(f"/events/{made.ref}/come", {"reminds": "on"}, follow=True).content.decode()
    assert "Noted: you come." in page and "We remind you about a day before." in page
    assert TITLE in ruth.get("/me/events").content.decode()
    assert "You come to 1 event." in ruth.get("/me").content.decode()
    ruth.post(f"/events/{made.ref}/come")
    assert [one.reminds for one in hers(world.ruth)] == [False], "twice is once"
    page = ruth.post(f"/events/{made.ref}/stay-away", follow=True).content.decode()
    assert "Noted: you do not come." in page and TITLE not in page
    ruth.post(f"/events/{made.ref}/stay-away")
    assert hers(world.ruth) == []
    verbs = Deed.objects.filter(verb__startswith="members.attendance").order_by("pk")
    assert [(deed.verb, deed.object_ref, deed.detail) for deed in verbs] == [
        ("members.attendance.begun", "", {}),
        ("members.attendance.begun", "", {}),
        ("members.attendance.ended", "", {}),
    ]


def test_nobody_but_herself_reads_that_she_comes(world: World) -> None:
    row = group(world)
    led_by(world, row, world.gerd)
    comes(world.ruth, of_group(world.gerd, row, named=True))
    comes(world.ruth, of_all(world))
    seen = set()
    for name, persona in world.people.items():
        with acting_as(as_lead(persona).actor()):
            if rows_seen("members_attendance"):
                seen.add(name)
    assert seen == {"ruth"}


def test_who_looks_after_it_sees_a_number_and_no_name(world: World, sign_in: Any) -> None:
    row = group(world)
    led_by(world, row, world.gerd)
    made = of_group(world.gerd, row)
    comes(world.ruth, made)
    page = sign_in(world.gerd, strong=True).get(f"/events/{made.ref}").content.decode()
    assert "1 person comes." in page
    page = sign_in(world.gerd, strong=True).get(f"/events/{made.ref}/people").content.decode()
    assert "Ruth E." not in page and "not who" in page
    for name in ("ruth", "administrator", "moderator"):
        page = sign_in(world.people[name], strong=True).get(f"/events/{made.ref}").content.decode()
        assert "1 person" not in page


def test_names_are_those_who_said_so_knowing_it_and_each_look_is_theirs_to_read(
    world: World, sign_in: Any
) -> None:
    row, other = group(world), group(world)
    led_by(world, row, world.gerd)
    led_by(world, other, world.gerd)
    made = of_group(world.gerd, row)
    comes(make_persona("Came Unseen"), made)
    with acting_as(as_lead(world.gerd).actor()) as actor:
        change_event(actor=actor, ref=made.ref, named=True)
    comes(world.ruth, made)
    assert (
        "sees your display name" in sign_in(world.ruth).get(f"/events/{made.ref}").content.decode()
    )
    page = sign_in(world.gerd, strong=True).get(f"/events/{made.ref}/people").content.decode()
    assert "Ruth E." in page and "Came Unseen" not in page and "2 people come in all." in page
    with acting_as(world.ruth.actor()) as actor:
        look = own_rows(Read, actor).get()
        assert (look.what, look.reader_name) == ("members.event", "Gerd A.")
    assert "on the list of an event" in sign_in(world.ruth).get("/me/looks").content.decode()
    with acting_as(as_lead(world.gerd).actor()) as actor:
        change_event(actor=actor, ref=made.ref, named=False)
        assert people_of_event(actor=actor, ref=made.ref) == []


def test_what_she_read_counts_not_what_was_changed_before_she_pressed(
    world: World, sign_in: Any
) -> None:
    row = group(world)
    led_by(world, row, world.gerd)
    made, ruth = of_group(world.gerd, row), sign_in(world.ruth)
    address = f"/events/{made.ref}"
    unseen = _hidden(ruth.get(address))
    with acting_as(as_lead(world.gerd).actor()) as actor:
        change_event(actor=actor, ref=made.ref, named=True)
    shown = _hidden(ruth.get(address))
    ruth.post(f"{address}/come", unseen)
    assert [one.named for one in hers(world.ruth)] == [False]
    assert "Nobody sees that it is you." in ruth.get(address).content.decode()
    with acting_as(as_lead(world.gerd).actor()) as actor:
        assert people_of_event(actor=actor, ref=made.ref) == []
    ruth.post(f"{address}/stay-away")
    ruth.post(f"{address}/come", shown)
    assert [one.named for one in hers(world.ruth)] == [True]
    ruth.post(f"{address}/stay-away")
    with acting_as(as_lead(world.gerd).actor()) as actor:
        change_event(actor=actor, ref=made.ref, named=False)
    ruth.post(f"{address}/come", shown)
    assert [one.named for one in hers(world.ruth)] == [False], "and never more than the event shows"


def _hidden(page: Any) -> dict[str, str]:
    """What the form of whoever reads the page sends along."""
    return dict(
        re.findall(r'<input type="hidden" name="(told)" value="(\w+)"', page.content.decode())
    )


@pytest.mark.parametrize("who", ["ruth", "administrator", "moderator", "nasser"])
def test_the_vault_gives_names_and_numbers_to_nobody_else(world: World, who: str) -> None:
    row = group(world)
    led_by(world, row, world.gerd)
    made = of_group(world.gerd, row, named=True)
    comes(world.ruth, made)
    weak = world.gerd
    for persona in (as_lead(world.people[who]), weak):
        with acting_as(persona.actor()), connection.cursor() as cursor:
            cursor.execute("select * from event_people(%s)", [made.pk])
            assert cursor.fetchall() == []
            cursor.execute("select people from event_room(%s)", [[made.pk]])
            assert cursor.fetchall() == [(None,)]
            cursor.execute("select * from event_comers(%s, false)", [made.pk])
            assert cursor.fetchall() == []
    assert not Read.objects.for_purpose(Purpose.ERASE).exists()


def test_the_last_place_is_given_once_and_free_again(world: World, sign_in: Any) -> None:
    made = of_all(world, places=1)
    comes(world.gerd, made)
    page = sign_in(world.ruth).get(f"/events/{made.ref}").content.decode()
    assert "All places are taken." in page
    page = sign_in(world.ruth).post(f"/events/{made.ref}/come", follow=True).content.decode()
    assert "All places are taken. Look again later" in page and hers(world.ruth) == []
    comes(world.gerd, made, reminds=True)  # who is in stays in
    with acting_as(world.gerd.actor()) as actor:
        stay_away(actor=actor, ref=made.ref)
    comes(world.ruth, made)
    assert len(hers(world.ruth)) == 1


def test_no_limit_is_passed_by_writing_rows(world: World) -> None:
    made = of_all(world, places=1)
    row = {"subject_id": world.ruth.subject, "event": made, "over_at": made.over_at}
    comes(world.gerd, made)
    with pytest.raises(DatabaseError), acting_as(world.ruth.actor()), transaction.atomic():
        Attendance.objects.create(**row)
    with acting_as(world.ruth.actor()), connection.cursor() as cursor:
        cursor.execute("select come_to_event(%s, false, true)", [made.pk])
        assert cursor.fetchone() == ("full",)


@pytest.mark.parametrize("who", ["nasser", "desk"])
def test_whoever_is_no_member_does_not_say_it_here(world: World, who: str) -> None:
    made = of_all(world)
    with pytest.raises(PermissionDenied, match="Only members"):
        comes(world.people[who], made)


def test_the_vault_lets_nobody_come_to_what_is_not_hers_or_not_open(world: World) -> None:
    row = group(world)
    led_by(world, row, world.gerd)
    begun = timezone.now() - timedelta(minutes=5)
    closed = [
        of_group(world.gerd, row, readers="group"), of_all(world, signup=False),
        of_all(world, starts_at=begun), office(world, of_all(world).ref, cancelled=True),
    ]  # fmt: skip
    for made in closed:
        with acting_as(world.ruth.actor()), connection.cursor() as cursor:
            cursor.execute("select come_to_event(%s, false, true)", [made.pk])
            assert cursor.fetchone() == ("shut",)
    with pytest.raises(PermissionDenied, match="has to say"):
        comes(world.ruth, closed[1])
    with pytest.raises(PermissionDenied, match="begun"):
        comes(world.ruth, closed[2])
    with pytest.raises(Http404):
        comes(world.ruth, closed[0])
    comes(world.gerd, closed[0])  # who leads comes, too


# ---------- Being told ----------


def test_another_place_is_told_to_those_who_come_in_words_that_say_nothing(
    world: World, sign_in: Any
) -> None:
    row = group(world)
    led_by(world, row, world.gerd)
    made = of_group(world.gerd, row)
    comes(world.ruth, made)
    with acting_as(as_lead(world.gerd).actor()) as actor:
        change_event(actor=actor, ref=made.ref, text="Bring two coats.")
    assert tell_changes() == 0, "words alone are no news"
    with acting_as(as_lead(world.gerd).actor()) as actor:
        change_event(actor=actor, ref=made.ref, place="The mill")
    assert (tell_changes(), tell_changes()) == (1, 0)
    assert told(CHANGED) == [world.ruth.person.pk]
    (mail,) = [one for one in deliver() if one.to == [world.ruth.account.email]]
    said = f"{mail.subject} {mail.body}"
    assert "/me/events" in said
    for word in (TITLE, "Stiff", "mill", "event", str(made.ref)):
        assert word not in said.replace("/me/events", "").replace("members.events", ""), word
    assert "The mill" in sign_in(world.ruth).get("/me/events").content.decode()


def test_calling_it_off_and_taking_that_back_is_told_and_only_the_last_goes_out(
    world: World, sign_in: Any
) -> None:
    made = of_all(world)
    comes(world.ruth, made)
    office(world, made.ref, cancelled=True, why="Snow")
    tell_changes()
    office(world, made.ref, cancelled=False)
    tell_changes()
    assert told(CHANGED) == [world.ruth.person.pk] * 2
    assert len(deliver()) == 1
    with acting_as(world.administrator.actor()) as actor:
        take_off_event(actor=actor, ref=made.ref, off=True)
    tell_changes()
    assert len(deliver()) == 1
    page = sign_in(world.ruth).get("/me/events").content.decode()
    assert "It does not take place." in page
    page = sign_in(world.ruth).get(f"/events/{made.ref}").content.decode()
    assert "It was taken off the list." in page
    assert sign_in(world.gerd).get(f"/events/{made.ref}").status_code == 404


def test_when_a_group_is_closed_who_wanted_to_come_is_told(world: World, sign_in: Any) -> None:
    row = group(world)
    led_by(world, row, world.gerd)
    made = of_group(world.gerd, row, starts_at=timezone.now() + timedelta(hours=20))
    comes(world.ruth, made, reminds=True)
    with acting_as(world.administrator.actor()) as actor:
        close_group(actor=actor, ref=row.ref, closed=True)
    tell_changes()
    assert told(CHANGED) == [world.ruth.person.pk]
    page = sign_in(world.ruth).get(f"/events/{made.ref}").content.decode()
    assert "It does not take place." in page and "This group is closed." in page
    assert remind() == 0


def test_who_stays_away_by_then_is_not_written_to(world: World) -> None:
    made = of_all(world)
    comes(world.ruth, made)
    office(world, made.ref, cancelled=True)
    tell_changes()
    with acting_as(world.ruth.actor()) as actor:
        stay_away(actor=actor, ref=made.ref)
    assert deliver() == []


def test_a_letter_says_what_only_to_whom_was_told_that_she_is_seen(world: World) -> None:
    row = group(world)
    led_by(world, row, world.gerd)
    unseen, since_then = of_all(world), of_all(world)
    for made in (unseen, since_then):
        comes(world.ruth, made)
    told_so, no_more, of_theirs = (
        of_all(world, named=True), of_all(world, named=True), of_group(world.gerd, row, named=True),
    )  # fmt: skip
    for made in (told_so, no_more, of_theirs):
        comes(world.ruth, made)
    with acting_as(world.administrator.actor()) as actor:
        change_event(actor=actor, ref=since_then.ref, named=True)
        change_event(actor=actor, ref=no_more.ref, named=False)
    said = {}
    her = System(Purpose.EXPORT, world.ruth.subject, world.ruth.person.pk)
    with acting_as(her):
        for made in (unseen, since_then, told_so, no_more, of_theirs):
            part = on_paper(her, Pending(1, world.ruth.person.pk, f"{made.pk}:1", {}))
            assert part is not None
            said[made.pk] = " ".join(part.paragraphs)
    words = said.pop(told_so.pk)
    assert TITLE in words and "The bridge" in words
    for neutral in said.values():
        assert TITLE not in neutral and "bridge" not in neutral and "Call us" in neutral


def test_only_who_wished_it_is_reminded_once_the_day_before(world: World) -> None:
    start = timezone.now() + timedelta(hours=40)
    made = of_all(world, starts_at=start)
    comes(world.ruth, made, reminds=True)
    comes(world.gerd, made)
    assert remind() == 0
    Event.objects.update(starts_at=timezone.now() + timedelta(hours=20))
    assert (remind(), remind()) == (1, 0)
    assert told(REMINDER) == [world.ruth.person.pk]
    (mail,) = deliver()
    assert TITLE not in f"{mail.subject} {mail.body}"


def test_who_left_the_group_still_says_whether_she_is_reminded(world: World, sign_in: Any) -> None:
    row = group(world)
    led_by(world, row, world.gerd)
    made = of_group(world.gerd, row, readers="group")
    joins(world.ruth, row)
    comes(world.ruth, made, reminds=True)
    with acting_as(world.ruth.actor()) as actor:
        leave_group(actor=actor, ref=row.ref)
    ruth = sign_in(world.ruth)
    ruth.post(f"/events/{made.ref}/come")
    assert [one.reminds for one in hers(world.ruth)] == [False]
    ruth.post(f"/events/{made.ref}/come", {"reminds": "on"})
    assert [one.reminds for one in hers(world.ruth)] == [True]
    ruth.post(f"/events/{made.ref}/stay-away")
    assert ruth.post(f"/events/{made.ref}/come").status_code == 404


def test_a_reminder_is_offered_only_while_one_will_come(world: World, sign_in: Any) -> None:
    ruth = sign_in(world.ruth)
    later = of_all(world, starts_at=timezone.now() + timedelta(hours=27))
    soon = of_all(world, starts_at=timezone.now() + timedelta(hours=25))
    words = ("Remind me about a day before", "We remind you", "Do not remind me")
    assert words[0] in ruth.get(f"/events/{later.ref}").content.decode()
    assert not _any(words, ruth.get(f"/events/{soon.ref}"))
    for made in (later, soon):
        comes(world.ruth, made, reminds=True)
    assert words[1] in ruth.get(f"/events/{later.ref}").content.decode()
    page = ruth.get(f"/events/{soon.ref}")
    assert not _any(words, page) and "I do not come after all" in page.content.decode()


def _any(words: tuple[str, ...], page: Any) -> bool:
    return any(one in page.content.decode() for one in words)


def test_nobody_is_reminded_of_what_was_called_off(world: World) -> None:
    made = of_all(world, starts_at=timezone.now() + timedelta(hours=20))
    comes(world.ruth, made, reminds=True)
    remind()
    office(world, made.ref, cancelled=True)
    assert deliver() == []
    assert remind() == 0


# ---------- The start page, the calendar, the end of things ----------


def test_the_next_one_of_her_groups_stands_quietly_on_the_start_page(
    world: World, sign_in: Any
) -> None:
    row = group(world)
    led_by(world, row, world.gerd)
    of_group(world.gerd, row, title="Of the group", starts_at=timezone.now() + timedelta(days=3))
    ruth = sign_in(world.ruth)
    assert "Of the group" not in ruth.get("/start").content.decode()
    joins(world.ruth, row)
    assert "“Of the group”" in ruth.get("/start").content.decode()
    sooner = of_all(world, title="Sooner", starts_at=timezone.now() + timedelta(days=2))
    assert "Sooner" not in ruth.get("/start").content.decode()
    comes(world.ruth, sooner)
    assert "“Sooner”" in ruth.get("/start").content.decode()


def test_what_a_closed_group_planned_is_not_announced(world: World, sign_in: Any) -> None:
    row = group(world)
    led_by(world, row, world.gerd)
    made = of_group(world.gerd, row, title="Of the group")
    comes(world.ruth, made)
    ruth = sign_in(world.ruth)
    assert "“Of the group”" in ruth.get("/start").content.decode()
    with acting_as(world.administrator.actor()) as actor:
        close_group(actor=actor, ref=row.ref, closed=True)
    assert "Of the group" not in ruth.get("/start").content.decode()


def test_a_calendar_gets_it_as_a_file(world: World, sign_in: Any) -> None:
    made = of_all(world, title="Tea; cake, and\\more", text="One\nTwo " + "ä" * 90)
    answer = sign_in(world.ruth).get(f"/events/{made.ref}/calendar.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    body = answer.content
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    text = body.decode().replace("\r\n ", "")
    assert "SUMMARY:Tea\\; cake\\, and\\\\more\r\n" in text
    assert "DESCRIPTION:One\\nTwo " + "ä" * 90 + "\r\n" in text
    assert f"UID:{made.ref}@testserver" in text and "STATUS:CONFIRMED" in text
    assert f"DTSTART:{made.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}\r\n" in text


def test_no_line_of_a_calendar_is_made_by_what_somebody_wrote() -> None:
    at = datetime(2026, 3, 4, 18, tzinfo=UTC)
    words = "x\r\nEND:VEVENT\rATTACH:y\x0bz"
    lines = calendar_file(
        Entry("u", words, at, at, 0, at, place=words, text=words, address=words), maker=words
    ).split(b"\r\n")
    assert lines.count(b"END:VEVENT") == 1
    assert not [line for line in lines if line.startswith(b"ATTACH")]


def test_who_leaves_the_organisation_comes_no_more_and_is_back_as_before(world: World) -> None:
    made = of_all(world, places=1)
    comes(world.ruth, made)
    ends(world, world.ruth, "left")
    with rows_of(world.ruth) as rows:
        assert rows(Attendance).get().ended_at is not None
    office(world, made.ref, cancelled=True)
    tell_changes()
    assert told(CHANGED) == []
    taken_back(world, world.ruth)
    assert len(hers(world.ruth)) == 1


def test_leaving_a_group_does_not_end_that_she_comes_and_she_still_finds_it(
    world: World, sign_in: Any
) -> None:
    row = group(world)
    led_by(world, row, world.gerd)
    made = of_group(world.gerd, row, readers="group")
    joins(world.ruth, row)
    comes(world.ruth, made)
    with acting_as(world.ruth.actor()) as actor:
        leave_group(actor=actor, ref=row.ref)
    assert sign_in(world.ruth).get(f"/events/{made.ref}").status_code == 200
    assert sign_in(world.ruth).get("/events").content.decode().count(TITLE) == 0


def test_what_she_said_is_forgotten_with_the_event_wherever_its_day_moves(world: World) -> None:
    made = of_all(world)
    comes(world.ruth, made)
    later = made.starts_at + timedelta(days=5)
    with acting_as(world.administrator.actor()) as actor:
        change_event(actor=actor, ref=made.ref, **values(starts_at=later))
    assert [one.over_at for one in hers(world.ruth)] == [later + timedelta(hours=3)]


def test_who_is_named_in_an_event_is_found_for_a_request_about_data(world: World) -> None:
    of_all(world, text="Ask for Hanna Outside at the door.", title="Tea")
    of_all(world, place="At Hanna Outside's", readers="everybody")
    of_all(world)
    actor = world.administrator.actor()
    with acting_as(actor):
        first, second = events_named(actor, ["hanna outside"])
    assert "Ask for Hanna Outside" in first.text and "At Hanna" in second.text
    assert "An event of" in first.about
