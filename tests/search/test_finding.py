"""Finding posts and pages: by stems, synonyms, slips and parts of words, and only what one may read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from education.models import Article, Term
from education.queries.finding import index_article
from forums.actions.changing import change_post, put_back_post, take_back_post
from forums.models import Ignored, Post, PostWords, Topic
from members.models import Person
from po_platform.access.actor import Anonymous, acting_as
from search.actions import learn_stems
from search.models import KnownStem, SameWords
from search.queries import Results, results
from tests.education.path import published
from tests.forums.talking import a_board, a_group_board, answer, begin, long_topic
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db


def look(who: Persona | None, typed: str, **more: Any) -> Results:
    actor = who.actor() if who else Anonymous()
    with acting_as(actor):
        return results(actor=actor, typed=typed, **{"language": "en", **more})


def titles(found: Results) -> list[str]:
    return [hit.title for part in (*found.parts, *found.near) for hit in part.hits]


def texts(found: Results) -> str:
    return " ".join(hit.snippet for part in (*found.parts, *found.near) for hit in part.hits)


def test_the_database_speaks_the_languages_of_the_settings() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select search_config('words')::text, search_config('Wörter für die')::text")
        assert cursor.fetchone() == ("po_en", "po_de")
        cursor.execute("select prosrc from pg_proc where proname = 'search_config'")
        body = cursor.fetchone()[0]
    assert all(f"'po_{code}'" in body for code, _name in settings.LANGUAGES)
    assert body.count("'po_") == len(settings.LANGUAGES)


# what is typed → which of these three is found
WRITTEN = {
    "Stairs": "My hands were swollen when walking downstairs; side effects perhaps",
    "Treppen": "Die Gelenkentzündung ist beim Treppensteigen am schlimmsten, sagt Zoë",
    "Pens": "I inject Humira with a pen every second week",
}
FOUND = {
    "walk": ["Stairs"],
    "WALKED": ["Stairs"],
    '"side effects"': ["Stairs"],
    '"effects side"': [],
    "swollen -walking": [],
    "hand": ["Stairs"],
    "Zoe": ["Treppen"],
    "schlimmste Gelenkentzündungen": ["Treppen"],
    "die Gelenkentzuendung": ["Treppen"],
    "Entzündung": ["Treppen"],
    "Humria": ["Pens"],
    "humira pen week stairs": [],
    "'; drop table forums_post; --": [],
    "a & | ! ( ) :*": [],
    "the": [],
    "": [],
    "-walking": [],
    "\x00\ud800": [],
}


def test_words_are_found_in_the_ways_people_type_them(world: World) -> None:
    board = a_board()
    for title, text in WRITTEN.items():
        begin(world.ruth, board, text, title=title)
    learn_stems()
    for typed, wanted in FOUND.items():
        assert titles(look(world.gerd, typed.replace("\ud800", ""))) == wanted, typed
    exact = look(world.gerd, "walk")
    assert "<mark>walking</mark>" in texts(exact)
    assert not exact.near
    assert look(world.gerd, "Humria").near


def test_a_compound_finds_its_parts_where_they_stand_apart(world: World) -> None:
    begin(world.ruth, a_board(), "Eine Entzündung im Gelenk seit dem Herbst", title="Apart")
    learn_stems()
    assert titles(look(world.gerd, "Gelenkentzündung")) == ["Apart"]


def test_words_for_the_same_are_found_in_their_language(world: World) -> None:
    board = a_board()
    begin(world.ruth, board, "My relapse lasted for weeks", title="Bad weeks")
    begin(world.ruth, board, "Sharing out strength over the day", title="Strength")
    SameWords.objects.create(
        language="", words=["Adalimumab", "Humira"], keys=["adalimumab", "humira"]
    )
    begin(world.ruth, board, "I inject Humira", title="Pens")
    Term.objects.create(language="en", word="Flare", same_as=["relapse"])
    words = ["energy management", "sharing out strength"]
    SameWords.objects.create(language="de", words=words, keys=words)
    assert titles(look(world.gerd, "adalimumab")) == ["Pens"]
    assert "<mark>Humira</mark>" in texts(look(world.gerd, "adalimumab"))
    assert titles(look(world.gerd, "flares")) == []
    assert titles(look(world.gerd, "flare")) == ["Bad weeks"]
    assert titles(look(world.gerd, "energy management")) == []
    assert titles(look(world.gerd, "energy management", language="de")) == ["Strength"]


def test_who_finds_is_who_may_read(world: World) -> None:
    board = a_group_board(world.ruth, widest="everybody")
    for audience in ("everybody", "members", "group"):
        begin(world.ruth, board, "Needle", title=audience, audience=audience)
    wanted: dict[Persona | None, set[str]] = {
        None: {"everybody"},
        world.ruth: {"everybody", "members", "group"},
        world.gerd: {"everybody", "members"},
        world.moderator: {"everybody", "members", "group"},
        world.nasser: {"everybody"},
        world.administrator: {"everybody"},
    }
    for who, found in wanted.items():
        assert set(titles(look(who, "needle"))) == found, who
        assert set(titles(look(who, "needel"))) <= found, who


def test_only_what_is_out_is_found(world: World) -> None:
    board = a_board()
    post = begin(world.ruth, board, "Needle in a post", title="Topic")
    second = answer(world.gerd, post.topic, "Another needle")
    assert len(titles(look(world.gerd, "needle"))) == 2
    for state in ("held", "folded", "removed", "returned", "taken_back"):
        Post.objects.filter(pk=second.pk).update(state=state)
        assert not PostWords.objects.filter(pk=second.pk).exists(), state
        assert len(titles(look(world.ruth, "needle"))) == 1, state
    Post.objects.filter(pk=second.pk).update(state="published")
    with acting_as(world.ruth.actor()) as ruth:
        change_post(actor=ruth, ref=post.ref, version=post.version, text="A thread", note="")
    assert len(titles(look(world.gerd, "needle"))) == 1
    assert len(titles(look(world.gerd, "thread"))) == 1
    with acting_as(world.ruth.actor()) as ruth:
        take_back_post(actor=ruth, ref=post.ref)
        assert titles(results(actor=ruth, typed="thread", language="en")) == []
        put_back_post(actor=ruth, ref=post.ref)
    assert len(titles(look(world.gerd, "thread"))) == 1
    # The index alone lets nobody read: a topic that is gone, a row that should not be there.
    Topic.objects.update(gone_at=F("shown_at"))
    assert titles(look(world.moderator, "thread")) == []
    Topic.objects.update(gone_at=None, audience="group")
    PostWords.objects.update(readers="everybody")
    assert titles(look(world.nasser, "thread")) == []
    assert titles(look(None, "thread")) == []


def test_a_title_is_found_with_its_first_post_until_it_goes(world: World) -> None:
    post = begin(world.ruth, a_board(), "Hello", title="Buttonhooks")
    answer(world.gerd, post.topic, "Warm water")
    assert titles(look(world.gerd, "buttonhook")) == ["Buttonhooks"]
    Topic.objects.update(title="")
    assert titles(look(world.gerd, "buttonhook")) == []


def test_ignored_people_and_words_behind_a_note_are_not_shown(world: World) -> None:
    board = a_board()
    begin(world.gerd, board, "Needle of Gerd", title="His")
    begin(world.ruth, board, "Needle and blood", title="Noted", note="an operation")
    Ignored.objects.create(person=world.ruth.person, ignored=world.gerd.person)
    assert titles(look(world.ruth, "needle")) == ["Noted"]
    found = look(world.gerd, "needle")
    assert "Content note: an operation" in texts(found)
    assert "blood" not in texts(found)


def test_what_was_written_stays_text(world: World) -> None:
    text = 'needle <script>alert(1)</script> <img src=x onerror=y> \ue000<b>\ue001 "&amp;'
    begin(world.ruth, a_board(), text, title="<i>Title</i>")
    html = texts(look(world.gerd, "needle"))
    assert "<mark>needle</mark>" in html
    assert "<" not in html.replace("<mark>", "").replace("</mark>", "")


def test_older_results_come_page_by_page_each_once(world: World) -> None:
    topic = long_topic(world.ruth, a_board(), 55)
    Post.objects.filter(no__gt=1).update(text="needle")
    old = Post.objects.filter(no__lt=30)
    old.update(published_at=F("published_at") - timedelta(days=500))
    seen: list[str] = []
    before = ""
    for page in range(6):
        part = look(world.gerd, "needle", where="posts", before=before).parts[0]
        seen += [hit.url for hit in part.hits]
        before = part.older
        if not before:
            break
        assert len(part.hits) == (20 if page != 1 else 6), page
    assert len(seen) == len(set(seen)) == 54
    assert str(topic.ref) in seen[0]
    assert len(look(world.gerd, "needle", days=30).parts[-1].hits) == 20
    assert titles(look(world.gerd, "post", days=30)) == []


def test_a_search_is_narrowed_down_to_one_board(world: World) -> None:
    here, there = a_board("Here"), a_board("There")
    hidden = a_group_board(world.ruth)
    for board in (here, there):
        begin(world.ruth, board, "Needle", title=str(board.title["en"]))
    begin(world.ruth, hidden, "Needle", title="Hidden")
    assert titles(look(world.gerd, "needle", where=f"posts:{here.ref}")) == ["Here"]
    assert titles(look(world.gerd, "needle", where=f"posts:{hidden.ref}")) == []
    assert titles(look(world.gerd, "needle", where="pages")) == []


def test_pages_are_found_by_everybody_and_in_ones_own_language_first(world: World) -> None:
    english = published(world, title="Living with flares")
    german = published(world, title="Leben mit Schüben", language="de")
    Article.objects.filter(pk=german.pk).update(live=german.live)
    assert titles(look(None, "resting")) == ["Living with flares", "Leben mit Schüben"]
    assert titles(look(None, "rest early", language="de"))[0] == "Leben mit Schüben"
    assert titles(look(None, "Schub")) == ["Leben mit Schüben"]
    Article.objects.filter(pk=english.pk).update(archived_at=F("made_at"))
    assert "Living with flares" not in titles(look(None, "flare"))


def test_everything_can_be_indexed_again(world: World) -> None:
    begin(world.ruth, a_board(), "Needle", title="Topic")
    article = published(world, title="Living with needles")
    PostWords.objects.all().delete()
    Article.objects.update(search=None)
    assert titles(look(world.gerd, "needle")) == []
    call_command("search_index")
    assert sorted(titles(look(world.gerd, "needle"))) == ["Living with needles", "Topic"]
    assert KnownStem.objects.filter(stem="needl").count() == 2
    Post.objects.update(state="removed")
    learn_stems()
    assert not KnownStem.objects.filter(provider="posts").exists(), "what went is unlearned"
    article.refresh_from_db()
    index_article(article)


def test_a_search_costs_the_same_however_much_there_is(world: World) -> None:
    """A page full of hits, and a search that also looks for what is nearly the same."""
    board = a_board()
    begin(world.ruth, board, "Needle work", title="Topic")
    topic = Topic.objects.get()

    def write(first: int, last: int, text: str) -> None:
        Post.objects.bulk_create(
            Post(
                topic=topic, no=no, author=Person.objects.create(display_name=f"P{no}"), baked=1,
                client_ref=uuid4(), state="published", text=text, html="<p>needle work</p>",
                published_at=topic.shown_at,
            )
            for no in range(first, last)
        )  # fmt: skip

    def queries(typed: str) -> int:
        with CaptureQueriesContext(connection) as counted:
            look(world.ruth, typed)
        return len(counted)

    write(2, 25, "needle work")
    queries("needle work")  # whatever is asked once
    full, near = queries("needle work"), queries("nedle wokr")
    write(25, 60, "needle work nedle")
    assert queries("needle work") == full
    assert queries("nedle wokr") == near
    assert full < near < 40


def test_posts_of_an_older_forum_are_found_when_they_may_be(world: World) -> None:
    post = begin(world.ruth, a_board(), "Needle in a post", title="Topic")
    Post.objects.filter(pk=post.pk).update(findable_at=timezone.now() + timedelta(days=1))
    assert titles(look(world.gerd, "needle")) == []
    assert titles(look(world.moderator, "needle")) == []
    Post.objects.filter(pk=post.pk).update(findable_at=timezone.now())
    assert titles(look(world.gerd, "needle")) == ["Topic"]
