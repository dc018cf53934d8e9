"""Every component looks right at every width, in every palette, in both languages, with problems."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from po_platform.kit.showcase import showcase
from tests.browser import looks
from tests.browser.conftest import Show, frame, rendered

pytestmark = pytest.mark.browser

TEMPLATE = "pages/components.html"
ERROR_PAGES = ("400", "403", "404", "429", "csrf", "500", "503")


def test_all_components_fit_every_width(show: Show) -> None:
    assert looks.check_widths(show(TEMPLATE, showcase())) == []


def test_a_form_that_comes_back_with_problems_fits_too(show: Show) -> None:
    page = show(TEMPLATE, showcase(with_problems=True))
    assert looks.check_widths(page) == []
    assert page.title().startswith("Error: ")


@pytest.mark.parametrize(
    "preferences",
    [
        {"theme": "dark"},
        {"contrast": "high"},
        {"contrast": "high", "theme": "dark"},
        {"text_size": "larger"},
    ],
)
def test_every_setting_of_the_reader_keeps_contrast_and_size(
    show: Show, preferences: dict[str, str]
) -> None:
    page = show(TEMPLATE, {**showcase(True), **frame(**preferences)})
    assert looks.check_page(page) == []


@pytest.mark.parametrize("device", [{"color_scheme": "dark"}, {"contrast": "more"}])
def test_the_device_is_followed_until_the_reader_chooses(show: Show, device: Any) -> None:
    page = show(TEMPLATE, showcase(), **device)
    assert looks.check_page(page) == []
    assert background(page) != background(show(TEMPLATE, showcase()))


def test_the_reader_overrules_the_device(show: Show) -> None:
    chosen = show(TEMPLATE, {**showcase(), **frame(theme="light")}, color_scheme="dark")
    assert background(chosen) == background(show(TEMPLATE, showcase()))


def test_double_text_gets_the_layout_of_a_phone(show: Show) -> None:
    page = show(TEMPLATE, showcase(), width=768)
    looks.in_double_size(page)
    assert looks.check_rules(page) == []


def test_long_german_words_fit_a_phone(show: Show) -> None:
    page = show(rendered(TEMPLATE, showcase(True), "de"))
    assert looks.check_page(page) == []
    assert page.title().startswith("Fehler: ")


@pytest.mark.parametrize("name", ERROR_PAGES)
@pytest.mark.parametrize("language", ["en", "de"])
def test_error_pages_help_in_every_language(show: Show, name: str, language: str) -> None:
    page = show(rendered(f"{name}.html", {}, language))
    assert looks.check_widths(page, (320, 1280)) == []
    assert page.locator("main li").count() >= 2  # what you can do now


def test_paper_is_black_on_white_and_carries_the_telephone_number(show: Show) -> None:
    page = show(TEMPLATE, {**showcase(), **frame(theme="dark", contrast="high")}, width=1280)
    page.emulate_media(media="print")
    assert background(page) == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.locator("footer a[href^='tel:']").is_visible()
    assert page.locator(".strip").is_hidden() and page.locator(".acts").first.is_hidden()


def background(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour
