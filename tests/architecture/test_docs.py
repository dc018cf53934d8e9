"""What the documentation names exists, and what exists is named in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands

from po_platform.access.routes import all_routes
from po_platform.embedded import ROOT

DOCS = ROOT / "docs"
FEATURES = DOCS / "features.md"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
QUOTED = re.compile(r"`([^`\n]+)`")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
COMMAND = re.compile(r"(?:\./po manage|python manage\.py) ([a-z]\w*)")
LINK = re.compile(r"\]\(([^)\s]+)\)")
TOPS = "audit|deploy|docs|education|files|locale|members|notifications|po_platform|proms|questionnaires"
TOPS += "|forums|registry"
FILE = re.compile(rf"`((?:{TOPS}|static|templates|tests)/[\w./-]*)(?:::\w+)?`")


def our_routes() -> set[str]:
    """Address templates as people read them: /answer/<ref>."""
    return {re.sub(r"<\w+:(\w+)>", r"<\1>", route.path) for route in all_routes()}


def our_commands() -> set[str]:
    """Management commands of our own apps; those of the tests are theirs."""
    ours = {
        config.name
        for config in apps.get_app_configs()
        if (ROOT / config.name.split(".")[0]).is_dir() and config.name != "tests"
    }
    return {name for name, app in get_commands().items() if app in ours}


def addresses_in(text: str) -> set[str]:
    return {quoted for quoted in QUOTED.findall(text) if quoted.startswith("/")}


def commands_in(text: str) -> set[str]:
    return set(COMMAND.findall(text))


def without_test(text: str) -> list[str]:
    """Rows of the tables that name no test."""
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    return [row for row in rows if not row.startswith("| What |") and not TEST.search(row)]


@cache
def _functions(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text("utf-8")) if path.exists() else ast.Module([], [])
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def missing_tests(text: str) -> list[str]:
    return [
        f"{file}::{name}"
        for file, name in TEST.findall(text)
        if name not in _functions(ROOT / file)
    ]


def missing_commands(text: str) -> list[str]:
    return sorted(commands_in(text) - set(get_commands()))


def anchors_of(path: Path) -> set[str]:
    """Headings as links name them."""
    titles = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def dead_links(text: str, folder: Path) -> list[str]:
    """Links between our own files that lead nowhere."""
    gone = []
    for link in LINK.findall(text):
        if re.match(r"[a-z]+:|#", link):
            continue
        name, _, anchor = link.partition("#")
        target = folder / name
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            gone.append(link)
    return gone


def missing_files(text: str) -> list[str]:
    """Paths from the top of the repository that are not there; secrets are made on the host."""
    named = [name for name in FILE.findall(text) if not name.startswith("deploy/secrets")]
    return [name for name in named if not (ROOT / name).exists()]


def everywhere(find: Callable[[str, Path], Iterable[str]]) -> list[str]:
    return [
        f"{page.relative_to(ROOT)}: {found}"
        for page in PAGES
        for found in find(page.read_text("utf-8"), page.parent)
    ]


def test_every_page_of_the_site_is_a_feature_and_no_other_is() -> None:
    named = addresses_in(FEATURES.read_text("utf-8"))
    assert our_routes() - named == set()
    assert named - our_routes() - {"/api/v1/"} == set()


def test_every_command_of_ours_is_a_feature() -> None:
    assert {"backup", "create_administrator", "seed_demo"} <= our_commands()
    assert our_commands() - commands_in(FEATURES.read_text("utf-8")) == set()


def test_every_feature_has_its_test() -> None:
    assert without_test(FEATURES.read_text("utf-8")) == []


def test_every_test_named_anywhere_exists() -> None:
    assert everywhere(lambda text, _folder: missing_tests(text)) == []


def test_every_command_named_anywhere_exists() -> None:
    assert everywhere(lambda text, _folder: missing_commands(text)) == []


def test_every_link_leads_somewhere() -> None:
    assert everywhere(dead_links) == []


def test_every_file_named_anywhere_exists() -> None:
    assert everywhere(lambda text, _folder: missing_files(text)) == []


def test_each_line_of_the_page_counts() -> None:
    """Take any address or command away, and it is missed."""
    text = FEATURES.read_text("utf-8")
    for route in our_routes():
        assert route not in addresses_in(text.replace(f"`{route}`", "")), route
    for command in our_commands():
        assert command not in commands_in(re.sub(rf"manage {command}\b", "", text)), command


@pytest.mark.parametrize(
    ("find", "planted", "sound"),
    [
        (missing_tests, "`tests/kit/test_charts.py::test_x`", "`tests/conftest.py::world`"),
        (missing_tests, "`tests/kit/test_nothing.py::test_x`", "no test at all"),
        (missing_commands, "./po manage fly", "./po manage migrate"),
        (missing_commands, "run web python manage.py fly", "python manage.py backup"),
        (missing_files, "`members/fly.py`", "`members/apps.py`"),
        (missing_files, "`docs/fly/`", "`docs/adr/`"),
        (without_test, "| It flies | `/fly` | trust us |", "| What | Where | Test |"),
        (lambda text: dead_links(text, DOCS), "[x](fly.md)", "[x](https://example.org/fly.md)"),
        (lambda text: dead_links(text, DOCS), "![x](img/fly.png)", "[x](architecture.md)"),
        (
            lambda text: dead_links(text, DOCS),
            "[x](architecture.md#flying)",
            "[x](architecture.md#three-walls)",
        ),
    ],
)
def test_what_is_wrong_would_be_found(
    find: Callable[[str], list[str]], planted: str, sound: str
) -> None:
    assert find(planted)
    assert find(sound) == []
