"""A page used by the keyboard alone: Tab, arrows, Space, Enter and letters."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

MOST_TABS = 150


def reach(page: Page, thing: Locator) -> None:
    """By Tab alone; fails where the keyboard does not lead there."""
    for _ in range(MOST_TABS):
        if thing.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {thing}")


def chooses(page: Page, label: str, name: str = "after") -> None:
    """Into the group of circles by Tab, and along it with the arrow."""
    wanted = page.get_by_label(label)
    group = page.locator(f"input[type=radio][name={name}]")
    reach(page, group.and_(page.locator(":checked")) if wanted.is_checked() else group.first)
    page.keyboard.press("Space")
    for _ in range(group.count()):
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"The arrow does not reach {label}")


def types(page: Page, label: str, text: str) -> None:
    """Into the field of this name, in place of what stands there."""
    reach(page, page.get_by_label(label).first)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def enters(page: Page, role: Any, name: str, *, anywhere: bool = False) -> None:
    """The first link or button of this name with Enter, of the page itself or of all that is there."""
    among = page.locator("body") if anywhere else page.get_by_role("main")
    reach(page, among.get_by_role(role, name=name).first)
    with page.expect_navigation():
        page.keyboard.press("Enter")
