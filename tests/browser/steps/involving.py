"""Taking part: topics in every state, drafts offered and read, what editors answer."""

from __future__ import annotations

from education.actions.involving import wish_to_read
from education.models import Article, PanelCall, Topic
from po_platform.access.actor import acting_as
from tests.browser.pages import Site

from .coming_in import LONG_TEXT


def taking_part(site: Site) -> None:
    world = site.world
    visitor, gerd, editor = site.client(), site.client(world.gerd), site.client(world.editor)
    site.see(site.client(world.ruth).get("/take-part"), "with a draft she read")
    site.see(gerd.get("/take-part"), "without a wish")
    with acting_as(world.gerd.actor()) as actor:
        wish_to_read(actor=actor, stages=["days"])
    site.see(gerd.get("/take-part"), "with a draft")
    call = PanelCall.objects.get()
    site.see(gerd.get(f"/take-part/drafts/{call.ref}"), "a draft")
    site.see(gerd.post(f"/take-part/drafts/{call.ref}", {}), "to put right")
    site.see(gerd.post("/take-part/topics/new", {"title": ""}), "to put right")
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
