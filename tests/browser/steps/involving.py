"""Taking part: topics in every state, drafts offered and read, what editors answer."""

from __future__ import annotations

from education.actions.involving import wish_to_read
from education.models import Article, PanelCall, Programme, Revision, Task, Topic
from po_platform.access.actor import acting_as
from tests.browser.pages import Site

from .coming_in import LONG_TEXT


def taking_part(site: Site) -> None:
    world = site.world
    visitor, gerd, editor = site.client(), site.client(world.gerd), site.client(world.editor)
    site.see(site.client(world.ruth).get("/take-part"), "with a draft she read")
    site.see(gerd.get("/take-part"), "without a wish")
    site.see(gerd.post("/take-part/drafts", {"kinds": ["easy"]}), "to put right")
    with acting_as(world.gerd.actor()) as actor:
        wish_to_read(actor=actor, stages=["days"], kinds=list(Task))
    site.see(gerd.get("/take-part"), "with a draft")
    call = PanelCall.objects.get()
    site.see(gerd.get(f"/take-part/drafts/{call.ref}"), "a draft")
    site.see(gerd.post(f"/take-part/drafts/{call.ref}", {}), "to put right")
    site.see(gerd.post("/take-part/topics/new", {"title": ""}), "to put right")
    _other_tasks(site)
    article = Article.objects.get(slug="living-with-it")
    for state in ("open", "planned", "done", "not_now"):
        Topic.objects.create(
            title=f"{state} {LONG_TEXT[:80]}", why=LONG_TEXT[:400], language=site.language,
            state=state, answer=LONG_TEXT[:200], article=article if state == "done" else None,
        )  # fmt: skip
    site.see(visitor.get("/take-part/topics"), "for a visitor")
    gerd.post(f"/take-part/topics/{Topic.objects.get(state='open').ref}/support")
    site.see(gerd.get("/take-part/topics"), "with a support")
    topic = Topic.objects.get(state="not_now")
    site.see(editor.post(f"/write/topics/{topic.ref}", {"state": "refused"}), "to put right")
    site.see(visitor.get("/learn/living-with-it"), "members asked for")


def _other_tasks(site: Site) -> None:
    """A text in very easy words, a translation, a programme."""
    world = site.world
    gerd, editor = site.client(world.gerd), site.client(world.editor)
    original = Article.objects.get(slug="living-with-it")
    for name in ("easy_read_of", "translation_of"):
        told = Article.objects.create(
            slug=f"told-{name}".replace("_", "-"), language=site.language, kind="topic",
            stage="days", **{name: original},
        )  # fmt: skip
        text = Revision.objects.create(
            article=told, number=1, title=LONG_TEXT[:100], in_short=["Short."],
            body=[{"id": "p1", "kind": "text", "heading": "About", "text": LONG_TEXT}],
        )  # fmt: skip
        call = PanelCall.objects.create(revision=text, wanted=3)
        site.see(gerd.get(f"/take-part/drafts/{call.ref}"), f"a draft: {name}")
        site.see(gerd.post(f"/take-part/drafts/{call.ref}", {}), f"to put right: {name}")
    programme = Programme.objects.get(slug="small-steps-when-tired")
    desk = f"/write/programmes/{programme.ref}/readers"
    site.see(editor.get(desk), "no draft to read")
    editor.post(f"/write/programmes/{programme.ref}/draft")
    site.see(editor.post(desk, {"wanted": "x"}), "to put right")
    editor.post(desk, {"wanted": "3"})
    call = PanelCall.objects.exclude(version=None).get()
    site.see(gerd.get(f"/take-part/drafts/{call.ref}"), "a programme")
    said = {"about": LONG_TEXT[:300], "give": "yes", "public_name": "Rosa"}
    site.see(gerd.post(f"/take-part/drafts/{call.ref}", {"part-rest-early": "?"}), "to put right")
    gerd.post(f"/take-part/drafts/{call.ref}", {**said, "part-rest-early": LONG_TEXT[:500]})
    site.see(editor.get(desk), "what a member said")
    site.see(gerd.get("/take-part"), "with a programme she read")
