"""Before something of her own goes out, its author is asked: wherever in her post it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from forums.models import Post, Topic
from tests.forums.talking import a_board, answer, begin
from tests.forums.test_files import photograph, put
from tests.personas import World

pytestmark = pytest.mark.django_db
NUMBER, ASKED = "01632 960 555", "looks like a telephone number"


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES_DIR = tmp_path / "store"


@pytest.fixture
def topic(world: World) -> Topic:
    """Gerd wrote a number of his own in it."""
    post = begin(world.ruth, a_board())
    answer(world.gerd, post.topic, f"Call {NUMBER}")
    return post.topic


@pytest.mark.parametrize(
    "sent", [{"note": f"call {NUMBER}"}, {"answers_no": "2", "quoted": f"Call {NUMBER}"}]
)
def test_a_number_in_the_note_or_the_quotation_is_asked_about_once(
    world: World, topic: Topic, sign_in: Any, sent: dict[str, str]
) -> None:
    client, address = sign_in(world.ruth), f"/talk/topics/{topic.ref}/reply"
    given = {"text": "I agree", **sent}
    asked = client.post(address, given)
    assert ASKED in asked.content.decode() and NUMBER in asked.content.decode()
    assert Post.objects.filter(topic=topic).count() == 2
    client.post(address, {**given, "share": asked.context["share"]})
    assert Post.objects.filter(topic=topic).count() == 3


def test_a_number_beside_a_picture_is_asked_about_once(
    world: World, topic: Topic, sign_in: Any
) -> None:
    client, address = sign_in(world.ruth), f"/talk/topics/{topic.ref}/reply"
    put(client, address, photograph((60, 40)), shows=f"A card with {NUMBER}")
    asked = client.post(address, {"text": "See this"})
    assert ASKED in asked.content.decode()
    assert Post.objects.filter(topic=topic).count() == 2
    client.post(address, {"text": "See this", "share": asked.context["share"]})
    assert Post.objects.get(topic=topic, no=3).files.count() == 1


def test_a_number_in_the_note_of_a_change_is_asked_about(world: World, sign_in: Any) -> None:
    post, client = begin(world.ruth, a_board()), sign_in(world.ruth)
    given = {"text": "Hello", "note": f"call {NUMBER}", "version": "1"}
    assert ASKED in client.post(f"/talk/posts/{post.ref}/change", given).content.decode()
    post.refresh_from_db()
    assert post.note == ""


def test_where_nothing_is_personal_nobody_is_asked(
    world: World, topic: Topic, sign_in: Any
) -> None:
    sent = {"text": "I agree", "note": "about pain"}
    page = sign_in(world.ruth).post(f"/talk/topics/{topic.ref}/reply", sent)
    assert page.status_code == 302 and Post.objects.filter(topic=topic).count() == 3
