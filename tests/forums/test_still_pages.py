"""The forum as pages without a server: what members read, and no more, unless for the archive."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from forums.models import Post, PostFile
from moderation.models import Rule
from tests.forums.talking import a_board, a_group_board, answer, begin, long_topic
from tests.forums.test_files import a_post_with, photograph
from tests.personas import World

pytestmark = pytest.mark.django_db
EVIL = '<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) "><svg/onload=1>'


@pytest.fixture(autouse=True)
def _rules(db: Any) -> None:
    Rule.objects.get_or_create(number=1, version=1, defaults={"title": {"en": "Kind"}})


@pytest.fixture(autouse=True)
def _store(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.STORED_FILES_DIR = tmp_path_factory.mktemp("store")


def written(folder: Path, *options: str) -> dict[str, int]:
    out = StringIO()
    call_command("export_forum_pages", str(folder), "--json", *options, stdout=out)
    found: dict[str, int] = json.loads(out.getvalue())
    return found


def all_pages(folder: Path) -> str:
    return "\n".join(page.read_text("utf-8") for page in sorted(folder.rglob("*.html")))


class Leads(HTMLParser):
    """Where a page leads and what it loads, and every tag in it."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.to: list[str] = []
        self.tags: set[str] = set()
        self.told: set[str] = set()
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.told |= {name for name, _value in attrs}
        self.to += [value or "" for name, value in attrs if name in ("href", "src")]


def test_every_page_is_found_by_its_links_without_a_script_or_a_server(
    world: World, tmp_path: Path
) -> None:
    topic = begin(
        world.ruth, a_board(EVIL), EVIL, title=EVIL[:110], note="an <b>operation</b>"
    ).topic
    answer(world.gerd, topic, EVIL, answers_no=1)
    long_topic(world.gerd, a_board("Evenings"), 45)
    counts = written(tmp_path / "out")
    assert (counts["boards"], counts["topics"], counts["posts"]) == (2, 2, 47)
    index = tmp_path / "out" / "index.html"
    seen, waits = set(), [index]
    while waits:
        page = waits.pop()
        seen.add(page)
        leads = Leads(page)
        assert not leads.tags & {"script", "iframe", "object", "form", "svg", "base"}
        assert not [name for name in leads.told if name.startswith("on") or name == "style"]
        for to in leads.to:
            assert not re.match(r"(?i)[a-z]+:|/", to), (page, to)
            there = (page.parent / to.partition("#")[0]).resolve()
            assert there.is_file(), (page, to)
            if there.suffix == ".html" and there not in seen:
                waits.append(there)
    assert seen == set((tmp_path / "out").rglob("*.html")) and len(seen) == 1 + 2 + 1 + 3
    text = all_pages(tmp_path / "out")
    assert world.ruth.person.display_name in text and "ruth@example.org" not in text
    assert "Content note: an &lt;b&gt;operation" in text and "post 45" in text
    assert index.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("archive", [False, True])
def test_nothing_of_a_group_or_that_waits_unless_for_the_archive(
    world: World, tmp_path: Path, archive: bool
) -> None:
    board = a_board()
    first = begin(world.ruth, board, "for members")
    begin(world.ruth, a_group_board(world.ruth), "only-the-group", audience="group")
    states = ("held", "returned", "removed", "taken_back", "folded")
    for state in states:
        post = answer(world.gerd, first.topic, f"words-{state}")
        no = None if state == "held" else post.no
        Post.objects.filter(pk=post.pk).update(state=state, no=no)
    written(tmp_path / "out", *(["--archive"] if archive else []))
    text = all_pages(tmp_path / "out")
    found = {state for state in states if f"words-{state}" in text}
    assert found == ({"held", "returned", "folded"} if archive else {"folded"})
    assert ("only-the-group" in text) is archive and "for members" in text
    assert ("Harrowmere" in text) is archive
    assert ("shelf of the organisation" in text) is archive


def test_pictures_and_documents_go_along_and_a_lost_one_is_named(
    world: World, tmp_path: Path, sign_in: Any
) -> None:
    file = a_post_with(world, sign_in(world.ruth), photograph((40, 40)))
    counts = written(tmp_path / "out")
    assert counts["files"] == 1
    (copied,) = (tmp_path / "out" / "files").iterdir()
    assert copied.stem == str(file.ref) and copied.stat().st_size > 0
    assert f"../files/{copied.name}" in all_pages(tmp_path / "out")
    PostFile.objects.update(place="kept/00/nowhere")
    assert written(tmp_path / "again")["files"] == 0
    assert f"{file.name} is gone." in all_pages(tmp_path / "again")


def test_a_note_of_the_moderators_stands_above_its_post(world: World, tmp_path: Path) -> None:
    post = begin(world.ruth, a_board(), "Ginger heals this")
    label = {
        "path": "/about/contact",
        "title": "How to <reach> us",
        "said": "It reads differently.",
    }
    Post.objects.filter(pk=post.pk).update(context=label, context_on=True)
    written(tmp_path / "out")
    text = all_pages(tmp_path / "out")
    assert text.index("It reads differently. “How to &lt;reach&gt; us”") < text.index("Ginger")
    assert "/about/contact" not in text
    Post.objects.filter(pk=post.pk).update(context_on=False)
    written(tmp_path / "again")
    assert "reads differently" not in all_pages(tmp_path / "again")


def test_of_somebody_who_was_erased_no_name_is_left(world: World, tmp_path: Path) -> None:
    post = begin(world.ruth, a_board())
    Post.objects.filter(pk=post.pk).update(author=None)
    written(tmp_path / "out")
    text = all_pages(tmp_path / "out")
    assert "A former member" in text and world.ruth.person.display_name not in text


def test_only_who_runs_the_forum_and_never_over_something(world: World, tmp_path: Path) -> None:
    begin(world.ruth, a_board())
    with pytest.raises(CommandError):
        written(tmp_path / "out", "--as", "ruth@example.org")
    with pytest.raises(CommandError, match="there already"):
        written(tmp_path)
    with pytest.raises(CommandError, match="cannot be written"):
        written(tmp_path / "no" / "such" / "folder")
    assert list(tmp_path.iterdir()) == []
