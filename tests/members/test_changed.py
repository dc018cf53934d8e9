"""Something has changed: shown as a whole, done as ticked with one press, and nothing before it."""

from __future__ import annotations

from typing import Any

import pytest

from audit.models import Event
from members.actions.groups import answer_request
from members.models import Account, Grant, GroupMembership, MemberCondition
from members.queries.own import own_rows
from po_platform.access.actor import acting_as
from tests.access.test_the_vault import give_grant
from tests.members.test_conditions import illness, says
from tests.members.test_groups import as_lead, group, joins, led_by, place
from tests.personas import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def move(world: World) -> dict[str, Any]:
    """Ruth has one illness, is in its group and a local one, and shares with Dr Nasser."""
    old, new = illness("Stiff joints"), illness("Sore skin")
    said = says(world.ruth, old)
    rows = {
        "old": group(world, condition_id=old.pk),
        "new": group(world, name={"en": "Sore skin together"}, condition_id=new.pk),
        "here": group(world, kind="local", name={"en": "Harrowmere"}),
        "there": group(world, kind="local", name={"en": "Over the sea"}),
        "german": group(world, kind="language", name={"en": "In German"}, language="de"),
    }
    joins(world.ruth, rows["old"])
    joins(world.ruth, rows["here"])
    grant = give_grant(world.ruth, world.nasser, "proms")
    told = {
        "condition": new.pk, "status": "confirmed", "since_year": "2026",
        "instead_of": str(said.ref), "time_zone": "Europe/Lisbon", "language": "de",
        "clinic": "on",
    }  # fmt: skip
    return {**rows, "grant": grant, "said": said, "told": told, "new_illness": new}


def state_of(world: World) -> list[Any]:
    """Everything the dialog could change."""
    account = Account.objects.get(pk=world.ruth.account.pk)
    with acting_as(world.ruth.actor()) as actor:
        return [
            account.language,
            account.time_zone,
            list(own_rows(MemberCondition, actor).order_by("pk").values()),
            list(own_rows(GroupMembership, actor).order_by("pk").values()),
            list(own_rows(Grant, actor).order_by("pk").values()),
        ]


def test_it_shows_what_stays_ends_and_starts_and_nothing_has_happened(
    world: World, sign_in: Any, move: dict[str, Any]
) -> None:
    before = state_of(world)
    ruth = sign_in(world.ruth)
    page = ruth.post("/me/changed", {**move["told"], "step": "show"}).content.decode()
    for words in (
        "Nothing has happened yet.",
        "Your answers, their course and everything you wrote.",
        "On your list: Sore skin, confirmed, since 2026.",
        "On your list: Stiff joints gets the note",
        "You leave the group Stiff joints.",
        "You join the group Sore skin together.",
        "You leave the group Harrowmere.",
        "You join the group Over the sea.",
        "You join the group In German.",
        "Farida Nasser sees your answers no longer.",
        "Days and times follow Lisbon.",
    ):
        assert words in page
    assert state_of(world) == before
    assert "Sore skin" in ruth.post("/me/changed", {**move["told"], "step": "change"}).content.decode()  # fmt: skip
    assert state_of(world) == before


def test_what_she_did_not_say_herself_is_not_ticked_beforehand(
    world: World, sign_in: Any, move: dict[str, Any]
) -> None:
    page = sign_in(world.ruth).post("/me/changed", {**move["told"], "step": "show"})
    ticked = {
        line.split('value="')[1].split('"')[0]
        for line in page.content.decode().split("<input ")
        if 'name="part"' in line and " checked" in line
    }
    assert ticked == {"say", f"mark:{move['said'].ref}", "zone", "language"}


def test_one_press_does_what_was_ticked_and_leaves_the_rest(
    world: World, sign_in: Any, move: dict[str, Any]
) -> None:
    parts = [
        "say", f"mark:{move['said'].ref}", "zone", "language", f"leave:{move['old'].ref}",
        f"join:{move['new'].ref}", f"share:{move['grant'].pk}",
    ]  # fmt: skip
    answer = sign_in(world.ruth).post("/me/changed", {**move["told"], "step": "do", "part": parts})
    assert (answer.status_code, answer["Location"]) == (302, "/me")
    account = Account.objects.get(pk=world.ruth.account.pk)
    assert (account.language, account.time_zone) == ("de", "Europe/Lisbon")
    with acting_as(world.ruth.actor()) as actor:
        said = own_rows(MemberCondition, actor).filter(replaced_at=None)
        assert dict(said.values_list("condition_id", "status")) == {
            move["said"].condition_id: "changed",
            move["new_illness"].pk: "confirmed",
        }
        grant = own_rows(Grant, actor).get()
    assert grant.ended_by_id is not None
    left, joined = place(world.ruth, move["old"]), place(world.ruth, move["new"])
    here = place(world.ruth, move["here"])
    assert left is not None
    assert left.left_at is not None
    assert joined is not None
    assert joined.joined_at is not None
    assert here is not None
    assert here.left_at is None, "not ticked"
    assert Event.objects.filter(verb="members.change.applied").count() == 1


def test_ticking_nothing_changes_nothing(world: World, sign_in: Any, move: dict[str, Any]) -> None:
    before = state_of(world)
    page = sign_in(world.ruth).post(
        "/me/changed", {**move["told"], "step": "do"}, follow=True
    ).content.decode()  # fmt: skip
    assert "You ticked nothing" in page
    assert state_of(world) == before


def test_twice_is_once_and_what_is_not_offered_is_not_done(
    world: World, sign_in: Any, move: dict[str, Any]
) -> None:
    gerds = give_grant(world.gerd, world.nasser, "proms")
    joins(world.gerd, move["there"])
    told = {**move["told"], "step": "do", "part": [
        f"leave:{move['old'].ref}", f"leave:{move['there'].ref}", f"share:{gerds.pk}",
        "share:x", "drop:all", f"join:{move['old'].ref}",
    ]}  # fmt: skip
    ruth = sign_in(world.ruth)
    for _again in range(2):
        assert ruth.post("/me/changed", told).status_code == 302
    with acting_as(world.gerd.actor()) as actor:
        assert own_rows(Grant, actor).get().ended_by_id is None
    stays = place(world.gerd, move["there"])
    assert stays is not None
    assert stays.left_at is None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Say at least one thing that has changed"),
        ({"condition": "new"}, "confirmed or suspected"),
        ({"language": "xx"}, "Choose one of the answers"),
    ],
)
def test_what_is_missing_is_said(
    world: World, sign_in: Any, move: dict[str, Any], given: dict[str, Any], words: str
) -> None:
    if given.get("condition") == "new":
        given = {"condition": move["new_illness"].pk}
    answer = sign_in(world.ruth).post("/me/changed", {**given, "step": "show"})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_group_that_asks_by_now_is_not_joined_as_one_where_nobody_is_told(
    world: World, sign_in: Any, move: dict[str, Any]
) -> None:
    new, ruth = move["new"], sign_in(world.ruth)
    shown = ruth.post("/me/changed", {**move["told"], "step": "show"}).content.decode()
    assert f"join:{new.ref}" in shown
    new.by_request = True
    new.save(update_fields=["by_request"])
    ruth.post("/me/changed", {**move["told"], "step": "do", "part": [f"join:{new.ref}"]})
    assert place(world.ruth, new) is None
    ruth.post("/me/changed", {**move["told"], "step": "do", "part": [f"ask:{new.ref}"]})
    mine = place(world.ruth, new)
    assert mine is not None and mine.named and mine.joined_at is None


def test_a_part_that_is_refused_undoes_the_others(
    world: World, sign_in: Any, move: dict[str, Any]
) -> None:
    """Joining is refused for a while after a no; then nothing else of it has happened either."""
    new = move["new"]
    new.by_request = True
    new.save(update_fields=["by_request"])
    led_by(world, new, world.gerd)
    asked = joins(world.ruth, new)
    with acting_as(as_lead(world.gerd).actor()) as lead:
        answer_request(actor=lead, ref=new.ref, membership_id=asked.pk, let_in=False)
    before = state_of(world)
    answer = sign_in(world.ruth).post(
        "/me/changed", {**move["told"], "step": "do", "part": ["zone", f"ask:{new.ref}"]}
    )
    assert answer.status_code == 403
    assert "said no" in answer.content.decode()
    assert state_of(world) == before
