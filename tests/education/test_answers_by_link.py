"""Who says without an account that something is wrong finds the answer by a link shown once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from education.actions.readers import answer_correction
from education.models import Correction
from po_platform.access.actor import NOBODY, acting_as
from tests.access.test_the_vault import rows_seen
from tests.education.programme_path import short
from tests.personas import World
from tests.proms.path import text_of

pytestmark = pytest.mark.django_db
WROTE, ANSWER = "The second line is upside down.", "You are right, we turned it."


@pytest.fixture
def link(world: World) -> str:
    """Where a visitor's answer will stand."""
    short(world)
    sent = Client().post("/programmes/short/correct", {"text": WROTE})
    assert sent.status_code == 302
    return str(sent["Location"])


def answered(world: World) -> None:
    with acting_as(world.editor.actor()) as editor:
        row = Correction.objects.visible_to(editor).get()
        answer_correction(actor=editor, ref=row.ref, answer=ANSWER)


def answered_ago(world: World, days: int) -> None:
    """As if it had been answered so many days ago."""
    with acting_as(world.editor.actor()) as editor:
        then = timezone.now() - timedelta(days=days)
        assert Correction.objects.visible_to(editor).update(answered_at=then)


def test_the_link_is_shown_and_the_answer_stands_there(
    world: World, link: str, sign_in: Any
) -> None:
    assert re.fullmatch(r"/learn/asked/by-link/[\w-]{32}", link)
    page = Client().get(link)
    words = text_of(page)
    assert "Your answer will stand here" in words and WROTE in words and link in words
    assert page["X-Robots-Tag"] == "noindex" and "no-store" in page["Cache-Control"]
    with acting_as(world.editor.actor()) as editor:
        row = Correction.objects.visible_to(editor).get()
    assert link.rsplit("/", 1)[1].encode() not in bytes(row.secret_hash or b"")
    desk = text_of(sign_in(world.editor).get(f"/write/corrections/{row.ref}"))
    assert "Whoever has the link to it reads the answer" in desk
    answered(world)
    words = text_of(Client().get(link))
    assert ANSWER in words and "Your answer will stand here" not in words
    assert Client().post(link).status_code == 405  # it is read, and nothing else


def test_a_year_after_the_answer_it_opens_nothing_any_more(world: World, link: str) -> None:
    answered(world)
    answered_ago(world, 360)
    assert Client().get(link).status_code == 200
    answered_ago(world, 367)
    gone = Client().get(link)
    assert gone.status_code == 410 and ANSWER not in text_of(gone)


def test_another_link_opens_nothing_and_what_members_wrote_has_none(
    world: World, link: str, sign_in: Any
) -> None:
    assert Client().get(f"{link}x").status_code == 410
    assert Client().get("/learn/asked/by-link/nothing").status_code == 410
    ruth = sign_in(world.ruth)
    assert ruth.post("/programmes/short/correct", {"text": "hers"})["Location"] == "/learn/asked"
    with acting_as(world.editor.actor()) as editor:
        hers = Correction.objects.visible_to(editor).get(text="hers")
    assert hers.secret_hash is None


def test_the_vault_gives_one_row_to_who_has_its_hash_and_none_to_others(
    world: World, link: str
) -> None:
    with acting_as(NOBODY), connection.cursor() as cursor:
        assert not rows_seen("education_correction")
        cursor.execute("select count(*) from correction_behind(null)")
        assert cursor.fetchone() == (0,)
        cursor.execute("select count(*) from correction_behind(%s)", [b"x"])
        assert cursor.fetchone() == (0,)


def test_who_guesses_links_has_to_wait(world: World, link: str) -> None:
    client = Client()
    answers = {
        client.get(f"/learn/asked/by-link/guess-{number}").status_code for number in range(12)
    }
    assert answers == {410, 429}
