"""Pages work without a script; with it a double click sends once and a lost connection is said."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from po_platform.kit.showcase import showcase
from tests.browser.conftest import Show

pytestmark = pytest.mark.browser

FORM = """<!doctype html><html lang="en"><head><title>A form</title>
<script type="module" src="/static/enhance.js"></script></head><body>
<div id="connection" role="status" data-offline="You are offline."></div>
<form method="post" action="/send" target="elsewhere"><button name="go" value="1">Send</button></form>
<iframe name="elsewhere"></iframe><button hidden data-print>Print</button></body></html>"""


@pytest.mark.parametrize("scripts", [True, False])
def test_what_has_to_be_put_right_has_the_focus(show: Show, scripts: bool) -> None:
    page = show("pages/components.html", showcase(True), java_script_enabled=scripts)
    assert page.locator(".problem:focus").count() == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_a_link_in_the_summary_leads_into_its_field(show: Show, scripts: bool) -> None:
    page = show("pages/components.html", showcase(True), java_script_enabled=scripts)
    page.get_by_role("link", name="Write the e-mail address").click()
    assert page.locator("#id_email:focus").count() == 1


def test_a_double_click_sends_once(show: Show) -> None:
    page = show(FORM)
    sent = sendings(page)
    page.get_by_role("button", name="Send").dblclick()
    page.wait_for_timeout(200)
    assert len(sent) == 1


def test_without_a_script_the_form_still_sends(show: Show) -> None:
    page = show(FORM, java_script_enabled=False)
    sent = sendings(page)
    page.get_by_role("button", name="Send").click()
    page.wait_for_timeout(200)
    assert len(sent) == 1
    assert page.locator("[data-print]").is_hidden()


def test_a_lost_connection_is_said_and_holds_the_first_press(show: Show) -> None:
    page = show(FORM)
    sent = sendings(page)
    page.context.set_offline(True)
    assert page.get_by_text("You are offline.").is_visible()
    page.get_by_role("button", name="Send").click()
    assert sent == []
    page.context.set_offline(False)
    page.get_by_text("You are offline.").wait_for(state="detached")
    page.get_by_role("button", name="Send").click()
    page.wait_for_timeout(200)
    assert len(sent) == 1


def sendings(page: Page) -> list[str]:
    sent: list[str] = []
    page.on(
        "request", lambda request: sent.append(request.url) if request.method == "POST" else None
    )
    return sent
