"""Words by which a list says that a method is named: they call people, and on some boards they wait."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from forums.actions.watching import put_words
from forums.cases import noticed_in
from forums.models import Board, WatchedWords
from moderation.actions.crisis import call_next
from moderation.models import HelpLine, Shift
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, answer, begin, changed
from tests.moderation.cases import decided, read_as, the_case
from tests.personas import World

pytestmark = pytest.mark.django_db
NAMES, DANGER = "Tonight the blue vials", "I want to die"
SOMEBODY = "Somebody of our team reads it"
BOX = "You are not alone with this."
LINE = "The Night Window"


@pytest.fixture
def methods(world: World) -> None:
    """A list as an organisation may write it, and a line to turn to."""
    with acting_as(world.moderator.actor()) as actor:
        put_words(actor=actor, number=None, name="Methods", lines=["blue vial"], effect="how")
    HelpLine.objects.create(
        kind="talk", name=LINE, language="en", phone="01632 960 201",
        checked_on=timezone.localdate(),
    )  # fmt: skip


def nobody_is_there(world: World) -> None:
    now = timezone.now()
    Shift.objects.create(
        person=world.moderator.person, starts_at=now - timedelta(days=2),
        ends_at=now - timedelta(days=1),
    )  # fmt: skip


def test_no_list_comes_with_the_portal_and_none_of_it_waits_before_one_is_written(
    world: World,
) -> None:
    assert not WatchedWords.objects.exists() and not noticed_in(NAMES)
    board = a_board(holds_methods=True)
    assert begin(world.ruth, board, NAMES).reasons == []
    assert begin(world.ruth, board, DANGER).state == "published"


@pytest.mark.usefixtures("methods")
@pytest.mark.parametrize("way", ["open", "folded", "held"])
def test_it_waits_where_the_board_says_so_and_people_are_called(
    world: World, sign_in: Any, way: str
) -> None:
    nobody_is_there(world)
    board = a_board(in_danger=way, holds_methods=True, holds_off_duty=True, holds_links=True)
    post = begin(world.ruth, board, NAMES + " https://example.org")
    assert (post.state, post.kept_close, post.no) == ("held", True, None)
    case = the_case(world)
    assert case.lane == "crisis" and {"danger_words", "watched_words"} <= set(case.because)
    assert call_next() == 1
    page = sign_in(world.ruth).get(f"/talk/posts/{post.ref}").content.decode()
    assert SOMEBODY in page and BOX in page and LINE in page
    assert "on duty" not in page and "where it leads" not in page and "a method" not in page
    assert sign_in(world.gerd).get(f"/talk/posts/{post.ref}").status_code == 404
    decided(world.moderator, read_as(world), "published", rule=None)
    post.refresh_from_db()
    assert (post.state, post.no) == ("published", 1)


@pytest.mark.usefixtures("methods")
@pytest.mark.parametrize(
    ("way", "state"), [("open", "published"), ("folded", "folded"), ("held", "held")]
)
def test_elsewhere_it_comes_out_as_words_of_danger_do(world: World, way: str, state: str) -> None:
    post = begin(world.ruth, a_board(in_danger=way), NAMES)
    assert (post.state, post.kept_close) == (state, True)
    assert the_case(world).lane == "crisis"


@pytest.mark.usefixtures("methods")
def test_words_of_danger_without_a_method_stay_open_to_answers_there(world: World) -> None:
    board = a_board(in_danger="folded", holds_methods=True)
    assert begin(world.ruth, board, DANGER).state == "folded"
    assert begin(world.ruth, board, "A blue vase").state == "published"


@pytest.mark.usefixtures("methods")
@pytest.mark.parametrize("way", ["open", "folded"])
def test_a_change_that_names_one_waits_and_calls(world: World, sign_in: Any, way: str) -> None:
    post = begin(world.ruth, a_board(in_danger=way, holds_methods=True), DANGER)
    assert post.no == 1
    assert changed(world.ruth, post, NAMES).state == "held"
    assert the_case(world).lane == "crisis"
    page = sign_in(world.ruth).get(f"/talk/posts/{post.ref}").content.decode()
    assert SOMEBODY in page and BOX in page
    assert "vials" not in sign_in(world.gerd).get(f"/talk/topics/{post.topic.ref}").content.decode()


@pytest.mark.usefixtures("methods")
def test_what_a_moderator_writes_never_waits(world: World) -> None:
    topic = begin(world.ruth, a_board(holds_methods=True)).topic
    assert answer(world.moderator, topic, "About the blue vials").state == "published"


def test_the_pages_say_that_a_professional_has_to_help(world: World, sign_in: Any) -> None:
    board, client = a_board(), sign_in(world.moderator)
    words, held = "/office/boards/words/new", f"/office/boards/{board.ref}/held"
    for page in (words, held):
        assert "with a professional" in client.get(page).content.decode()
    sent = {"name": "Methods", "lines": "blue vial", "effect": "how"}
    assert client.post(words, sent).status_code == 302
    met = client.post("/office/boards/words", {"text": NAMES}).content.decode()
    assert "It names a method: people are called" in met
    kept = {"first_posts_held": 0, "pause": 0, "in_danger": "open", "holds_methods": "on"}
    assert sign_in(world.ruth).post(held, kept).status_code == 403
    assert not Board.objects.get().holds_methods
    assert client.post(held, kept).status_code == 302
    assert Board.objects.get().holds_methods
    assert begin(world.ruth, board, NAMES).state == "held"
