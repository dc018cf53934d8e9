"""One Chromium for the run, and pages served to it straight from a template, under our strict CSP."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from types import SimpleNamespace as Row
from typing import Any

import pytest
from django.db import connections
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Browser, Page, Route

from tests.browser import looks
from tests.browser.serving import answer
from tests.browser.walking import Walks

ADDRESS = "http://portal.test"

Show = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, and Django would refuse to ask the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with looks.launched() as browser:
        yield browser
        # Those opened while that loop ran are out of reach without it, and hold the database.
        connections.close_all()


@pytest.fixture
def walks(browser: Browser, live_server: Any) -> Walks:
    """The real site on a free port of loopback, with everything in the database."""
    return Walks(browser, live_server.url)


@pytest.fixture
def show(browser: Browser) -> Iterator[Show]:
    """show(template or html, context, width=…, …) → the page, open; scripts come from static/."""
    contexts = []

    def open_page(
        source: str, context: dict[str, Any] | None = None, *, width: int = 320, **options: Any
    ) -> Page:
        html = source if "<" in source else rendered(source, context or {})
        opened = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(opened)
        opened.route("**/*", lambda route: fulfil(route, html))
        page = opened.new_page()
        page.goto(ADDRESS)
        return page

    yield open_page
    for opened in contexts:
        looks.leave(opened)


def rendered(template: str, context: dict[str, Any], language: str = "en") -> str:
    """The template inside the frame of a signed-in member, without a request or a database."""
    with translation.override(language):
        return render_to_string(template, {**frame(language), **context})


def frame(language: str = "en", **preferences: str) -> dict[str, Any]:
    """What the context processor gives every page."""
    own_names = {"en": "English", "de": "Deutsch"}
    kinds = ("text_size", "contrast", "theme", "motion")
    return {
        "organisation": Row(
            name="Morning Hands",
            tagline="People living with inflammatory arthritis",
            phone="01632 960 118",
            phone_href="tel:+441632960118",
            hours="Monday to Friday, 9 in the morning to 4 in the afternoon.",
            logo_ref="",
        ),
        "visitor": Row(is_signed_in=True, display_name="Ruth Ellison", hat_label=""),
        "menu": [
            Row(label=label, url=f"/{label}", current=label == "Start")
            for label in ("Start", "Groups", "Learn", "Courses", "My data")
        ],
        "preferences": Row(**{kind: preferences.get(kind, "") for kind in kinds}),
        "languages": [
            Row(code=code, own_name=name, current=code == language)
            for code, name in own_names.items()
        ],
        "theme_css_url": "",
    }


def fulfil(route: Route, html: str) -> None:
    """Answers a request of the page: our static files, and the page itself for all else."""
    body, headers = answer(route.request.url.removeprefix(ADDRESS), html)
    route.fulfill(body=body, headers=headers)
