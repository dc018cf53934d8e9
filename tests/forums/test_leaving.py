"""When somebody is erased: her words go, or stay without her name, as she chose; others' words stay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from forums.models import Post, Topic
from members.actions.erase_person import erase_person
from po_platform.access.actor import Purpose, System
from tests.forums.talking import a_board, answer, begin
from tests.personas import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("stay", [False, True])
def test_words_go_unless_she_chose_that_they_stay(
    world: World, sign_in: Any, settings: Any, tmp_path: Path, stay: bool
) -> None:
    settings.STORED_FILES_DIR, settings.ERASURE_LIST = tmp_path, tmp_path / "erasures.jsonl"
    board = a_board()
    topic = begin(world.ruth, board, "Mine it was", title="About my hands").topic
    answer(world.gerd, topic, "I agree", answers_no=1, quoted="Mine it was")
    off = answer(world.gerd, topic, "Taken off", answers_no=1, quoted="Mine it was")
    Post.objects.filter(pk=off.pk).update(state="removed", sealed=True, text="", html="")
    begin(world.ruth, board, "Nobody answered", title="Alone")
    Topic.objects.filter(pk=topic.pk).update(told="Moved: About my hands")
    client = sign_in(world.gerd)
    assert sign_in(world.ruth).post("/talk/settings", {"words": "stay" if stay else "go"})
    erase_person(actor=System(Purpose.ERASE), person_id=world.ruth.person.pk)
    page = client.get(f"/talk/topics/{topic.ref}").content.decode()
    listed = client.get(f"/talk/boards/{board.ref}").content.decode()
    assert "Ruth E." not in page and "I agree" in page
    assert page.count("Mine it was") == (2 if stay else 0)
    assert ("About my hands" in listed) == ("Moved: About my hands" in page) == stay
    assert Topic.objects.filter(title="Alone").exists() == stay
    assert Post.objects.filter(author=None).count() == (2 if stay else 0)
    assert Post.objects.get(pk=off.pk).quoted == ("Mine it was" if stay else "")
    assert answer(world.gerd, topic).no == 4
