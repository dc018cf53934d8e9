"""A thousand posts made to harm their readers, in a real browser without our content policy."""

from __future__ import annotations

from itertools import islice, product
from typing import Any
from uuid import uuid4

import pytest
from django.template import engines
from django.utils import timezone
from playwright.sync_api import Browser, Dialog, Route

from forums.markup import BAKE, bake
from forums.models import Post, Topic
from forums.queries.posts import posts_between
from forums.queries.topics import topic_page
from forums.sight import sight_of
from po_platform.access.actor import acting_as
from tests.browser import looks
from tests.browser.walking import Walks
from tests.forums.talking import a_board, begin
from tests.personas import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MANY = 1000
FOREIGN = "http://foreign.test"
RUN = "window.ran=(window.ran||0)+1"
ATTACKS = (
    f"<script>{RUN}</script>",
    f"<ScRiPt src={FOREIGN}/a.js></sCrIpT>",
    f"<img src=x onerror={RUN}>",
    f'<img src="{FOREIGN}/pixel.png">',
    f"<svg/onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<math><mtext></mtext><mglyph><style><img src=x onerror={RUN}></style></mglyph></math>",
    f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>',
    f"<iframe src={FOREIGN}></iframe>",
    f"<object data={FOREIGN}/o.swf></object><embed src={FOREIGN}/e>",
    f"<body onload={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<video autoplay src={FOREIGN}/v><source onerror={RUN}></video>",
    f"<input autofocus onfocus={RUN}>",
    f"<style>@import '{FOREIGN}/s.css';body{{background:url({FOREIGN}/b)}}</style>",
    f"<link rel=stylesheet href={FOREIGN}/l.css><meta http-equiv=refresh content=0;url={FOREIGN}>",
    f"<base href={FOREIGN}/>",
    f"<form action={FOREIGN}><button autofocus>x</button></form>",
    f"</div></li></ol></body><script>{RUN}</script>",
    f"<!--><script>{RUN}</script-->",
    f"<![CDATA[<script>{RUN}</script>]]>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'></noscript>",
    f"<template><script>{RUN}</script></template><x is=y onclick={RUN}>",
    f"![a]({FOREIGN}/m.png)",
    f'![a]({FOREIGN}/m.png "t" onerror={RUN})',
    f"[a](javascript:{RUN})",
    f"[a](java\tscript:{RUN})",
    f"[a](&#106;avascript:{RUN})",
    f"[a](JaVaScRiPt&colon;{RUN})",
    f"[a](\u0001javascript:{RUN})",
    f"[a](data:text/html;base64,PHNjcmlwdD4=) <data:text/html,<script>{RUN}</script>>",
    f"<javascript:{RUN}> [b]: javascript:{RUN}\n\n[b]",
    f'[a](https://ok.test" onmouseover="{RUN}) https://ok.test/"onmouseover="{RUN}',
    f"[a](https://ok.test 'x\" autofocus onfocus=\"{RUN}')",
    f"`<script>{RUN}</script>` ```\n<script>{RUN}</script>\n```",
    f"\uff1cscript\uff1e{RUN}\uff1c/script\uff1e",
    f"\u202e<script>{RUN}</script>\u202c \u2066\u2067\u2068",
    f"<scr\u0008ipt>{RUN}</scr\u200bipt>",
    f"{{{{ request }}}} {{% debug %}} ${{{RUN}}} {{{{constructor.constructor('{RUN}')()}}}}",
    "Z\u0351\u036b\u0343\u036a" * 200 + f"<img src=x onerror={RUN}>",
)
AROUND = (
    "{}", "> {}", "- {}\n- {}", "1. **{}**", "*{}*", "[{}](https://ok.test)", "[a]({})", "<{}>",
    '"{}"', "'>{}", '">{}', "--> {}", "]]> {}", "</textarea>{}", "</title>{}", "</style>{}",
    "&lt;{}&gt;", "\\{}", "{}\\\n{}", "> - > {}", "https://ok.test/{}", "![{}](https://ok.test/i)",
    "\u2028{}\u2029", "\ufeff{}", "**[**{}**](https://ok.test)**",
)  # fmt: skip


def hostile() -> list[str]:
    """A thousand different ones."""
    pairs = product(AROUND, ATTACKS)
    return [around.replace("{}", attack) for around, attack in islice(pairs, MANY)]


@pytest.fixture
def topic(world: World) -> Topic:
    """Each post attacks by its words, its content note and its quotation too; so does the title."""
    first = begin(world.ruth, a_board(ATTACKS[2]), "Hello", title=ATTACKS[0])
    now, texts = timezone.now(), hostile()
    Post.objects.bulk_create(
        Post(
            topic=first.topic, no=no, author_id=world.gerd.person.pk, client_ref=uuid4(),
            state="published", text=text, html=bake(text), baked=BAKE, published_at=now,
            note=text[:80] if no % 3 == 0 else "", answers=first, quoted=text[:500],
        )
        for no, text in enumerate(texts, 2)
    )  # fmt: skip
    type(world.gerd.person).objects.filter(pk=world.gerd.person.pk).update(
        display_name=ATTACKS[2][:60]
    )
    Topic.objects.filter(pk=first.topic_id).update(posts=MANY + 1)
    return first.topic


def test_of_a_thousand_hostile_posts_none_runs_or_loads_anything(
    world: World, topic: Topic, browser: Browser
) -> None:
    assert len(set(hostile())) == MANY
    with acting_as(world.ruth.actor()) as ruth:
        sight = sight_of(ruth)
        shown = topic_page(sight=sight, ref=topic.ref)
        posts = posts_between(sight=sight, topic=shown, first=1, last=MANY + 1)
        source = (
            "{% load look %}<!doctype html><html><head><title>{{ topic.row.name }}</title></head>"
            "<body><h1>{{ topic.row.name }}</h1><ol>{% for post in posts %}"
            "{% include 'forums/_post.html' with on_paper=True %}{% endfor %}</ol></body></html>"
        )
        html = engines["django"].from_string(source).render({"posts": posts, "topic": shown})
    asked: list[str] = []

    said: list[str] = []

    def hear(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    def serve(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")  # and no policy
        else:
            route.abort()

    context = browser.new_context()
    context.route("**/*", serve)
    page = context.new_page()
    page.on("dialog", hear)
    page.goto("http://portal.test/")
    page.wait_for_load_state("networkidle")
    found: dict[str, Any] = page.evaluate(
        """() => {
          for (const one of document.querySelectorAll("details")) one.open = true;
          for (const one of document.querySelectorAll("li *")) {
            for (const kind of ["mouseover", "focus", "error", "load", "toggle"])
              one.dispatchEvent(new Event(kind));
          }
          const all = [...document.querySelectorAll("*")];
          return {
            posts: document.querySelectorAll("ol > li.post").length,
            ran: window.ran || 0,
            tags: [...new Set(all.map(one => one.localName))],
            told: [...new Set(all.flatMap(one => one.getAttributeNames()))],
            schemes: [...new Set([...document.links].map(one => one.protocol))],
          };
        }"""
    )
    asked_for = list(asked)
    page.set_content(ATTACKS[0] + ATTACKS[2])  # as they are: would we notice?
    page.wait_for_function("window.ran > 0", timeout=5_000)
    looks.leave(context)
    assert (found["posts"], found["ran"], said) == (MANY + 1, 0, [])
    assert asked_for == ["http://portal.test/"]
    assert set(found["schemes"]) <= {"http:", "https:"}
    assert not [name for name in found["told"] if name.startswith("on") or name == "srcdoc"]
    assert not set(found["tags"]) & {
        "script", "img", "iframe", "object", "embed", "style", "link", "base", "form", "input",
        "video", "meta", "template", "math",
    }  # fmt: skip


def test_on_the_real_page_with_our_scripts_they_stay_words_too(
    world: World, topic: Topic, walks: Walks
) -> None:
    with walks.acting(world.ruth) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for number in (1, 26):
            page.goto(f"{walks.address}/talk/topics/{topic.ref}?page={number}")
            page.wait_for_load_state("networkidle")
            assert page.evaluate("window.ran || 0") == 0
            assert page.locator("li.post").count() == 20
        assert asked and not [url for url in asked if not url.startswith(walks.address)]


def test_a_word_without_an_end_widens_no_page(world: World, walks: Walks) -> None:
    word = "W" * 20_000
    topic = begin(world.ruth, a_board(), word, title="W" * 110).topic
    with walks.acting(world.ruth) as page:
        for path in (f"/talk/topics/{topic.ref}", f"/talk/boards/{topic.board.ref}", "/talk/new"):
            page.goto(walks.address + path)
            wide: int = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 320, path
