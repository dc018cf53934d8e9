"""Walking the real site in Chromium as one of the personas, and looking at every page on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import personas
from tests.browser import looks
from tests.personas import Persona

LOOKED_AT = (320, 1280)


def press(page: Page, name: str, *, exact: bool = False) -> None:
    """Presses the button of the page itself with this name, and waits for what comes."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name, exact=exact).first.click()


def press_last(page: Page) -> None:
    """Presses the last button of the page itself, and waits for what comes."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button").last.click()


def follow(page: Page, name: str) -> None:
    """Follows the first link of the page itself with this name, and waits for what comes."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("link", name=name).first.click()


def shows(page: Page, *words: str) -> None:
    """The page itself says all of it, now or in a moment."""
    for one in words:
        expect(page.get_by_role("main")).to_contain_text(one)


def says_not(page: Page, words: str) -> None:
    """The page itself does not say so; asked once it is there."""
    expect(page.get_by_role("main")).not_to_contain_text(words)


class Walks:
    """Opens pages of one running site; each page that is looked at is checked at both widths."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.findings: list[str] = []

    @contextmanager
    def acting(self, persona: Persona | None, **options: Any) -> Iterator[Page]:
        """A browser window of this person's own, signed in; `fresh` as if she entered a new code."""
        context = self._context(persona, **options)
        page = context.new_page()
        page.goto(self.address)
        try:
            yield page
        finally:
            looks.leave(context)

    def look_at(self, persona: Persona, *paths: str) -> None:
        """axe and our own rules at 320 and 1280 px, in a window that runs scripts."""
        context = self._context(persona)
        page = context.new_page()
        for path in paths:
            wanted = path if path.startswith("http") else self.address + path
            came = page.goto(wanted)
            if came is None or not came.ok or page.url.split("?")[0] != wanted.split("?")[0]:
                self.findings.append(f"{persona.name} {path}: another page came, {page.url}")
                continue
            found = looks.check_widths(page, LOOKED_AT)
            self.findings += [f"{persona.name} {path} {one.rule}: {one.where}" for one in found]
        looks.leave(context)

    def _context(self, persona: Persona | None, **options: Any) -> BrowserContext:
        width, fresh = options.pop("width", 320), options.pop("fresh", False)
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, **{"locale": "en-GB", **options}
        )
        context.set_default_timeout(10_000)
        if persona is not None:
            client = Client()
            personas.sign_in(client, persona, fresh=fresh)
            value = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": value, "url": self.address}])
        return context
