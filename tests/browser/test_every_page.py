"""Every page of the site is sound: axe and our own rules find nothing, on a phone and on a desk.

`./po test` looks at the fullest page of every template in German, whose words are the longer ones;
with --all everybody looks at everything, in both languages, at three widths and with the text twice
as large; axe then looks at one page of each build.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.test import override_settings
from playwright.sync_api import Browser
from playwright.sync_api import Page as Window

from po_platform.access.routes import all_routes
from tests.browser import looks
from tests.browser.pages import REFUSALS, Page, Site
from tests.browser.serving import OnePage, one_page
from tests.browser.steps import whole_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
TEMPLATES = Path(__file__).parents[2] / "templates"
PHONE, DESK = 320, 1280
WINDOW_LASTS = 200  # pages
PARTS_OF_ALL = 4  # so that the long walk says how far it is
Check = Callable[[Window], list[looks.Finding]]
WRONG = 'aria-labelledby="problem-title"'  # the summary of what has to be put right

# Routes nobody gets a page from in this world, and why. Files, and what only takes a press, are
# found out by asking.
NO_PAGE = {
    "/data-requests/<uuid:ref>/release/sealed/file": "a file, for a week, once others opened it",
    "/look/<int:version>/theme.css": "a style sheet; this house has no colours of its own",
    "/my-answers/for-a-doctor.pdf": "a file for a helper; its person is led to her visits",
    "/look/logo-<slug:ref>.png": "a picture; this house has no logo",
    "/office/requests/<uuid:ref>/file": "a file once it is made",
    "/office/requests/<uuid:ref>/longer.pdf": "a letter once it takes longer",
    "/programmes/<slug:slug>/begin": "leads back to whom it is for",
    "/registry/datasets/<slug:slug>/data/empty.xlsx": "a file",
    "/registry/files/<uuid:ref>/file": "a file once it is made",
    "/programmes/<uuid:ref>": "leads on to the programme, from an address that says nothing",
    "/registry/datasets/<slug:slug>/dictionary.csv": "a file for a curator who is not of this world",
    "/api/v1/register/<slug:slug>/value-sets": "of an EQ-5D, and none is of this world",
    "/talk/topics/<uuid:ref>/posts/<int:no>": "leads on to the page on which the post stands",
    "/t/<int:topic>": "leads on to where a topic of a former forum stands",
    "/t/<slug:slug>/<int:topic>": "the same, with its name",
    "/t/<slug:slug>/<int:topic>/<int:no>": "the same, to a post",
    "/viewtopic.php": "the same, for another forum",
    "/c/<slug:slug>/<int:board>": "the same, to a board",
    "/c/<slug:above>/<slug:slug>/<int:board>": "the same, to a board within another one",
    "/viewforum.php": "the same, to a board of another forum",
    "/index.php": "the same, to all boards",
    "/download/file.php": "the same, to the post that holds a file",
}
# Before the first run there is no organisation, and so no number; a tablet for many shows it to be
# read, not to call from.
NO_TELEPHONE = ("members/first_run/", "proms/room/")
# What pages are made of; it is looked at with them. The last are written into a folder, for no
# address: tests/forums/test_still_pages.py reads each of them.
PARTS = ("components/", "django/", "layouts/", "forums/still/")
# Not behind an address of their own: test_components_look.py shows the first, the file with all
# one's data carries the others.
ELSEWHERE = {*REFUSALS, "pages/components.html"}
ELSEWHERE |= {"members/me/download_pages.html", "members/me/download_part.html"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Site]:
    """site(language, everybody=…) → all its pages, walked once; asked for inside a test."""

    @cache
    def walked(language: str, everybody: bool = False) -> Site:
        with override_settings(STORED_FILES_DIR=tmp_path_factory.mktemp("store")):
            return whole_site(language, everybody=everybody)

    return walked


class Show:
    """One window that shows pages as they came, with our static files and our strict CSP.

    It is opened anew now and then: in one that showed thousands of pages Chromium's process grows
    beyond a gigabyte, and then it crashes.
    """

    def __init__(self, browser: Browser, server: OnePage) -> None:
        self._browser, self._server, self._shown = browser, server, 0
        self._open()

    def _open(self) -> None:
        self._context = self._browser.new_context(viewport={"width": PHONE, "height": 900})
        self._context.add_init_script(looks.AXE)
        self._window = self._context.new_page()

    def __call__(self, page: Page) -> Window:
        self._shown += 1
        if not self._shown % WINDOW_LASTS:
            self.close()
            self._open()
        self._server.html = page.html
        self._window.goto(self._server.address + page.address)
        return self._window

    def close(self) -> None:
        looks.leave(self._context)


@pytest.fixture
def show(browser: Browser) -> Iterator[Show]:
    with one_page() as server:
        shown = Show(browser, server)
        yield shown
        shown.close()


def once_each(pages: Iterable[Page]) -> list[Page]:
    """Without those that are the same page come by another way."""
    seen = {_without_keys(page.html): page for page in reversed(list(pages))}
    return list(reversed(seen.values()))


def fullest_of_each(pages: Iterable[Page]) -> list[Page]:
    """Of each template the page that shows most, and the one with most to put right."""
    found: dict[tuple[str, bool], Page] = {}
    for page in once_each(pages):
        key = (page.template, WRONG in page.html)
        if key not in found or len(page.html) > len(found[key].html):
            found[key] = page
    return list(found.values())


def one_of_each_build(pages: Iterable[Page]) -> list[Page]:
    """Without those built as another one is: the same elements with the same classes and attributes,
    however often, with other words in them. axe finds nothing in these that it does not find there.
    """
    found = {_build(page.html): page for page in reversed(list(pages))}
    return list(reversed(found.values()))


def _build(html: str) -> tuple[str, ...]:
    tags = re.findall("<[a-z][^>]*>", html)
    names = (re.sub(r'\b(?!class|role|type)([\w-]+)="[^"]*"', r"\1", tag) for tag in tags)
    return tuple(dict.fromkeys(names))


def _without_keys(html: str) -> str:
    return re.sub(r'name="(csrfmiddlewaretoken|next)" value="[^"]*"', "", html)


def at(width: int, *checks: Check) -> Check:
    """These checks at one width."""

    def check(window: Window) -> list[looks.Finding]:
        window.set_viewport_size({"width": width, "height": 900})
        return [finding for one in checks for finding in one(window)]

    return check


def in_double_size(window: Window) -> list[looks.Finding]:
    """Text at 200 %, at the width the window has and on a phone."""
    looks.in_double_size(window)
    return looks.check_rules(window) + at(PHONE, looks.check_rules)(window)


def findings(show: Show, pages: Iterable[Page], *checks: Check) -> list[str]:
    """What is wrong with which page, one line each."""
    return [
        f"{page.what}: {finding.rule}: {finding.where}"
        for page in once_each(pages)
        for window in [show(page)]
        for check in checks
        for finding in check(window)
        if not _is_told_already(page, finding)
    ]


def _is_told_already(page: Page, finding: looks.Finding) -> bool:
    no_telephone = page.template.startswith(NO_TELEPHONE)
    return no_telephone and finding.rule == "the foot carries the telephone number"


def page_templates() -> set[str]:
    """Templates that are a page."""
    names = {str(file.relative_to(TEMPLATES)) for file in TEMPLATES.rglob("*.html")}
    whole = {name for name in names if "/_" not in name and "/mail/" not in name}
    return {name for name in whole if not name.startswith(PARTS)} - ELSEWHERE


def test_every_address_and_every_template_is_looked_at(site: Callable[..., Site]) -> None:
    walked = site("de")
    without = {route.path for route in all_routes()} - {page.route for page in walked.pages}
    assert without - set(walked.no_pages) == set(NO_PAGE), "a step in steps/ leads there"
    unseen = page_templates() - {page.template for page in walked.pages}
    assert not unseen, "a step in steps/ shows them"


def test_every_page_is_sound_on_a_phone_and_on_a_desk(
    show: Show, site: Callable[..., Site]
) -> None:
    on_a_phone, on_a_desk = at(PHONE, looks.check_page), at(DESK, looks.check_rules)
    found = findings(show, fullest_of_each(site("de").pages), on_a_phone, on_a_desk)
    assert not found, "\n".join(found)


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("part", range(PARTS_OF_ALL))
@pytest.mark.parametrize("language", ["en", "de"])
def test_everybody_finds_every_page_sound_at_every_width(
    show: Show, site: Callable[..., Site], language: str, part: int
) -> None:
    pages = once_each(site(language, everybody=True).pages)
    builds = one_of_each_build(pages)[part::PARTS_OF_ALL]
    found = findings(show, builds, *(at(width, looks.check_axe) for width in looks.WIDTHS))
    rules = [at(width, looks.check_rules) for width in looks.WIDTHS]
    found += findings(show, pages[part::PARTS_OF_ALL], *rules, in_double_size)
    assert not found, "\n".join(found)
