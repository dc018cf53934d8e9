"""Walking the real site in Chromium as one of the personas, and looking at every page on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from tests import personas
from tests.browser import looks
from tests.personas import Persona

LOOKED_AT = (320, 1280)


class Walks:
    """Opens pages of one running site; each page that is looked at is checked at both widths."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.findings: list[str] = []

    @contextmanager
    def acting(self, persona: Persona | None, **options: Any) -> Iterator[Page]:
        """A browser window of this person's own, signed in."""
        context = self._context(persona, **options)
        page = context.new_page()
        page.goto(self.address)
        try:
            yield page
        finally:
            context.close()

    def look_at(self, persona: Persona, *paths: str) -> None:
        """axe and our own rules at 320 and 1280 px, in a window that runs scripts."""
        context = self._context(persona)
        page = context.new_page()
        for path in paths:
            page.goto(path if path.startswith("http") else self.address + path)
            found = looks.check_widths(page, LOOKED_AT)
            self.findings += [f"{persona.name} {path} {one.rule}: {one.where}" for one in found]
        context.close()

    def _context(self, persona: Persona | None, **options: Any) -> BrowserContext:
        width = options.pop("width", 320)
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, locale="en-GB", **options
        )
        context.set_default_timeout(10_000)
        if persona is not None:
            client = Client()
            personas.sign_in(client, persona)
            value = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": value, "url": self.address}])
        return context
