"""Readers find pages by stage, letter and word, and see how each was made."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from education.models import Article, Term
from tests.education.path import published, soon, written
from tests.personas import World

pytestmark = pytest.mark.django_db


def get(address: str, language: str = "en") -> str:
    """As somebody who is not signed in."""
    answer = Client(headers={"accept-language": language}).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_page_shows_what_it_says_and_how_it_was_made(world: World) -> None:
    article = published(world)
    page = get(f"/learn/{article.slug}")
    for words in (
        "Living with fatigue", "Rest early.", "Ten minutes are not lost.", "How this page was made",
        "Editor Person", "Reviewer Person", "A guideline", "Nobody paid.", "Next check",
    ):  # fmt: skip
        assert words in page, words
    assert "01632 960 118" in page, "the telephone number stands on it, and so on paper"


def test_the_shelf_a_stage_and_the_alphabet_list_it(world: World) -> None:
    article = published(world, stage="visits")
    for address in ("/learn", "/learn/stage/visits", "/learn/a-z"):
        assert f'href="/learn/{article.slug}"' in get(address)
    assert article.slug not in get("/learn/stage/days")


def test_a_draft_is_found_by_nobody(world: World) -> None:
    article = written(world)
    assert Client().get(f"/learn/{article.slug}").status_code == 404
    for address in ("/learn", "/learn/a-z", "/search?q=fatigue"):
        assert f'href="/learn/{article.slug}"' not in get(address)


def test_a_page_speaks_its_own_language_to_the_last_word(world: World) -> None:
    article = published(world, title="Müde sein", language="de")
    page = get(f"/learn/{article.slug}", "en")
    assert '<html lang="de"' in page
    assert article.slug not in get("/learn", "en")


def test_pages_of_one_title_at_the_edge_of_a_list_are_all_listed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("education.queries.reading.PAGE", 2)
    slugs = {published(world, title=title).slug for title in ("A", "Same", "Same", "Same", "Z")}
    found, address = [], "/learn/a-z"
    for _page in range(4):
        page = get(address)
        found += [slug for slug in slugs if f'href="/learn/{slug}"' in page]
        more = re.search(r'href="(/learn/a-z\?after=[^"]+)"', page)
        address = more[1] if more else ""
        if not address:
            break
    assert sorted(found) == sorted(slugs), "each once"


def test_an_alphabet_continued_behind_a_page_nobody_knows_begins_anew(world: World) -> None:
    article = published(world)
    assert f'href="/learn/{article.slug}"' in get("/learn/a-z?after=no-such-page")


def test_the_glossary_explains_its_words(world: World) -> None:
    Term.objects.create(language="en", word="Flare", short="an active time")
    Term.objects.create(language="en", word="Only a synonym", same_as=["x"])
    page = get("/learn/words")
    assert "an active time" in page
    assert "Only a synonym" not in page


def test_an_overdue_page_says_so(world: World) -> None:
    article = published(world)
    assert "overdue" not in get(f"/learn/{article.slug}")
    Article.objects.update(review_by=soon(-1))
    assert "This page is overdue" in get(f"/learn/{article.slug}")


def test_an_archived_page_keeps_its_address_and_says_what_to_read_instead(world: World) -> None:
    article, other = published(world), published(world, title="A newer page")
    Article.objects.filter(pk=article.pk).update(
        archived_at=timezone.now(), archived_reason="It was too long.", replaced_by=other
    )
    page = get(f"/learn/{article.slug}")
    assert "It was too long." in page
    assert "Read instead: A newer page" in page
    assert "Ten minutes are not lost." not in page
    assert article.slug not in get("/learn/a-z")


def next_of(page: str) -> str:
    """Where "next" leads on this page; '' where it is the last of its list."""
    found = re.search(r'href="/learn/([^"]+)" rel="next"', page)
    return found[1] if found else ""


def test_reading_on_leads_through_one_stage_in_the_order_of_its_list(world: World) -> None:
    titles = ("Bath", "Cold", "Cold", "Draughts")
    pages = [published(world, title=title, stage="visits") for title in titles]
    elsewhere = published(world, title="Coffee", stage="days")
    german = published(world, title="Coda", stage="visits", language="de")
    listed = re.findall(r'href="/learn/([^"/]+)"', get("/learn/stage/visits"))
    order = [slug for slug in listed if slug in {one.slug for one in pages}]
    walked = [order[0]]
    while following := next_of(get(f"/learn/{walked[-1]}")):
        walked.append(following)
    assert walked == order and len(walked) == 4
    last = get(f"/learn/{walked[-1]}")
    assert "This is the last page in" in last and 'href="/learn/stage/visits"' in last
    assert not {elsewhere.slug, german.slug} & set(walked)


def test_reading_on_passes_by_what_is_laid_aside_and_texts_in_easy_words(world: World) -> None:
    first, gone, easy, last = (
        published(world, title=title) for title in ("Bath", "Cold", "Cough", "Draughts")
    )
    Article.objects.filter(pk=gone.pk).update(archived_at=timezone.now())
    Article.objects.filter(pk=easy.pk).update(easy_read_of=first)
    assert next_of(get(f"/learn/{first.slug}")) == last.slug
    assert next_of(get(f"/learn/{gone.slug}")) == last.slug, "also from a page that is laid aside"
    assert next_of(get(f"/learn/{easy.slug}")) == ""
    Article.objects.filter(pk=last.pk).update(easy_read_of=gone)
    assert next_of(get(f"/learn/{easy.slug}")) == last.slug, "easy words lead on to easy words"


def test_longer_pages_and_fuller_shelves_cost_no_more_queries(world: World, sign_in: Any) -> None:
    article = published(world)
    browser = sign_in(world.ruth)

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as counted:
            assert browser.get(address).status_code == 200
        return len(counted)

    addresses = (f"/learn/{article.slug}", "/learn", "/search?q=fatigue")
    queries("/learn")  # the organisation is kept from here on
    before = [queries(address) for address in addresses]
    for number in range(3):
        published(world, title=f"Fatigue again {number}")
    live = article.live
    assert live is not None
    live.body = live.body * 5
    live.save()
    assert [queries(address) for address in addresses] == before
    assert before[0] <= 27
    assert before[1] <= 12
