"""Health pages in Ruth's world: one she keeps, one she wrote about, one that is being written."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from django.utils import timezone

from education.models import (
    Article,
    Citation,
    Correction,
    KeptFile,
    OutsideReader,
    Picture,
    Programme,
    ProjectRecord,
    Remark,
    ReviewStep,
    Revision,
    SavedPage,
    SelfAudit,
    Source,
    Term,
)
from files.places import keep_bytes
from po_platform.access.actor import acting_as
from po_platform.kit.crypto import secret_hash
from tests.access import world_columns, world_experts, world_involving, world_programmes
from tests.personas import World

# Which page she keeps, and what she wrote about it. The page itself is everybody's, so its title is
# on no list: it is laid aside.
KEPT_PAGE, WROTE = "canary-kept-page", "canary-words-to-editors"
# Who writes and checks sees what pages are called, and editors what readers write, without a name.
SEEN_BY = {
    "editor": (
        KEPT_PAGE,
        WROTE,
        *world_involving.SEEN_BY["editor"],
        *world_experts.ALL,
        world_programmes.EXAMPLE,
    ),
    "reviewer": (KEPT_PAGE, *world_involving.SEEN_BY["reviewer"]),
    **world_programmes.SEEN_BY,
}
SECTION = "abcd1234"
LINK = "link-of-a-reader-outside"


def furnish(world: World) -> None:
    """Three pages; rows of Ruth's about the one nobody else comes across."""
    world_page("living-with-it", world)
    draft = world_page("being-written", world)
    draft.revisions.create(
        number=2, title="being-written", in_short=["Short."], body=_body(), money="Nobody.",
        writers=[world.editor.account.pk], based_on=draft.live,
    )  # fmt: skip
    kept = world_page("kept-by-ruth", world)
    assert kept.live is not None
    kept.live.title = KEPT_PAGE
    kept.live.save()
    kept.archived_at = timezone.now()
    kept.save()
    with acting_as(world.ruth.actor()):
        SavedPage.objects.create(subject_id=world.ruth.subject, article=kept)
        Correction.objects.create(
            subject_id=world.ruth.subject, article=kept, revision=kept.live, text=WROTE
        )
    reader = OutsideReader.objects.create(
        revision=draft.revisions.get(number=2), task="lay", called="Somebody outside",
        secret_hash=secret_hash(LINK), expires_at=timezone.now() + timedelta(days=30),
    )  # fmt: skip
    Remark.objects.create(
        article=draft, revision=reader.text, section=SECTION, text="Why?", outside=reader
    )
    Term.objects.create(language="en", word="Flare", short="an active time")
    Picture.objects.create(png=b"\x89PNG", width=1, height=1)
    _with_a_file(draft)
    ProjectRecord.objects.create(article=draft, with_whom="The clinic in Harrow")
    SelfAudit.objects.create(
        year=timezone.localdate().year, version=1, items=[{"id": "need", "text": "Asked for."}],
        answers={"need": {"said": "yes", "where": "https://example.org", "note": ""}},
    )  # fmt: skip
    world_programmes.furnish(world)
    world_involving.furnish(world)
    world_experts.furnish(world)
    world_columns.furnish(world)


def _with_a_file(draft: Article) -> None:
    """Something to fetch, in what readers see and in what is being written."""
    content = b"%PDF-1.4\n%%EOF\n"
    file = KeptFile.objects.create(
        name="sheet.pdf", content_type="application/pdf", size=len(content),
        sha256=sha256(content).hexdigest(), place=keep_bytes(content),
    )  # fmt: skip
    fetched = {
        "id": "file1234", "kind": "download", "heading": "A sheet", "instead": "Call us.",
        "kept": str(file.ref), "kept_name": file.name, "kept_size": file.size,
    }  # fmt: skip
    live = Article.objects.get(slug="living-with-it").live
    for text in (live, *draft.revisions.all()):
        assert text is not None
        text.body = [*text.body, fetched]
        text.save()


def world_page(slug: str, world: World) -> Article:
    """A page readers see."""
    article = Article.objects.create(
        slug=slug, language="en", kind="topic", stage="days",
        review_by=timezone.localdate() + timedelta(days=300),
    )  # fmt: skip
    article.live = Revision.objects.create(
        article=article, number=1, state="published", title=slug, in_short=["Short."],
        body=_body(), money="Nobody.", published_at=timezone.now(),
    )  # fmt: skip
    article.save()
    ReviewStep.objects.create(
        revision=article.live, place=1, step="medical", state="approved",
        by_account=world.reviewer.account.pk, decided_at=timezone.now(),
    )  # fmt: skip
    source, _made = Source.objects.get_or_create(title="A guideline", kind="guideline")
    Citation.objects.create(revision=article.live, source=source)
    return article


def _body() -> list[dict[str, object]]:
    return [{"id": SECTION, "kind": "text", "heading": "What it is about", "text": "Words."}]


def arguments(world: World) -> dict[str, dict[str, str]]:
    """Route name → the objects for its placeholders."""
    open_page = {"slug": "living-with-it"}
    written = {
        "ref": str(Article.objects.get(slug="being-written").ref),
        "section_id": SECTION, "name": "easy-to-act-on", "old": "1", "new": "2",
        "source_ref": str(Source.objects.get(kind="guideline").ref),
        "file_ref": str(KeptFile.objects.get().ref),
        "remark_id": str(Remark.objects.get().pk),
        "reader_ref": str(OutsideReader.objects.get(panel=None).ref),
    }  # fmt: skip
    with acting_as(world.ruth.actor()) as actor:
        correction = str(Correction.objects.visible_to(actor).get().ref)
    year = str(timezone.localdate().year)
    for_readers = ("page", "helpful", "save", "correct", "ask_about")
    for_writers = (
        "desk_page", "draft", "top", "add_section", "section", "move_section", "cite", "uncite",
        "preview", "translate", "easy", "send", "check", "take_back", "checklist", "reading",
        "history", "compare", "urgent", "archive", "bring_back", "source",
        "choose_picture", "project", "desk_file",
        "remarks", "settle_remark", "outside_readers", "withdraw_outside", "thanks_off", "paper", "signed",
    )  # fmt: skip
    return {
        **{f"education:{name}": open_page for name in for_readers},
        **{f"education:{name}": written for name in for_writers},
        "education:correction": {"ref": correction},
        "education:term": {"term_id": str(Term.objects.get().pk)},
        "education:picture": {"ref": str(Picture.objects.get().ref)},
        "education:outside": {"secret": LINK},
        "education:outside_file": {"secret": LINK, "file_ref": written["file_ref"]},
        "education:page_file": {**open_page, "file_ref": written["file_ref"]},
        "education:stage": {"stage": "days"},
        **{f"education:{name}": {"year": year} for name in ("self_audit", "write_self_audit")},
        "education:programme_project": {"ref": str(Programme.objects.order_by("pk")[0].ref)},
        **world_programmes.arguments(world),
        **world_involving.arguments(world),
        **world_experts.arguments(world),
        **world_columns.arguments(world),
    }
