"""What every page must look like: axe, and the rules axe does not know.

`check_page(page)` answers a list of findings, empty when all is well. Each rule has a page that
breaks it in test_looks_catches.py: a rule that finds nothing there does not count.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

WIDTHS = (320, 768, 1280)
_STATIC = Path(__file__).parents[2] / "static"
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# For windows that show many pages: context.add_init_script(AXE) saves sending it each time.
AXE = Axe().axe_script
_RUN = "options => axe.run(document, options).then(found => found.violations)"
_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and where: a rule's name and a piece of the page."""

    rule: str
    where: str


def check_page(page: Page) -> list[Finding]:
    """axe and our own rules on the page as it stands now, at its present width."""
    return [*check_axe(page), *check_rules(page)]


def check_widths(page: Page, widths: Iterable[int] = WIDTHS) -> list[Finding]:
    """axe once at the narrowest width, our own rules at each."""
    found: list[Finding] = []
    for number, width in enumerate(widths):
        page.set_viewport_size({"width": width, "height": 900})
        found += check_page(page) if number == 0 else check_rules(page)
    return found


def check_axe(page: Page) -> list[Finding]:
    """WCAG 2.2 A and AA and axe's best practice."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return [
        Finding(f"axe {violation['id']}", node["html"][:160])
        for violation in page.evaluate(_RUN, _OPTIONS)
        for node in violation["nodes"]
    ]


def check_rules(page: Page) -> list[Finding]:
    """Only our own rules; see rules.js beside this file."""
    rules = (Path(__file__).parent / "rules.js").read_text()
    return [Finding(rule, where) for rule, where in page.evaluate(rules)]


def in_double_size(page: Page) -> None:
    """Text at 200 %, as a reader sets it in the browser."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")


def leave(context: BrowserContext) -> None:
    """Closes a window for good, with nothing on its way any more.

    Chromium can answer a close that meets the arrival of a page with silence, and then close()
    waits for ever (microsoft/playwright issue 41900).
    """
    for page in context.pages:
        with suppress(Error):  # a page that broke down has nothing left to arrive
            page.goto("about:blank")
    context.close()


def styles() -> str:
    """Our style sheets as one text, for pages made in a test."""
    return "".join((_STATIC / name).read_text() for name in ("tokens.css", "components.css"))


def chromium_path() -> str | None:
    """PO_CHROMIUM, else the Chromium on the PATH."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("PO_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser; without one the test is skipped, in CI it fails."""
    path = chromium_path()
    if path is None:
        words = "No Chromium: install one or set PO_CHROMIUM to its path."
        pytest.fail(words) if os.environ.get("CI") == "true" else pytest.skip(words)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()
