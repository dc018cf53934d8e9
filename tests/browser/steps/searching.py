"""Searching: found, nearly found, nothing, help above it; its words; pictures beside what is written."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import urlencode
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from forums.actions.writing import Words, reply, start_topic
from forums.models import Board, PostFile
from po_platform.access.actor import acting_as
from search.actions import learn_stems
from search.models import NotFound, SameWords
from tests.browser.pages import Site

from .coming_in import LONG_TEXT

LONG_WORD = "Versichertenkartenlesegerätebeschaffungsverordnung"


def searching(site: Site) -> None:
    world = site.world
    board = Board.objects.create(title={"en": LONG_WORD, "de": LONG_WORD}, widest="everybody")
    with acting_as(world.ruth.actor()) as ruth:
        first = start_topic(
            actor=ruth, board=board.ref, title=LONG_WORD, audience="everybody",
            words=Words(f"{LONG_WORD} needle {LONG_TEXT}", uuid4()),
        )  # fmt: skip
    with acting_as(world.gerd.actor()) as gerd:
        for number in range(5):
            reply(actor=gerd, topic=first.topic.ref, words=Words(f"needle {number}", uuid4()))
    learn_stems()
    visitor, editor = site.client(), site.client(world.editor)
    for typed, words in {
        "needle": "found", "nedle": "nearly found", "qqqqxx": "nothing found",
        "i want to die": "help above", LONG_WORD * 3: "one long word",
    }.items():  # fmt: skip
        site.see(visitor.get(f"/search?{urlencode({'q': typed})}"), words)
    narrowed = {"q": "needle", "where": f"posts:{board.ref}", "when": "30"}
    site.see(visitor.get(f"/search?{urlencode(narrowed)}"), "narrowed down")
    site.see(visitor.get("/search?q=needle&before=posts.0-0"), "nothing older")
    NotFound.objects.create(words="x" * 60, language="en", times=12, last_on="2026-01-05")
    row = SameWords.objects.create(words=[LONG_WORD, "short"], keys=["a", "b"], language="de")
    site.see(editor.get("/search/not-found"), "with rows")
    site.see(editor.get("/search/words"), "with rows")
    site.see(editor.get(f"/search/words/{row.pk}"), "to change")
    site.see(editor.post("/search/words/new", {"words": "one"}), "to be put right")


def pictures(site: Site) -> None:
    world, shows = site.world, "A hand on a pillow, with a splint"
    board = Board.objects.create(title={"en": "Daily life"}, widest="members")
    picture = BytesIO()
    Image.new("RGB", (900, 500), "teal").save(picture, "JPEG")
    ruth, begin = site.client(world.ruth), f"/talk/boards/{board.ref}/begin"
    sent = {"title": "Pillows", "text": "Look", "audience": "members"}
    for name, content in (("a.jpg", picture.getvalue()), (f"{LONG_WORD}.pdf", b"%PDF-1.4 ...")):
        file = SimpleUploadedFile(name, content)
        put = ruth.post(begin, {**sent, "act": "attach", "file": file, "shows": shows})
        site.see(ruth.get(put.headers["Location"]), f"beside a draft, {name[-3:]}")
    wrong = {"file": SimpleUploadedFile("a.svg", b"<svg/>"), "shows": shows, "act": "attach"}
    site.see(ruth.post(begin, {**sent, **wrong}), "not a picture")
    site.see(ruth.post(begin, {**sent, "client_ref": str(uuid4())}, follow=True), "in a post")
    for row in PostFile.objects.all():
        site.see(ruth.get(f"/talk/files/{row.ref}"), f"one file, {row.name[-3:]}")
