"""Health pages: warned of, withdrawn, laid aside, overdue; a draft with every kind of section."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from education.models import Article, Picture, Revision, SavedPage, Term, Urgent
from po_platform.access.actor import acting_as
from tests.access.world_education import world_page
from tests.browser.pages import Site

from .coming_in import LONG_TEXT

LINES: list[dict[str, object]] = [
    {"id": "l1", "kind": "steps", "heading": "What you can do", "items": [LONG_TEXT, "Tea"]}
]
LINK = "https://example.org/a/very/long/address/that/does/not/end/before/the/edge"


def every_kind() -> list[dict[str, object]]:
    """One section of each kind, the first one with a word of the glossary."""
    ref = str(Picture.objects.get().ref)
    return [
        {"id": "t1", "kind": "text", "heading": "Why", "text": f"A [[Flare]]. {LONG_TEXT}"},
        *LINES,
        {"id": "c1", "kind": "callout", "heading": "Remember", "text": "- One\n- Two"},
        {"id": "h1", "kind": "help", "now": "Pain.", "soon": "Fever.", "later": "Tired."},
        {"id": "i1", "kind": "image", "picture": ref, "alt": "A hand", "caption": "A hand"},
        {"id": "v1", "kind": "video", "heading": "A film", "url": LINK, "captions": True,
         "transcript": "Hello.", "checked_on": "May 2026"},
        {"id": "d1", "kind": "download", "heading": "A sheet", "url": LINK, "size": "PDF",
         "instead": "Call us."},
    ]  # fmt: skip


def health_pages(site: Site) -> None:
    """As readers, as an editor and as a reviewer."""
    world = site.world
    visitor, ruth = site.client(), site.client(world.ruth)
    editor, reviewer = site.client(world.editor), site.client(world.reviewer)
    article = Article.objects.get(slug="living-with-it")
    _page_with_everything(site, article)
    site.see(visitor.get("/search?q=nothing+of+this"), "nothing found")
    site.see(visitor.get("/search?q=living"), "found")
    site.see(visitor.post("/learn/living-with-it/helpful", {"helped": "no"}), "why not")
    site.see(ruth.get("/learn/saved"), "with a page")
    easy = world_page("easy-words", world)
    Article.objects.filter(pk=easy.pk).update(easy_read_of=article)
    easy.revisions.create(number=2, title="easy-words", body=LINES, based_on=easy.live)
    site.see(editor.get(f"/write/{easy.ref}/readings"), "for an easy text")
    site.see(editor.get(f"/write/{easy.ref}"), "an easy text from behind")
    draft = Revision.objects.get(article__slug="being-written", state="draft")
    draft.body = every_kind()
    draft.save()
    for one in draft.body:
        address = f"/write/{draft.article.ref}/sections/{one['id']}"
        site.see(editor.get(address), f"a section: {one['kind']}")
    Urgent.objects.create(
        article=article, kind="warn", words=LONG_TEXT[:400], review_until=timezone.localdate()
    )
    site.see(visitor.get("/learn/living-with-it"), "with a warning")
    site.see(reviewer.get(f"/write/{article.ref}/urgent"), "an open warning")
    site.see(reviewer.get("/write"), "as a reviewer")
    Term.objects.all().delete()
    with acting_as(world.ruth.actor()) as actor:
        SavedPage.objects.visible_to(actor).delete()
    site.see(ruth.get("/learn/saved"), "with none")
    site.see(visitor.get("/learn/words"), "with no word")
    site.see(visitor.get("/learn/kept-by-ruth"), "laid aside")
    Urgent.objects.update(kind="withdraw")
    site.see(visitor.get("/learn/living-with-it"), "withdrawn")


def _page_with_everything(site: Site, article: Article) -> None:
    live = article.live
    assert live is not None
    live.body, live.uncertain = every_kind(), LONG_TEXT
    live.save()
    Article.objects.filter(pk=article.pk).update(
        review_by=timezone.localdate() - timedelta(days=3), example=True
    )
    site.see(site.client().get("/learn/living-with-it"), "with every kind of section, overdue")
