"""Every page of the site is sound: axe and our own rules find nothing, on a phone and on a desk.

`./po test` looks once at every page; with --all everybody looks at everything, in both languages,
at three widths and with the text twice as large.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Route
from playwright.sync_api import Page as Window

from tests.browser import looks
from tests.browser.conftest import ADDRESS, fulfil
from tests.browser.pages import Page, Site
from tests.browser.steps import whole_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
ROOT = Path(__file__).parents[2]
PHONE, DESK = 320, 1280
Check = Callable[[Window], list[looks.Finding]]

# Routes that never answer with a page, and why.
NO_PAGE = {
    "/livez": "for the machine that watches",
    "/readyz": "for the machine that watches",
}
# Templates that are no page of their own: what they are part of is looked at.
PARTS = ("components/", "django/", "layouts/", "mail/", "/_")
# Looked at in test_components_look.py.
ELSEWHERE = {"400", "403", "404", "429", "500", "503", "csrf", "pages/components"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Site]:
    """site(language, everybody=…) → all its pages, walked once; asked for inside a test."""

    @cache
    def walked(language: str, everybody: bool = False) -> Site:
        with override_settings(STORED_FILES_DIR=tmp_path_factory.mktemp("store")):
            return whole_site(language, everybody=everybody)

    return walked


class Show:
    """One window that shows pages as they came, with our static files and our strict CSP."""

    def __init__(self, browser: Browser) -> None:
        self._html = ""
        self._context = browser.new_context(viewport={"width": PHONE, "height": 900})
        self._context.route("**/*", self._serve)
        self.window = self._context.new_page()

    def _serve(self, route: Route) -> None:
        fulfil(route, self._html)

    def __call__(self, page: Page) -> Window:
        self._html = page.html
        self.window.goto(ADDRESS + page.address)
        return self.window

    def close(self) -> None:
        self._context.close()


@pytest.fixture
def show(browser: Browser) -> Iterator[Show]:
    shown = Show(browser)
    yield shown
    shown.close()


def once_each(pages: Iterable[Page]) -> list[Page]:
    """Without those that are the same page come by another way."""
    seen = {_without_keys(page.html): page for page in reversed(list(pages))}
    return list(reversed(seen.values()))


def _without_keys(html: str) -> str:
    return re.sub(r'name="(csrfmiddlewaretoken|next)" value="[^"]*"', "", html)


def at(width: int, *checks: Check) -> Check:
    """These checks at one width."""

    def check(window: Window) -> list[looks.Finding]:
        window.set_viewport_size({"width": width, "height": 900})
        return [finding for one in checks for finding in one(window)]

    return check


def in_double_size(window: Window) -> list[looks.Finding]:
    looks.in_double_size(window)
    return looks.check_rules(window)


def findings(show: Show, pages: Iterable[Page], *checks: Check) -> list[str]:
    return [
        f"{page.what}: {finding.rule}: {finding.where}"
        for page in pages
        for window in [show(page)]
        for check in checks
        for finding in check(window)
    ]


def test_every_page_is_sound_on_a_phone_and_on_a_desk(
    show: Show, site: Callable[..., Site]
) -> None:
    on_a_phone, on_a_desk = at(PHONE, looks.check_page), at(DESK, looks.check_rules)
    found = findings(show, once_each(site("en").pages), on_a_phone, on_a_desk)
    assert not found, "\n".join(found)


def test_long_german_words_fit_every_page(show: Show, site: Callable[..., Site]) -> None:
    found = findings(show, once_each(site("de").pages), at(PHONE, looks.check_rules))
    assert not found, "\n".join(found)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "de"])
def test_everybody_finds_every_page_sound_at_every_width(
    show: Show, site: Callable[..., Site], language: str
) -> None:
    checks = [at(width, looks.check_page) for width in looks.WIDTHS]
    pages = once_each(site(language, everybody=True).pages)
    found = findings(show, pages, *checks, in_double_size)
    assert not found, "\n".join(found)
