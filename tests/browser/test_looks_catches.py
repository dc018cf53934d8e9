"""Each rule of looks.py finds the page that breaks it, and a good page has no finding."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import looks

pytestmark = pytest.mark.browser

GOOD = """<!doctype html><html lang="en"><head><title>Error: Ask us to call you</title></head><body>
<a class="skip" href="#content">Go to the content</a>
<header class="mast"><div class="wrap"><a class="name" href="/"><b>Morning Hands</b></a></div></header>
<main id="content"><div class="wrap">
<div class="problem" tabindex="-1" aria-labelledby="p"><h2 id="p">There is a problem</h2>
<ul><li><a href="#name">Enter your name</a></li></ul></div>
<h1>Ask us to call you</h1>
<p>You can also <a href="/write">write to us</a> whenever you like.</p>
<form><div class="field"><label for="name">Your name</label><input type="text" id="name"></div>
<fieldset><legend>When may we call?</legend>
<label class="choice"><input type="radio" name="when" value="am"><span>Morning</span></label>
<label class="choice"><input type="radio" name="when" value="pm"><span>Evening</span></label>
</fieldset><button class="button" type="submit">Ask for a call</button></form>
</div></main>
<footer class="foot"><div class="wrap"><a class="phone" href="tel:+441632960118">01632 960 118</a>
</div></footer></body></html>"""

# rule, what is taken out of the good page, what stands there instead
BROKEN = [
    ("the page names its language", '<html lang="en">', "<html>"),
    ("exactly one h1", "<h1>Ask us to call you</h1>", "<h2>Ask us to call you</h2>"),
    ("exactly one h1", "</form>", "</form><h1>And again</h1>"),
    ("ids are unique", "<h1>", '<h1 id="name">'),
    ("links within the page arrive", 'href="#name"', 'href="#nam"'),
    ("the foot carries the telephone number", 'href="tel:+441632960118"', 'href="/call"'),
    ("targets are 44 px", 'class="button"', 'class="act small" style="min-height: 30px"'),
    ("targets are 44 px", "<p>You can also ", "<p>"),
    ("text is 18 px", "<p>You", '<p style="font-size: 17px">You'),
    ("no sideways scrolling", "<p>You", '<p style="width: 90rem">You'),
    ("groups have a legend", "<legend>When may we call?</legend>", ""),
    ("the title of a page with problems begins with Error", "<title>Error: ", "<title>"),
    ("problems link to their field", '<a href="#name">Enter your name</a>', "Enter your name"),
    ("axe label", '<label for="name">Your name</label>', ""),
    ("axe color-contrast", "<p>You", '<p style="color: #bbb">You'),
]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 320, "height": 900})
    yield page
    page.close()


def show(page: Page, html: str) -> list[looks.Finding]:
    page.set_content(html.replace("</head>", f"<style>{looks.styles()}</style></head>"))
    return looks.check_page(page)


def test_a_good_page_has_no_finding(page: Page) -> None:
    assert show(page, GOOD) == []


@pytest.mark.parametrize(("rule", "good", "bad"), BROKEN)
def test_a_broken_page_is_found(page: Page, rule: str, good: str, bad: str) -> None:
    assert good in GOOD
    html = GOOD.replace(good, bad)
    if rule == "targets are 44 px" and good.startswith("<p>"):
        html = html.replace(" whenever you like.", "")  # the link now stands alone
    assert rule in {finding.rule for finding in show(page, html)}


def test_200_percent_text_gets_the_layout_of_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 768, "height": 900})
    show(page, GOOD)
    looks.in_double_size(page)
    assert looks.check_rules(page) == []
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > 37
    page.set_viewport_size({"width": 320, "height": 900})
