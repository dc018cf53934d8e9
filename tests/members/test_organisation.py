"""What the organisation says about itself: changed by the office only, shown to everybody, kept in versions."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from members.actions.organisation import (
    ColoursTooWeak,
    colour_organisation,
    describe_organisation,
    write_legal_texts,
)
from members.models import Organisation
from members.queries.organisation import forget_organisation
from po_platform.access.actor import Hat
from tests.members.office_world import last_event
from tests.personas import World

pytestmark = pytest.mark.django_db

PAGES = [
    "/office/organisation",
    "/office/organisation/name",
    "/office/organisation/colours",
    "/office/organisation/joining",
    "/office/organisation/texts",
]
NAME = {
    "name": "Evening Hands",
    "tagline_en": "People with stiff joints",
    "tagline_de": "Menschen mit steifen Gelenken",
    "phone": "01632 960 119",
    "hours_en": "Always",
    "hours_de": "",
    "emergency_en": "112 when a life is in danger",
    "emergency_de": "",
}


@pytest.mark.parametrize("page", PAGES)
def test_only_the_office_reaches_these_pages(world: World, sign_in: Any, page: str) -> None:
    assert sign_in(world.administrator).get(page).status_code == 200
    for name, persona in world.people.items():
        if persona.hat is not Hat.ADMINISTRATOR:
            assert sign_in(persona).get(page).status_code == 403, name
            assert sign_in(persona).post(page, NAME).status_code == 403, name
    assert Client().get(page).status_code == 302


def test_without_the_second_factor_the_office_stays_closed(world: World, sign_in: Any) -> None:
    answer = sign_in(world.administrator, strong=False).get(PAGES[0])
    assert answer.status_code == 302
    assert answer["Location"].startswith("/second-factor")


def test_a_change_shows_on_every_page_at_once(world: World, sign_in: Any) -> None:
    office = sign_in(world.administrator)
    assert office.post("/office/organisation/name", NAME).status_code == 302
    page = Client(headers={"accept-language": "en"}).get("/").content.decode()
    assert "Evening Hands" in page
    assert "01632 960 119" in page
    row = Organisation.objects.get()
    assert row.hours == {"en": "Always"}
    assert row.version == 2
    event = last_event("members.organisation.described")
    assert event is not None
    assert event.account_id == world.administrator.account.pk
    assert "hours" in event.detail["fields"]
    assert "Always" not in str(event.detail)


def test_saving_the_same_again_changes_nothing(world: World, sign_in: Any) -> None:
    office = sign_in(world.administrator)
    office.post("/office/organisation/name", NAME)
    first = last_event("members.organisation.described")
    office.post("/office/organisation/name", NAME)
    assert last_event("members.organisation.described") == first
    assert Organisation.objects.get().version == 2


def test_the_former_words_are_kept(world: World, sign_in: Any) -> None:
    sign_in(world.administrator).post("/office/organisation/name", NAME)
    history = Organisation.pgh_event_model.objects.order_by("pgh_id")  # type: ignore[attr-defined]  # pghistory adds it
    assert [row.name for row in history] == ["Morning Hands", "Evening Hands"]


def test_an_empty_name_is_refused_in_plain_words(world: World, sign_in: Any) -> None:
    answer = sign_in(world.administrator).post("/office/organisation/name", NAME | {"name": " "})
    assert answer.status_code == 422
    assert "Fill in “Name”" in answer.content.decode()
    assert Organisation.objects.get().version == 1


def test_good_colours_become_a_stylesheet(world: World, sign_in: Any) -> None:
    office = sign_in(world.administrator)
    colours = {"accent": "#1D4E5F", "highlight": "ffe3a6"}
    assert office.post("/office/organisation/colours", colours).status_code == 302
    row = Organisation.objects.get()
    assert (row.accent, row.highlight) == ("#1d4e5f", "#ffe3a6")
    page = Client().get("/").content.decode()
    assert f"/look/{row.version}/theme.css" in page
    css = Client().get(f"/look/{row.version}/theme.css").content.decode()
    assert "--brand:#1d4e5f;" in css
    assert "--night:" in css


def test_unreadable_colours_are_refused_with_one_that_works(world: World, sign_in: Any) -> None:
    office = sign_in(world.administrator)
    answer = office.post("/office/organisation/colours", {"accent": "#0aa5a0", "highlight": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "#027471 is close and works" in page
    assert 'fill="#027471"' in page
    assert "style=" not in page
    assert Organisation.objects.get().accent == ""
    again = {"accent": "#027471", "highlight": ""}
    assert office.post("/office/organisation/colours", again).status_code == 302


def test_the_action_refuses_unreadable_colours_too(world: World) -> None:
    with pytest.raises(ColoursTooWeak) as refused:
        colour_organisation(actor=world.administrator.actor(), accent="#ffff00", highlight="")
    assert set(refused.value.weak) == {"accent"}
    assert Organisation.objects.get().theme == {}


@pytest.mark.parametrize("accent", ["plum", "#12", "red;}", "url(//x)", "#12345g"])
def test_what_is_no_colour_is_said(world: World, sign_in: Any, accent: str) -> None:
    answer = sign_in(world.administrator).post(
        "/office/organisation/colours", {"accent": accent, "highlight": ""}
    )
    assert answer.status_code == 422
    assert "six signs" in answer.content.decode()


def test_empty_colours_bring_ours_back(world: World, sign_in: Any) -> None:
    office = sign_in(world.administrator)
    office.post("/office/organisation/colours", {"accent": "#1d4e5f", "highlight": ""})
    office.post("/office/organisation/colours", {"accent": "", "highlight": ""})
    row = Organisation.objects.get()
    assert row.theme == {}
    assert b"theme.css" not in Client().get("/").content


def test_the_stylesheet_of_a_version_to_come_is_not_there(world: World, sign_in: Any) -> None:
    sign_in(world.administrator).post(
        "/office/organisation/colours", {"accent": "#1d4e5f", "highlight": ""}
    )
    assert Client().get("/look/99/theme.css").status_code == 404


@pytest.mark.parametrize(
    ("address", "field"),
    [("/imprint", "imprint"), ("/privacy", "privacy"), ("/rules", "rules")],
)
def test_its_own_texts_are_shown_as_text_in_the_readers_language(
    world: World, address: str, field: str
) -> None:
    texts = {"en": "Hello <script>alert(1)</script>\n\nSecond paragraph", "de": "Guten Tag"}
    Organisation.objects.update(**{field: texts})
    english = Client(headers={"accept-language": "en"}).get(address).content.decode()
    german = Client(headers={"accept-language": "de"}).get(address).content.decode()
    assert "<p>Hello &lt;script&gt;" in english
    assert "<p>Second paragraph</p>" in english
    assert "Guten Tag" in german


@pytest.mark.parametrize("address", ["/imprint", "/privacy", "/rules"])
def test_a_text_nobody_wrote_says_so(world: World, address: str) -> None:
    page = Client(headers={"accept-language": "en"}).get(address)
    assert page.status_code == 200
    assert "Nothing is written here yet" in page.content.decode()


def test_the_front_says_how_to_join(world: World) -> None:
    browser = Client(headers={"accept-language": "en"})
    assert "/join" in browser.get("/").content.decode()
    Organisation.objects.update(joining="invited")
    forget_organisation()
    page = browser.get("/").content.decode()
    assert "Join Morning Hands" not in page
    assert "You join with an invitation" in page


def test_joining_is_set_with_its_rules(world: World, sign_in: Any) -> None:
    sign_in(world.administrator).post(
        "/office/organisation/joining",
        {"joining": "invited", "minimum_age": "18", "rules_en": "Be kind.", "rules_de": ""},
    )
    row = Organisation.objects.get()
    assert (row.joining, row.minimum_age, row.rules) == ("invited", 18, {"en": "Be kind."})
    assert last_event("members.organisation.joining_set") is not None


def test_imprint_and_privacy_are_written(world: World, sign_in: Any) -> None:
    sign_in(world.administrator).post(
        "/office/organisation/texts", {"imprint_en": "The board", "privacy_de": "Alles sicher"}
    )
    row = Organisation.objects.get()
    assert (row.imprint, row.privacy) == ({"en": "The board"}, {"de": "Alles sicher"})
    assert last_event("members.organisation.texts_written") is not None


@pytest.mark.parametrize("name", ["ruth", "nasser", "moderator", "researcher"])
def test_the_actions_refuse_whoever_is_not_the_office(world: World, name: str) -> None:
    actor = world.people[name].actor()
    with pytest.raises(PermissionDenied):
        describe_organisation(
            actor=actor, name="Mine", tagline={}, phone="1", hours={}, emergency={}
        )
    with pytest.raises(PermissionDenied):
        colour_organisation(actor=actor, accent="", highlight="")
    with pytest.raises(PermissionDenied):
        write_legal_texts(actor=actor, imprint={"en": "x"}, privacy={})
    assert Organisation.objects.get().name == "Morning Hands"
