"""Health pages and programmes as they are printed: no navigation, who to call, nothing cut off."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pypdf import PdfReader

from education.actions.measuring import take_up
from education.models import (
    Article,
    Programme,
    ProgrammeVersion,
    Revision,
    SessionEntry,
    SessionExpert,
    Topic,
)
from notifications.letters import absolute
from po_platform.access.actor import acting_as
from po_platform.kit import spoken
from tests.access import world_columns, world_experts
from tests.access.world_education import world_page
from tests.browser.conftest import Show
from tests.browser.walking import Walks, press, press_last
from tests.education.programme_path import begun, shipped
from tests.education.test_doctor_page import chosen, code_for
from tests.education.test_measured import answers, measured_programme, moments_of, through
from tests.personas import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = (Path(__file__).parent / "paper.js").read_text()
LINK = "https://example.org/a/very/long/address/that/does/not/end/before/the/edge/of/any/sheet"
WIDE = "Erwerbsunfähigkeitsversicherung"
SAID = "What they say in it, word by word."


def on_paper(page: Page) -> list[tuple[str, str]]:
    """What is wrong with the page as it would be printed."""
    page.set_viewport_size({"width": 680, "height": 1047})  # the text of an A4 sheet, 180 × 277 mm
    page.emulate_media(media="print")
    return [(rule, where) for rule, where in page.evaluate(RULES)]


def printed(page: Page) -> str:
    """All words on the sheets, without the spaces between them."""
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages
    return "".join("".join(sheet.extract_text().split()) for sheet in sheets)


def joined(words: str) -> str:
    return "".join(words.split())


def with_all_it_can_have(world: World) -> Article:
    """A health page with a wide table, long links, a film and a box for emergencies."""
    article = world_page("living-with-it", world)
    row = "|" + f" {WIDE} |" * 6
    rule = "|" + " --- |" * 6
    body = [
        {"id": "t1", "kind": "text", "heading": "Why",
         "text": f"Read [what others found]({LINK}), or [the other page](/learn/pacing).\n\n"
                 f"{row}\n{rule}\n{row}"},
        {"id": "s1", "kind": "steps", "heading": "What you can do", "items": ["Rest", "Tea"]},
        {"id": "h1", "kind": "help", "now": "Pain.", "soon": "Fever.", "later": "Tired."},
        {"id": "v1", "kind": "video", "heading": "A film", "url": LINK, "captions": True,
         "transcript": SAID, "checked_on": "May 2026"},
        {"id": "d1", "kind": "download", "heading": "A sheet", "url": LINK, "size": "PDF",
         "instead": "Call us."},
        {"id": "d2", "kind": "download", "heading": "A plan", "instead": "Call us.",
         "kept": str(uuid4()), "kept_name": "plan.pdf", "kept_size": 240 * 1024},
    ]  # fmt: skip
    assert article.live is not None
    Revision.objects.filter(pk=article.live.pk).update(body=body)
    return article


def test_a_health_page_is_whole_on_paper(world: World, walks: Walks) -> None:
    article = with_all_it_can_have(world)
    assert article.review_by is not None
    with walks.acting(None) as page:
        page.goto(f"{walks.address}/learn/{article.slug}")
        assert on_paper(page) == []
        words = printed(page)
    assert joined(spoken.day(article.review_by)) in words
    assert "01632960118" in words
    assert words.count(LINK) >= 3  # in the text, of the film, of the sheet
    assert "/learn/pacing" in words and absolute(f"/learn/{article.slug}") in words
    where = joined(
        f"plan.pdf (PDF, 240 KB). To fetch on this page: {absolute('/learn/living-with-it')}"
    )
    assert where in words and "/files/" not in words
    assert joined(SAID) in words and words.count(WIDE) >= 12
    for left_out in ("Didthispagehelpyou", "Goesonfromhere", "Findyourway", "Signin"):
        assert left_out not in words


def test_lists_of_health_pages_are_whole_on_paper(world: World, walks: Walks) -> None:
    with_all_it_can_have(world)
    with walks.acting(None) as page:
        for path in ("/learn", "/learn/a-z", "/learn/words", "/learn/stage/days"):
            page.goto(f"{walks.address}{path}")
            assert on_paper(page) == [], path
            assert "01632960118" in printed(page), path


def a_programme(world: World) -> tuple[Programme, str]:
    """And the day on which it is checked again, as it is printed."""
    programme = shipped(world)
    day = timezone.localdate() + timedelta(days=300)
    assert programme.live is not None
    ProgrammeVersion.objects.filter(pk=programme.live.pk).update(review_by=day)
    return programme, joined(spoken.day(day))


def test_a_programme_is_whole_on_paper_before_somebody_begins(world: World, walks: Walks) -> None:
    programme, checked = a_programme(world)
    here = f"/programmes/{programme.slug}"
    with walks.acting(None) as page:
        for path in ("/programmes", here, f"{here}/for-me", f"{here}/first"):
            page.goto(f"{walks.address}{path}")
            assert on_paper(page) == [], path
            words = printed(page)
            assert "01632960118" in words, path
            assert path == "/programmes" or checked in words, path


def test_each_step_is_whole_on_paper_with_what_she_wrote(world: World, walks: Walks) -> None:
    programme, checked = a_programme(world)
    here = f"{walks.address}/programmes/mine/{begun(world.ruth, programme).ref}"
    with walks.acting(world.ruth) as page:
        page.goto(here)
        steps = page.eval_on_selector_all(
            "aside a[href*='/steps/']", "all => all.map(one => one.href)"
        )
        assert steps
        for step in steps:
            page.goto(step)
            longest = page.locator("main textarea")
            if longest.count():
                longest.first.fill("All the windows on Sunday, and then the stairs. " * 40)
            assert on_paper(page) == [], step
            words = printed(page)
            assert checked in words and "01632960118" in words, step
        for path in ("", "/my-plan"):
            page.goto(f"{here}{path}")
            assert on_paper(page) == [], path
            assert "01632960118" in printed(page), path


def test_columns_and_questions_to_experts_are_whole_on_paper(world: World, walks: Walks) -> None:
    world_columns.furnish(world)
    world_experts.furnish(world)
    SessionEntry.objects.update(
        answer=f"Rest before you must: {LINK}", answered_at=timezone.now(), published_at=timezone.now(),
        expert=SessionExpert.objects.get(),
    )  # fmt: skip
    said = {
        "/columns": "A slow walk", "/columns/a-slow-walk": "Out at last", "/learn/out-at-last": "I went",
        "/experts": "Resting well", "/experts/resting-well": "Rest before you must",
    }  # fmt: skip
    with walks.acting(None) as page:
        for path, words in said.items():
            page.goto(f"{walks.address}{path}")
            assert on_paper(page) == [], path
            sheets = printed(page)
            assert joined(words) in sheets and "01632960118" in sheets, path


def test_what_members_asked_for_is_whole_on_paper(world: World, walks: Walks) -> None:
    for state in ("open", "planned", "done", "not_now"):
        Topic.objects.create(
            title=f"{WIDE} {state}", why="Many of us want to know.", language="en", state=state,
            answer="We read about it first.", answered_at=timezone.now(),
        )  # fmt: skip
    with walks.acting(world.ruth) as page:
        page.goto(f"{walks.address}/take-part/topics")
        assert on_paper(page) == []
        words = printed(page)
        assert words.count(WIDE) >= 3 and "01632960118" in words


def test_a_page_in_very_easy_words_is_whole_on_paper(world: World, walks: Walks) -> None:
    longer = with_all_it_can_have(world)
    easy = world_page("living-with-it-easy", world)
    Article.objects.filter(pk=easy.pk).update(easy_read_of=longer)
    with walks.acting(None) as page:
        page.goto(f"{walks.address}/learn/{easy.slug}")
        assert on_paper(page) == []
        words = printed(page)
        assert joined("living-with-it-easy") in words and "01632960118" in words


def test_what_changed_and_a_doctors_page_are_whole_on_paper(
    world: World, walks: Walks, sign_in: Any
) -> None:
    row = begun(world.ruth, measured_programme(world))
    for moment, pain in (("start", 7), ("end", 3)):
        actor = world.ruth.actor()
        asked = moments_of(world.ruth)[moment].ref
        with acting_as(actor):
            take_up(actor=actor, ref=asked)
        answers(world.ruth, pain)
        if moment == "start":
            through(world.ruth, row)
    browser = sign_in(world.ruth)
    hers = chosen(browser, row, "measured", to_say=f"The stairs, and {WIDE}.\n\nThe nights.")
    code = code_for(browser, hers)
    with walks.acting(world.ruth) as page:
        page.goto(f"{walks.address}/programmes/mine/{row.ref}/changed")
        assert on_paper(page) == []
        words = printed(page)
        for said in ("At the start", "At the end", "went down from 7", "01632 960118"):
            assert joined(said) in words
        page.goto(f"{walks.address}{hers}")
        assert on_paper(page) == []
        own = printed(page)
    with walks.acting(None) as page:
        page.goto(f"{walks.address}/programmes/doctor")
        page.locator("main input[name=code]").fill(code)
        press_last(page)
        assert on_paper(page) == []
        for words in (own, printed(page)):
            for said in ("The stairs, and", WIDE, "The nights.", "01632 960118"):
                assert joined(said) in words


# As in a browser in which no box grows with its words: its rules count, the others do not.
NO_BOX_GROWS = """() => {
  for (const { sheet } of document.querySelectorAll("link[rel=stylesheet]")) {
    for (let at = sheet.cssRules.length - 1; at >= 0; at--) {
      const rule = sheet.cssRules[at];
      if (!(rule instanceof CSSSupportsRule) || !rule.conditionText.includes("field-sizing")) continue;
      const inside = [...rule.cssRules].map((one) => one.cssText);
      sheet.deleteRule(at);
      if (rule.conditionText.startsWith("not")) for (const one of inside) sheet.insertRule(one, at);
    }
  }
  document.querySelectorAll("textarea").forEach((box) => box.classList.add("does-not-grow"));
  const last = document.styleSheets[document.styleSheets.length - 1];
  last.insertRule(".does-not-grow.does-not-grow { field-sizing: fixed; }", last.cssRules.length);
}"""


def test_what_is_kept_is_printed_once_and_whole_in_every_browser(
    world: World, walks: Walks
) -> None:
    programme, _checked = a_programme(world)
    here = f"{walks.address}/programmes/mine/{begun(world.ruth, programme).ref}/steps"
    hers = " ".join(f"Window number {one}." for one in range(60))
    plan = ("the kettle boils and I see the blue tin", "sit down by the open window")
    with walks.acting(world.ruth) as page:
        page.goto(f"{here}/rest-early")
        empty = page.locator("main textarea").bounding_box()
        assert on_paper(page) == []
        assert empty is not None and empty["height"] >= 100, "room to write with a pen"
        blank = page.locator("main textarea").bounding_box()
        assert blank is not None and blank["height"] >= 100, "the same on paper"
        assert joined("Before I cook, not after.") in printed(page)
        page.emulate_media(media="screen")
        page.locator("main textarea").fill(hers)
        press(page, "Save and go on")
        page.goto(f"{here}/first-plan")
        for box, words in zip(page.locator("main textarea").all(), plan, strict=True):
            box.fill(words)
        press(page, "Save and go on")
        for no_box_grows in (False, True):
            for step, kept in (("rest-early", [hers]), ("first-plan", plan)):
                page.goto(f"{here}/{step}")
                if no_box_grows:
                    page.evaluate(NO_BOX_GROWS)
                assert on_paper(page) == [], (step, no_box_grows)
                words = printed(page)
                for one in kept:
                    assert words.count(joined(one)) == 1, (step, no_box_grows)


GOOD = """<!doctype html><html lang="en"><head><title>Sleep</title>
<link rel="stylesheet" href="/static/tokens.css"><link rel="stylesheet" href="/static/components.css">
<link rel="stylesheet" href="/static/print.css" media="print"></head><body class="article">
<nav class="strip"><a href="/learn">Learn</a></nav>
<main><div class="wrap"><h1>Sleep</h1><article><p>Rest. <a href="https://example.org/rest">Why</a></p>
<details class="no-print"><summary>More</summary>Words.</details></article></div></main>
<footer class="foot"><div class="wrap"><a class="phone" href="tel:+441632960118">01632 960 118</a></div>
</footer></body></html>"""
BROKEN = [
    ("no navigation on paper", '<nav class="strip">', "<nav>"),
    ("no navigation on paper", "<p>Rest.", '<p><a class="act" href="/learn/more">Look</a> Rest.'),
    ("the telephone number is printed", 'href="tel:+441632960118"', 'href="/call"'),
    ("nothing is cut off", "<p>Rest.", f"<table><tr><td>{'W' * 300}</td></tr></table><p>Rest."),
    ("what is folded is printed", '<details class="no-print">', "<details>"),
    ("addresses of links are readable", ' class="article"', ""),
]


def test_a_good_sheet_has_no_finding(show: Show) -> None:
    assert on_paper(show(GOOD)) == []


@pytest.mark.parametrize(("rule", "good", "bad"), BROKEN)
def test_each_rule_of_paper_finds_the_page_that_breaks_it(
    show: Show, rule: str, good: str, bad: str
) -> None:
    assert good in GOOD
    assert rule in {one for one, _where in on_paper(show(GOOD.replace(good, bad, 1)))}
