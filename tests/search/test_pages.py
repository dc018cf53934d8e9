"""The search page; words for the same; what was not found: who may, what is refused, what is kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from audit.models import Event
from members.models import Organisation
from members.queries.organisation import forget_organisation
from search.models import NotFound, SameWords
from tests.education.path import published
from tests.forums.talking import a_board, a_group_board, begin
from tests.personas import World

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return str(answer.content.decode())


def test_one_page_finds_posts_and_pages(world: World, sign_in: Any) -> None:
    begin(world.ruth, a_group_board(world.ruth), "Resting helps me", title="How do you rest?")
    published(world, title="Living with fatigue")
    ruth, guest = sign_in(world.ruth), Client()
    hers = page(ruth, "/search?q=resting")
    assert "<mark>Resting</mark> helps" in hers
    assert "Living with fatigue" in hers
    assert 'value="posts:' in hers, "her boards to choose from"
    theirs = page(guest, "/search?q=resting")
    assert "Living with fatigue" in theirs
    assert "How do you rest?" not in theirs
    assert "Harrowmere" not in theirs
    assert 'action="/search"' in page(guest, "/"), "the field on every page leads there"
    assert 'name="where" value="pages"' in page(guest, "/learn")


def test_bad_addresses_are_answered_kindly(world: World, sign_in: Any) -> None:
    begin(world.ruth, a_board(), "Needle", title="Topic")
    ruth = sign_in(world.ruth)
    page(ruth, "/search?q=%00&where=&when=", 400)
    page(ruth, f"/search?q={'x' * 5000}")
    page(ruth, "/search?q=" + "%22" * 200)
    assert "choose" in page(ruth, "/search?q=needle&where=posts:nowhere", 422).casefold()
    page(ruth, "/search?q=needle&when=99999999999", 422)
    for before in ("posts.abc", "posts.1-999", "posts.9999999999999999999-1", "posts.1--1"):
        page(ruth, f"/search?q=needle&before={before}", 404)
    page(ruth, "/search?q=needle&before=nobody.1-1")
    assert "nothing older" in page(ruth, "/search?q=needle&before=posts.0-0")


def test_a_part_that_is_switched_off_finds_nothing(world: World, sign_in: Any) -> None:
    begin(world.ruth, a_board(), "Needle", title="Haystack")
    ruth = sign_in(world.ruth)
    assert "Haystack" in page(ruth, "/search?q=needle")
    Organisation.objects.update(parts_off=["forums"])
    forget_organisation()
    found = page(ruth, "/search?q=needle")
    assert "Haystack" not in found
    assert "Talk" not in found.split('id="content"')[1].split("</main>")[0]


def test_help_stands_above_the_results_and_nothing_is_noted(world: World) -> None:
    Organisation.objects.update(emergency={"en": "Call 999."})
    forget_organisation()
    found = page(Client(), "/search?q=i+want+to+die")
    main = found.split('id="content"')[1]
    assert main.index("Call 999.") < main.index("<form")
    assert not NotFound.objects.exists()


def test_what_is_not_found_is_noted_without_who(world: World, sign_in: Any) -> None:
    ruth = sign_in(world.ruth)
    events = Event.objects.count()
    for typed in ("Biologics+abroad", "biologics++ABROAD", "call+01632+960118", "ruth@example.org"):
        assert "Nothing found" in page(ruth, f"/search?q={typed}")
    page(ruth, "/search?q=narrowed&when=30")
    page(ruth, "/search?q=acupuncture")
    row = NotFound.objects.get(times=2)
    assert (row.words, row.language, NotFound.objects.count()) == ("biologics abroad", "en", 2)
    with connection.cursor() as cursor:
        cursor.execute("select * from search_notfound limit 0")
        assert {column.name for column in cursor.description} == {
            "id", "words", "language", "times", "last_on",
        }  # fmt: skip
    assert Event.objects.count() == events
    seen = page(sign_in(world.editor), "/search/not-found")
    assert "biologics abroad" in seen
    assert "2 times" in seen
    assert "acupuncture" not in seen, "one search is nobody's need yet"


def test_the_log_cannot_be_filled_without_end(world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr("search.actions.MOST_NOTED", 2)
    for typed in ("one", "two", "three", "one"):
        page(Client(), f"/search?q={typed}")
    assert dict(NotFound.objects.values_list("words", "times")) == {"one": 2, "two": 1}


def test_an_editor_answers_with_another_word(world: World, sign_in: Any) -> None:
    begin(world.ruth, a_board(), "I inject Humira", title="Pens")
    editor = sign_in(world.editor)
    NotFound.objects.create(words="adalimumab", language="en", times=3, last_on="2026-11-01")
    assert "/search/words/new?words=adalimumab" in page(editor, "/search/not-found")
    assert "adalimumab" in page(editor, "/search/words/new?words=adalimumab")
    sent = {"words": "adalimumab\n Humira \n\nhumira", "language": ""}
    told = editor.post("/search/words/new", sent, follow=True).content.decode()
    assert "Saved." in told
    assert SameWords.objects.get().keys == ["adalimumab", "humira"]
    assert "Pens" in page(sign_in(world.gerd), "/search?q=Adalimumab")
    number = NotFound.objects.get().pk
    assert "Off the list" in editor.post(
        f"/search/not-found/{number}/settle", follow=True
    ).content.decode()  # fmt: skip
    assert not NotFound.objects.exists()
    assert editor.post(f"/search/not-found/{number}/settle").status_code == 404
    assert Event.objects.filter(verb__startswith="search.").count() == 2


def test_words_for_the_same_are_changed_and_taken_away(world: World, sign_in: Any) -> None:
    team = sign_in(world.moderator)
    for words in ("", "one", "same\nSAME", "x" * 81 + "\ny", "\n".join("abcdefghijklmnopqrstuvw")):
        refused = team.post("/search/words/new", {"words": words})
        assert refused.status_code == 422, words
    assert team.post("/search/words/new", {"words": "MTX\nmethotrexate"}).status_code == 302
    assert team.post("/search/words/new", {"words": "mtx\nsomething"}).status_code == 403
    row = SameWords.objects.get()
    changed = {"words": "MTX\nmethotrexate\nthe yellow tablets", "language": "en"}
    assert team.post(f"/search/words/{row.pk}", changed).status_code == 302
    assert "the yellow tablets" in page(team, "/search/words")
    gone = team.post(f"/search/words/{row.pk}/away", follow=True).content.decode()
    assert "Taken away: MTX, methotrexate, the yellow tablets." in gone
    assert team.post(f"/search/words/{row.pk}/away").status_code == 404
    page(team, f"/search/words/{row.pk}", 404)
    page(team, f"/search/words/{'9' * 30}", 404)


def test_only_those_who_look_after_the_words_see_them(world: World, sign_in: Any) -> None:
    row = SameWords.objects.create(words=["a", "b"], keys=["a", "b"])
    for who in (world.ruth, world.nasser, world.administrator):
        client = sign_in(who)
        for address in ("words", "words/new", f"words/{row.pk}", "not-found"):
            assert client.get(f"/search/{address}").status_code == 403, (who, address)
        assert client.post(f"/search/words/{row.pk}/away").status_code == 403
        assert client.post("/search/words/new", {"words": "c\nd"}).status_code == 403
    assert SameWords.objects.count() == 1


def test_the_index_is_made_again_by_a_command(world: World, capsys: Any) -> None:
    begin(world.ruth, a_board(), "Needle", title="Topic")
    call_command("search_index")
    told = capsys.readouterr().out
    assert "posts: 1" in told
    assert "words: " in told


def test_who_begins_a_topic_is_shown_pages_about_it(world: World, sign_in: Any) -> None:
    published(world, title="Living with fatigue")
    published(world, title="Rights at work")
    begun = {"act": "title", "title": "How do you manage fatigue and -rights? (the)"}
    shown = sign_in(world.ruth).post(f"/talk/boards/{a_board().ref}/begin", begun)
    page = shown.content.decode()
    assert "Health pages that may answer it" in page
    assert "Living with fatigue" in page
    nothing = {"act": "title", "title": "?!"}
    shown = sign_in(world.ruth).post(f"/talk/boards/{a_board().ref}/begin", nothing)
    assert "Health pages that may" not in shown.content.decode()
