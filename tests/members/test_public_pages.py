"""Public pages and news: written without code, kept in versions, in another language rather than not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from defusedxml import ElementTree
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
from members.actions.news import publish_circular, publish_news, write_news
from members.actions.site_pages import name_on_board, new_page, take_up_version, write_page
from members.models import BoardMember, NewsItem, SitePage, SitePageVersion
from po_platform.access.actor import acting_as
from tests.members.circular_steps import handed_over, written
from tests.members.test_groups import group
from tests.personas import World

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
PAGE = {
    "title_en": "About us", "text_en": "# Since 1990\n\nWe **help**.", "position": "10",
}  # fmt: skip


def visitor(language: str = "en") -> Client:
    return Client(headers={"accept-language": language})


def words(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def news(
    world: World, title: str = "We have moved", *, shown: bool = True, **text: str
) -> NewsItem:
    with acting_as(world.administrator.actor()) as actor:
        row = write_news(
            actor=actor, ref=None, title={"en": title}, text=text or {"en": "To Quay Street."}
        )
        return publish_news(actor=actor, ref=row.ref, shown=True) if shown else row


# ---------- Pages ----------


def test_contact_and_accessibility_are_there_from_the_first_day_and_say_whose_words(
    world: World,
) -> None:
    for slug, said in (("contact", "01632 960 118"), ("accessibility", "WCAG 2.2")):
        page = words(visitor(), f"/about/{slug}")
        assert said in page and "has not completed them yet" in page
        assert f'href="/about/{slug}"' in words(visitor(), "/")
    for slug in ("about-us", "board", "nowhere"):
        assert visitor().get(f"/about/{slug}").status_code == 404


def test_a_page_is_looked_at_saved_and_read(world: World, sign_in: Any) -> None:
    desk = sign_in(world.administrator)
    looked = desk.post("/office/pages/of/about-us", {**PAGE, "look": "1"}).content.decode()
    assert "<h2>Since 1990</h2>" in looked and not SitePage.objects.exists()
    desk.post("/office/pages/of/about-us", {**PAGE, "in_menu": "on"})
    page = words(visitor(), "/about/about-us")
    assert "<strong>help</strong>" in page and "has not completed" not in page
    assert words(visitor(), "/").count('href="/about/about-us"') == 2  # foot and menu
    assert Event.objects.filter(verb="members.site_page.written").count() == 1


def test_a_missing_translation_falls_back_and_says_so(world: World, sign_in: Any) -> None:
    sign_in(world.administrator).post("/office/pages/of/about-us", PAGE)
    page = words(visitor("de"), "/about/about-us")
    assert '<h1 lang="en">About us</h1>' in page and 'lang="en"><h2>Since' in page


def test_an_older_text_is_taken_up_again_and_nothing_is_lost(world: World) -> None:
    with acting_as(world.administrator.actor()) as actor:
        for text in ("first", "second", "second"):
            write_page(
                actor=actor, slug="about-us", title={"en": "Us"}, text={"en": text}, position=10,
                in_menu=False,
            )  # fmt: skip
        take_up_version(actor=actor, slug="about-us", number=1)
    kept = SitePageVersion.objects.order_by("number").values_list("text", flat=True)
    assert [text["en"] for text in kept] == ["first", "second", "first"]
    assert "first" in words(visitor(), "/about/about-us")


def test_the_office_finds_an_older_text_and_takes_a_page_off_and_on(
    world: World, sign_in: Any
) -> None:
    desk = sign_in(world.administrator)
    desk.post("/office/pages/of/about-us", PAGE)
    desk.post("/office/pages/of/about-us", {**PAGE, "text_en": "Other"})
    assert "Since 1990" in words(desk, "/office/pages/of/about-us/1")
    desk.post("/office/pages/of/about-us/1")
    assert "Since 1990" in words(visitor(), "/about/about-us")
    desk.post("/office/pages/of/about-us/shown", {"shown": "no"})
    assert visitor().get("/about/about-us").status_code == 404
    desk.post("/office/pages/of/about-us/shown", {"shown": "yes"})
    words(visitor(), "/about/about-us")
    desk.post("/office/pages/of/contact/shown", {"shown": "no"})
    assert visitor().get("/about/contact").status_code == 404
    desk.post("/office/pages/of/contact/shown", {"shown": "yes"})
    assert "Call us" in words(visitor(), "/about/contact")


def test_pages_of_ones_own_get_an_address_of_their_title(world: World, sign_in: Any) -> None:
    desk = sign_in(world.administrator)
    for _again in range(2):
        desk.post("/office/pages/new", {**PAGE, "title_en": "Über Müdigkeit"})
    desk.post("/office/pages/new", {**PAGE, "title_en": "Board"})
    assert set(SitePage.objects.values_list("slug", flat=True)) == {
        "ueber-muedigkeit", "ueber-muedigkeit-2", "board-2",
    }  # fmt: skip


def test_the_board_stands_there_by_name_until_it_is_taken_off(world: World, sign_in: Any) -> None:
    desk = sign_in(world.administrator)
    sent = {
        "public_name": "Ruth Ellison", "task_en": "Chair", "position": "1", "agreed_how": "letter",
        "agreed_on_day": "1", "agreed_on_month": "3", "agreed_on_year": "2026", "mark": "ruth@example.org",
    }  # fmt: skip
    assert desk.post("/office/pages/board/name", {**sent, "agreed_how": ""}).status_code == 422
    assert desk.post("/office/pages/board/name", sent).status_code == 302
    row = BoardMember.objects.get()
    assert row.person == world.ruth.person
    page = words(visitor(), "/about/board")
    assert "Ruth Ellison" in page and "Chair" in page
    assert "Agreed on" in words(desk, "/office/pages/board")
    desk.post(f"/office/pages/board/{row.pk}")
    assert "Ruth Ellison" not in words(visitor(), "/about/board")


@pytest.mark.parametrize(
    "bad",
    [
        {"title_en": ""},
        {"text_en": ""},
        {"position": "first"},
        {"title_de": "Ohne Text"},
        {"title_en": "x" * 81},
    ],
)
def test_what_cannot_be_a_page_is_said_kindly(
    world: World, sign_in: Any, bad: dict[str, str]
) -> None:
    desk = sign_in(world.administrator)
    assert desk.post("/office/pages/new", {**PAGE, **bad}).status_code == 422
    assert not SitePage.objects.exists()


def test_nobody_but_the_office_writes(world: World, sign_in: Any) -> None:
    assert sign_in(world.ruth).post("/office/pages/of/about-us", PAGE).status_code == 403
    with acting_as(world.editor.actor()) as actor:
        with pytest.raises(PermissionDenied):
            write_news(actor=actor, ref=None, title={"en": "x"}, text={"en": "x"})
        with pytest.raises(PermissionDenied):
            new_page(actor=actor, title={"en": "x"}, text={}, position=1, in_menu=False)
        with pytest.raises(PermissionDenied):
            name_on_board(
                actor=actor, public_name="x", task={}, position=1, agreed_on=timezone.localdate(),
                agreed_how="phone",
            )  # fmt: skip


# ---------- News ----------


def test_what_is_being_written_or_was_taken_off_is_read_by_nobody(
    world: World, sign_in: Any
) -> None:
    draft, item = news(world, "Draft", shown=False), news(world)
    assert visitor().get(f"/news/{draft.ref}").status_code == 404
    assert "We have moved" in words(visitor(), "/") and "Draft" not in words(visitor(), "/news")
    desk = sign_in(world.administrator)
    desk.post(f"/office/news/{item.ref}/shown", {"shown": "no"})
    assert visitor().get(f"/news/{item.ref}").status_code == 404
    desk.post(f"/office/news/{item.ref}/shown", {"shown": "yes"})
    again = NewsItem.objects.get(pk=item.pk)
    assert again.published_at == item.published_at
    assert "Draft" in words(desk, "/office/news")


def test_a_correction_says_its_day(world: World, sign_in: Any) -> None:
    item = news(world)
    desk = sign_in(world.administrator)
    same = {"title_en": "We have moved", "text_en": "To Quay Street."}
    desk.post(f"/office/news/{item.ref}", same)
    assert "Corrected on" not in words(visitor(), f"/news/{item.ref}")
    desk.post(f"/office/news/{item.ref}", {**same, "text_en": "To Quay Street 4."})
    assert "Corrected on" in words(visitor(), f"/news/{item.ref}")


def test_news_goes_older_by_key_and_by_year_in_the_same_queries(world: World) -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    NewsItem.objects.bulk_create(
        NewsItem(
            title={"en": f"Item {number}"}, text={"en": "."},
            published_at=now - timedelta(days=20 * number),
        )
        for number in range(45)
    )  # fmt: skip
    page, found = words(visitor(), "/news"), list[str]()
    while True:
        found += [number for number in map(str, range(45)) if f">Item {number}</a>" in page]
        if 'href="?before=' not in page:
            break
        page = words(visitor(), "/news?before=" + page.split('href="?before=')[1][:36])
    assert found == [str(number) for number in range(45)]
    assert "Item 0<" in words(visitor(), "/news/of/2026")
    assert "Item 0<" not in words(visitor(), "/news/of/2025")
    with CaptureQueriesContext(connection) as many:
        words(visitor(), "/news")
    NewsItem.objects.filter(published_at__lt=now).delete()
    with CaptureQueriesContext(connection) as one:
        words(visitor(), "/news")
    assert len(one) == len(many)


@pytest.mark.parametrize(
    "address",
    [
        "/news?before=x",
        "/news?before=371587d2-a815-4176-bb8c-1f73bf2a07e8",
        "/news/of/99999",
        "/news/of/1",
        "/news/feed/xx",
    ],
)
def test_what_is_not_there_is_not_there(world: World, address: str) -> None:
    assert visitor().get(address).status_code == 404


def test_the_feed_is_atom_that_another_program_reads(world: World) -> None:
    item = news(world, "We & you <moved>")
    response = visitor().get("/news/feed/en")
    assert response["Content-Type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(response.content)
    (entry,) = root.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "We & you <moved>"
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{item.ref}"
    assert "Quay Street" in (entry.findtext(f"{ATOM}summary") or "")
    assert root.findtext(f"{ATOM}title") == "News from Morning Hands"


def test_a_circular_becomes_news_at_one_press_and_one_to_a_group_does_not(world: World) -> None:
    sent, to_group = handed_over(world), handed_over(world, group=group(world))
    draft = written(world)
    with acting_as(world.administrator.actor()) as actor:
        publish_circular(actor=actor, ref=sent.ref)
        publish_circular(actor=actor, ref=sent.ref)
        for row in (to_group, draft):
            with pytest.raises(PermissionDenied):
                publish_circular(actor=actor, ref=row.ref)
    assert "Our summer meeting" in words(visitor(), f"/news/{NewsItem.objects.get().ref}")
