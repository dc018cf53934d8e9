"""A long form comes in parts: each saved on its way, gone on with on any day, looked through at the end."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import pytest
from django.test import Client

from audit.models import Event as AuditEvent
from questionnaires.definition import Definition, Item
from registry.models import Entry
from registry.parts import FULL, LONG, parts_of
from tests.members.test_typed_words import again as sign_in_again
from tests.members.test_typed_words import fall_asleep
from tests.personas import World
from tests.registry.rooms import open_rooms
from tests.registry.world import Walks

pytestmark = pytest.mark.django_db
HERE = "/registries/rooms/data/rooms/life"
NEW = f"{HERE}?instance=0"


@pytest.fixture
def rooms(world: World) -> Walks:
    return open_rooms(world, world.ruth)


@pytest.fixture
def ruth(rooms: Walks, world: World, sign_in: Any) -> Client:
    return sign_in(world.ruth)  # type: ignore[no-any-return]  # a fixture of conftest


def entry_of(rooms: Walks) -> Entry:
    [found] = rooms.entries()
    return found


def send(client: Client, address: str, rooms: Walks, **sent: str) -> Any:
    version = next((str(one.row_version) for one in rooms.entries()), "0")
    return client.post(address, {"seen_version": version, **sent})


def test_a_long_form_begins_with_its_first_part(ruth: Client) -> None:
    page = ruth.get(NEW).content.decode()
    assert "Part 1 of 2" in page
    assert 'name="home1"' in page and 'name="rest1"' not in page
    assert "When was it so?" not in page
    whole = ruth.get(f"{NEW}&whole=1").content.decode()
    assert 'name="home1"' in whole and 'name="rest9"' in whole and "Part by part" in whole


def test_each_part_is_saved_and_the_next_follows_from_the_answers(
    ruth: Client, rooms: Walks
) -> None:
    first = send(ruth, f"{NEW}&part=1", rooms, home1="works")
    entry = entry_of(rooms)
    change = f"/registries/entries/{entry.ref}/change"
    assert first["Location"] == f"{change}?part=2"
    assert (entry.answers, entry.status) == ({"home1": "works"}, Entry.Status.INCOMPLETE)
    assert "Part 2 of 3" in ruth.get(f"{change}?part=2").content.decode()
    second = send(ruth, f"{change}?part=2", rooms, work1="a mill")
    assert second["Location"] == f"{change}?part=3"
    third = send(ruth, f"{change}?part=3", rooms, rest9="that is all")
    assert third["Location"] == f"{change}?part=check"
    page = ruth.get(f"{change}?part=check").content.decode()
    assert page.index("At home") < page.index("a mill") < page.index("that is all")
    assert f"{change}?part=2" in page
    done = send(ruth, f"{change}?part=check", rooms, occurred_on="2024")
    assert done["Location"] == "/registries/rooms/data"
    entry = entry_of(rooms)
    assert (entry.status, entry.occurred_on) == (Entry.Status.UNVERIFIED, "2024")
    assert entry.answers == {"home1": "works", "work1": "a mill", "rest9": "that is all"}


def test_she_goes_on_another_day_where_she_stopped(ruth: Client, rooms: Walks) -> None:
    later = send(ruth, f"{NEW}&part=1", rooms, home2="a garden", later="1")
    assert later["Location"] == "/registries/rooms/data"
    page = ruth.get("/registries/rooms/data").content.decode()
    assert "Not finished yet." in page
    change = f"/registries/entries/{entry_of(rooms).ref}/change"
    assert 'name="rest1"' in ruth.get(change).content.decode()
    assert 'value="a garden"' in ruth.get(f"{change}?part=1").content.decode()
    send(ruth, f"{change}?part=check", rooms, occurred_on="")
    assert "Not finished yet." not in ruth.get("/registries/rooms/data").content.decode()


def test_parts_in_which_nothing_was_written_leave_no_trace(ruth: Client, rooms: Walks) -> None:
    first = send(ruth, f"{NEW}&part=1", rooms)
    assert first["Location"] == f"{HERE}?instance=0&part=3"
    assert rooms.entries() == []
    second = send(ruth, f"{HERE}?instance=0&part=3", rooms, rest1="x")
    entry = entry_of(rooms)
    assert second["Location"] == f"/registries/entries/{entry.ref}/change?part=check"
    send(ruth, f"/registries/entries/{entry.ref}/change?part=3", rooms, rest1="x")
    assert entry_of(rooms).row_version == entry.row_version


def test_a_finished_form_opens_to_be_looked_through_and_one_press_says_still_so(
    ruth: Client, rooms: Walks
) -> None:
    send(ruth, NEW, rooms, home1="alone", occurred_on="")
    change = f"/registries/entries/{entry_of(rooms).ref}/change"
    page = ruth.get(change).content.decode()
    assert "Look through the answers" in page and "alone" in page
    done = ruth.post(
        f"{change}?part=check",
        {"seen_version": str(entry_of(rooms).row_version), "occurred_on": ""},
        follow=True,
    )
    assert "still so today" in done.content.decode()
    assert AuditEvent.objects.filter(verb="registry.entry.still_so").count() == 1


def test_a_part_that_changes_a_finished_form_leaves_it_finished(ruth: Client, rooms: Walks) -> None:
    send(ruth, NEW, rooms, home1="alone", occurred_on="2020")
    change = f"/registries/entries/{entry_of(rooms).ref}/change"
    send(ruth, f"{change}?part=1", rooms, home1="works", later="1")
    entry = entry_of(rooms)
    assert (entry.answers["home1"], entry.status, entry.occurred_on) == ("works", 1, "2020")


def test_an_older_page_of_a_part_overwrites_nothing(ruth: Client, rooms: Walks) -> None:
    send(ruth, f"{NEW}&part=1", rooms, home1="first")
    change = f"/registries/entries/{entry_of(rooms).ref}/change"
    stale = ruth.post(f"{change}?part=1", {"seen_version": "0", "home1": "second"}, follow=True)
    assert "Somebody else wrote this form meanwhile" in stale.content.decode()
    assert entry_of(rooms).answers == {"home1": "first"}


def test_what_follows_within_a_part_shows_without_saving(ruth: Client, rooms: Walks) -> None:
    page = send(ruth, f"{NEW}&part=1", rooms, home1="works", look="1")
    assert "Part 1 of 3" in page.content.decode()
    assert rooms.entries() == []


def test_no_such_part_and_nobody_elses(
    ruth: Client, rooms: Walks, world: World, sign_in: Any
) -> None:
    for wrong in ("9", "0", "-1", "x"):
        assert ruth.get(f"{NEW}&part={wrong}").status_code == 404
    send(ruth, f"{NEW}&part=1", rooms, home1="mine")
    change = f"/registries/entries/{entry_of(rooms).ref}/change"
    stranger = sign_in(world.gerd)
    for part in ("1", "check"):
        assert stranger.get(f"{change}?part={part}").status_code == 404
        assert stranger.post(f"{change}?part={part}", {"seen_version": "1"}).status_code == 404
    assert entry_of(rooms).answers == {"home1": "mine"}


def test_those_who_keep_the_registry_have_it_whole_and_in_parts_if_they_want(
    rooms: Walks, sign_in: Any
) -> None:
    keeper = sign_in(rooms.curator)
    record = keeper.post("/registry/datasets/rooms/records", {"number": "1"})["Location"]
    page = keeper.get(f"{record}/life?instance=0").content.decode()
    assert 'name="home1"' in page and 'name="rest9"' in page and "Part by part" in page
    assert keeper.get(f"{record}/life?part=1&instance=0").status_code == 200
    send(keeper, f"{record}/life?part=1&instance=0", rooms, home1="works")
    here = f"/registry/entries/{entry_of(rooms).ref}"
    assert entry_of(rooms).status == Entry.Status.INCOMPLETE
    assert send(keeper, f"{here}?part=check", rooms, occurred_on="").status_code == 422
    send(keeper, f"{here}?part=check", rooms, occurred_on="", status="2")
    assert entry_of(rooms).status == Entry.Status.COMPLETE


def test_a_locked_form_is_not_begun_in_parts(ruth: Client, rooms: Walks, sign_in: Any) -> None:
    send(ruth, f"{NEW}&part=1", rooms, home1="mine")
    entry = entry_of(rooms)
    lock = {"why": "Report", "seen_version": str(entry.row_version)}
    keeper = sign_in(rooms.curator)
    assert keeper.post(f"/registry/entries/{entry.ref}/lock", lock).status_code == 302
    change = f"/registries/entries/{entry.ref}/change"
    assert "locked" in ruth.get(change).content.decode()
    assert send(ruth, f"{change}?part=1", rooms, home1="else").status_code == 403


def _form(*items: Item) -> tuple[Item, set[str]]:
    asked = {one.link_id for one in Definition(items).walk() if one.type == "string"}
    return Item("form:x", "group", items), asked


def _asked(count: int, begin: int = 0) -> list[Item]:
    return [Item(f"q{begin + number}", "string") for number in range(count)]


@pytest.mark.parametrize("count", [0, 1, LONG])
def test_a_short_form_is_not_cut(count: int) -> None:
    assert parts_of(*_form(*_asked(count))) == ()


@pytest.mark.parametrize("count", range(LONG + 1, 60, 7))
def test_every_item_stands_in_one_part_in_order_and_none_is_long(count: int) -> None:
    form, asked = _form(*_asked(count), Item("end", "display"))
    cut = parts_of(form, asked)
    assert [item for part in cut for item in part.items] == list(form.items)
    assert all(3 <= len(asked & set(part.names)) <= FULL + 2 for part in cut)


def test_a_heading_stands_with_its_questions() -> None:
    heading = Item("section:q6", "display")
    cut = parts_of(*_form(*_asked(6), heading, *_asked(10, 6)))
    assert [part.heading for part in cut] == ["", "section:q6"]
    few = parts_of(*_form(*_asked(2), heading, *_asked(14, 2)))
    assert few[0].names[:4] == ("q0", "q1", "section:q6", "q2")


# ---------- What was sent again, and what moved meanwhile ----------


def hidden(response: Any) -> dict[str, list[str]]:
    page, found = response.content.decode(), defaultdict(list)
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page):
        found[name].append(value)
    return found


def begun(client: Client, rooms: Walks, **more: str) -> str:
    """The address of Ruth's form, finished with two answers."""
    send(client, NEW, rooms, home1="alone", rest1="later", occurred_on="", **more)
    return f"/registries/entries/{entry_of(rooms).ref}/change"


def test_what_the_door_gives_back_of_the_last_page_takes_no_answer_away(
    ruth: Client, rooms: Walks, sign_in: Any
) -> None:
    begun(ruth, rooms)
    keeper, entry = sign_in(rooms.curator), entry_of(rooms)
    here = f"/registry/entries/{entry.ref}"
    check = hidden(keeper.get(f"{here}?part=check"))
    assert check["_part"] == ["check"]
    fall_asleep(keeper)
    refused = keeper.post(f"{here}?part=check", {**check, "status": "2", "occurred_on": "2024"})
    assert refused["Location"].startswith("/sign-in")
    back = sign_in_again(keeper, rooms.curator).get(here)
    assert f'action="{here}?part=check"' in back.content.decode()
    assert f'href="{here}?part=check&amp;leave-typed=1"' in back.content.decode()
    assert keeper.post(f"{here}?part=check", hidden(back)).status_code == 302
    entry = entry_of(rooms)
    assert entry.answers == {"home1": "alone", "rest1": "later"}
    assert (entry.status, entry.occurred_on) == (Entry.Status.COMPLETE, "2024")


def test_the_door_gives_back_a_new_form_at_the_place_it_was_for(rooms: Walks, sign_in: Any) -> None:
    keeper = sign_in(rooms.curator)
    record = keeper.post("/registry/datasets/rooms/records", {"number": "1"})["Location"]
    keeper.get(record)
    fall_asleep(keeper)
    send(keeper, f"{record}/life?part=1&instance=0", rooms, home1="works")
    back = sign_in_again(keeper, rooms.curator).get(f"{record}/life").content.decode()
    assert f'action="{record}/life?part=1&amp;instance=0"' in back


@pytest.mark.parametrize("part", ["1", "check"])
def test_a_page_of_a_part_is_never_taken_as_the_whole_form(
    ruth: Client, rooms: Walks, part: str
) -> None:
    change = begun(ruth, rooms)
    send(ruth, change, rooms, _part=part, home1="alone", occurred_on="")
    assert entry_of(rooms).answers == {"home1": "alone", "rest1": "later"}


def test_what_did_not_stand_on_the_page_is_not_taken_for_left_blank(
    ruth: Client, rooms: Walks
) -> None:
    """A newer version puts other questions into the part she has open."""
    change = begun(ruth, rooms, rest9="last")
    sent = {"seen_version": str(entry_of(rooms).row_version), "rest2": "new", "home1": "else"}
    ruth.post(f"{change}?part=3", {**sent, "_asked": ["home1", "rest2", "rest9"]})
    assert entry_of(rooms).answers == {"home1": "else", "rest1": "later", "rest2": "new"}


def test_a_part_that_is_gone_keeps_what_was_written_in_it(ruth: Client, rooms: Walks) -> None:
    change = begun(ruth, rooms)
    sent = {"seen_version": str(entry_of(rooms).row_version), "rest2": "new"}
    gone = ruth.post(f"{change}?part=7", {**sent, "_asked": ["rest2"]}, follow=True)
    assert "The questions of this form changed meanwhile" in gone.content.decode()
    kept = {"home1": "alone", "rest1": "later", "rest2": "new"}
    assert entry_of(rooms).answers == kept
    ruth.post(f"{change}?part=7", {**sent, "seen_version": str(entry_of(rooms).row_version)})
    assert entry_of(rooms).answers == kept


def test_a_form_that_is_short_now_takes_a_part_for_no_more_than_it_is(
    ruth: Client, rooms: Walks, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = begun(ruth, rooms)
    monkeypatch.setattr("registry.views.filling_in.parts_of", lambda *_: ())
    sent = {"seen_version": str(entry_of(rooms).row_version), "rest1": ""}
    ruth.post(f"{change}?part=3", {**sent, "_asked": ["rest1", "rest2"]})
    assert entry_of(rooms).answers == {"home1": "alone"}
    version = str(entry_of(rooms).row_version)
    ruth.post(f"{change}?part=check", {"seen_version": version, "occurred_on": ""})
    assert entry_of(rooms).answers == {"home1": "alone"}


def test_each_reason_stands_with_the_change_it_was_given_for(
    ruth: Client, rooms: Walks, sign_in: Any
) -> None:
    change = begun(ruth, rooms)
    ref, keeper = entry_of(rooms).ref, sign_in(rooms.curator)
    here = f"/registry/entries/{ref}"
    said = {"home1": "alone", "rest1": "earlier", "status": "2", "occurred_on": ""}
    send(keeper, here, rooms, **said, why="from the lab letter")
    assert "Why did it change?" in ruth.get(f"{change}?part=1").content.decode()
    assert "Why did it change?" not in ruth.get(f"{change}?part=check").content.decode()
    send(ruth, f"{change}?part=1", rooms, home1="works")
    send(ruth, f"{change}?part=2", rooms, work1="a mill", why="I had forgotten it")
    page = ruth.get(f"/registries/entries/{ref}/before").content.decode()
    mill, works, lab, _first = page.split("<section")[1:]
    assert "a mill" in mill and "I had forgotten it" in mill
    assert "works" in works and "Why:" not in works
    assert "from the lab letter" in lab


def test_a_first_filling_asks_nowhere_why_it_changed(ruth: Client, rooms: Walks) -> None:
    send(ruth, f"{NEW}&part=1", rooms, home1="mine")
    change = f"/registries/entries/{entry_of(rooms).ref}/change"
    for part in ("1", "3", "check"):
        assert "Why did it change?" not in ruth.get(f"{change}?part={part}").content.decode()


def test_questions_that_follow_on_the_whole_form_are_asked_on_it(
    ruth: Client, rooms: Walks
) -> None:
    change = begun(ruth, rooms)
    sent = {"seen_version": str(entry_of(rooms).row_version), "home1": "works", "occurred_on": ""}
    on = ruth.post(f"{change}?whole=1", {**sent, "_asked": ["home1"]})
    assert on["Location"] == f"{change}?whole=1"
    assert 'name="work1"' in ruth.get(on["Location"]).content.decode()


def test_back_to_the_address_a_part_was_begun_at_is_back_to_that_part(
    ruth: Client, rooms: Walks
) -> None:
    send(ruth, f"{NEW}&part=1", rooms, home1="mine")
    change = f"/registries/entries/{entry_of(rooms).ref}/change"
    assert ruth.get(f"{NEW}&part=1")["Location"] == f"{change}?part=1"
    assert ruth.get(f"{NEW}&whole=1")["Location"] == f"{change}?whole=1"
    assert ruth.get(NEW)["Location"] == change


def test_who_began_a_form_and_stopped_still_lacks_it(
    ruth: Client, rooms: Walks, sign_in: Any
) -> None:
    keeper, key = sign_in(rooms.curator), str(rooms.dataset.forms.get(name="life").pk)

    def listed(which: str) -> int:
        return len(keeper.get("/registry/datasets/rooms/records", {which: key}).context["rows"])

    send(ruth, f"{NEW}&part=1", rooms, home1="mine", later="1")
    assert (listed("lacks"), listed("has")) == (1, 0)
    change = f"/registries/entries/{entry_of(rooms).ref}/change"
    send(ruth, f"{change}?part=check", rooms, occurred_on="")
    assert (listed("lacks"), listed("has")) == (0, 1)
