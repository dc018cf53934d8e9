"""Health pages: warned of, withdrawn, laid aside, overdue; a draft with every kind of section."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from education.models import (
    Article,
    KeptFile,
    OutsideReader,
    Picture,
    Revision,
    SavedPage,
    Term,
    Urgent,
)
from po_platform.access.actor import acting_as
from tests.access.world_education import LINK as LINK_OF_A_READER
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
        {"id": "d2", "kind": "download", "heading": "A sheet kept here", **_kept("plan.pdf"),
         "instead": "Call us."},
        {"id": "v2", "kind": "video", "heading": "A film with its captions", "url": LINK,
         "captions": True, "transcript": "Hello.", **_kept("film.vtt")},
    ]  # fmt: skip


def _kept(name: str) -> dict[str, object]:
    ref = str(KeptFile.objects.get().ref)
    return {"kept": ref, "kept_name": name, "kept_size": 240 * 1024}


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
    _kept_and_changed(site)
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
    broken = SimpleUploadedFile("film.vtt", b"WEBVTT\n\n00:01,000\nHello.")
    sent = {"heading": LONG_TEXT[:100], "url": LINK, "upload": broken}
    address = f"/write/{draft.article.ref}/sections/v2"
    site.see(editor.post(address, sent), "captions that are broken")
    _with_help_from_outside(site, draft)
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


def _kept_and_changed(site: Site) -> None:
    """What somebody keeps says something medical anew, and a warning on it ended."""
    now = timezone.now()
    for article in Article.objects.filter(live__isnull=False):
        Revision.objects.filter(article=article, state="published").update(
            published_at=now, significance="medical", what_changed=LONG_TEXT[:250]
        )
        Urgent.objects.create(
            article=article, kind="warn", words="x", review_until=now.date(), settled_at=now
        )
    site.see(site.client(site.world.ruth).get("/learn/saved"), "changed, and a warning over")
    Urgent.objects.all().delete()


def _page_with_everything(site: Site, article: Article) -> None:
    live = article.live
    assert live is not None
    live.body, live.uncertain = every_kind(), LONG_TEXT
    live.save()
    Article.objects.filter(pk=article.pk).update(
        review_by=timezone.localdate() - timedelta(days=3), example=True
    )
    site.see(site.client().get("/learn/living-with-it"), "with every kind of section, overdue")


def _with_help_from_outside(site: Site, draft: Revision) -> None:
    """A reader by link, what she says, a doctor's form, remarks, and a file that is taken over."""
    world, visitor = site.world, site.client()
    editor = site.client(world.editor)
    base = f"/write/{draft.article.ref}"
    lay = OutsideReader.objects.get(panel=None)
    site.see(visitor.get(f"/learn/text/{LINK_OF_A_READER}"), "as a lay reader")
    site.see(visitor.post(f"/learn/text/{LINK_OF_A_READER}", {}), "not answered yet")
    said = {"about": LONG_TEXT, "next": "Rest", "give": "yes", "part-t1": LONG_TEXT}
    site.see(visitor.post(f"/learn/text/{LINK_OF_A_READER}", said), "answered")
    site.see(visitor.get(f"/learn/text/{LINK_OF_A_READER}"), "over")
    site.see(editor.get(f"{base}/outside"), "with an answer")
    site.see(editor.get(f"{base}/remarks"), "with remarks")
    asked = {"task": "lay", "called": "Rosa", "language": "en"}
    site.see(editor.post(f"{base}/outside", asked), "with a link to hand over")
    step = draft.steps.create(place=1, step="medical", state="open", opened_at=timezone.now())
    Revision.objects.filter(pk=draft.pk).update(state="review")
    OutsideReader.objects.filter(pk=lay.pk).update(answered_at=None, task="medical")
    site.see(visitor.get(f"/learn/text/{LINK_OF_A_READER}"), "as a doctor")
    step.delete()
    Revision.objects.filter(pk=draft.pk).update(state="draft")
    file = BytesIO(b"# Cold hands\n\n![x](y.png)\n\n| A | B |\n|---|---|\n| 1 | 2 |\n")
    file.name = "hands.md"
    site.see(editor.post("/write/import", {"file": file}), "what a file becomes")
    bad = BytesIO(b"%PDF-1.4")
    bad.name = "hands.pdf"
    site.see(editor.post("/write/import", {"file": bad}), "a file that cannot be used")
