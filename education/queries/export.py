"""All pages and programmes as one JSON object: leaving this software must be possible."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from typing import Any

from education.models import Article, Picture, ProjectRecord, Revision, SelfAudit, Term
from education.queries import export_beside as beside
from education.queries.kept_files import files_of
from education.queries.made import credits_of, who_decided
from education.queries.programme_file import programme_as_file, programmes_to_take
from education.queries.projects import exported_project
from education.reading_in.ours import FORMAT
from education.rules import may_write
from files.places import path_of
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand


def everything(
    *, actor: Actor, history: bool, files: bool = True, slugs: Collection[str] = ()
) -> dict[str, Any]:
    """Live texts, or the newest of a page never published; `history`: every text with its checks.
    Of columns what readers found. `slugs`: of these pages alone, with all that stands beside pages."""
    demand(may_write(actor))
    with_it = ("live", "translation_of", "easy_read_of", "project")
    every = Article.objects.select_related(*with_it).order_by("pk")
    if slugs:
        every = every.filter(slug__in=slugs)
    rows = every.filter(column=None)
    told = every.filter(column__isnull=False, live__isnull=False).select_related("column")
    terms = Term.objects.order_by("language", "word")
    fields = ("language", "word", "short", "text", "same_as")
    pages = [_article(one, history) for one in rows]
    return {
        "format": FORMAT,
        "articles": pages,
        "files": _files(pages) if files else {},
        # Beside the pages: reading this file in makes no health page of one person's words.
        "texts_of_columns": [
            {"column": one.column.title, **_article(one, history)} for one in told if one.column
        ],
        "programmes": [programme_as_file(one) for one in programmes_to_take()],
        "words": list(terms.values(*fields)),
        "projects_of_programmes": [
            {"programme": one.programme.slug, **exported_project(one)}
            for one in ProjectRecord.objects.exclude(programme=None).select_related("programme")
            if one.programme
        ],
        "programme_stops": beside.programme_stops(),
        **({"programme_versions": beside.programme_versions()} if history else {}),
        "topics": beside.topics(),
        "sessions": beside.sessions(),
        "own_looks": list(SelfAudit.objects.order_by("year").values("year", "items", "answers")),
    }


def origin_of(article: Article | None) -> str:
    """The name under which a page is known wherever it is read in."""
    return (article.origin or f"page:{article.ref}") if article else ""


def _article(article: Article, history: bool) -> dict[str, Any]:
    text = article.live or article.revisions.order_by("-number").first()
    assert text is not None  # noqa: S101  (every article begins with a revision)
    found = {
        "origin": origin_of(article),
        "slug": article.slug,
        "language": article.language,
        "kind": article.kind,
        "stage": article.stage,
        "translation_of": origin_of(article.translation_of),
        "easy_read_of": origin_of(article.easy_read_of),
        "is_live": article.live_id is not None,
        "review_by": article.review_by,
        "archived_reason": article.archived_reason,
        "project": exported_project(getattr(article, "project", None)),
        **_text(text),
    }
    if history:
        found["warnings"] = beside.warnings_of(article)
        found["remarks"] = [] if article.column_id else beside.remarks_on(article)
        texts = article.revisions.select_related("panel_call").order_by("number")
        if article.column_id:  # what its author never sent, or took back, is hers
            texts = texts.filter(state=Revision.State.PUBLISHED)
        found["texts"] = [_with_checks(one) for one in texts]
    return found


def _text(text: Revision) -> dict[str, Any]:
    return {
        "title": text.title,
        "purpose": text.purpose,
        "in_short": text.in_short,
        "body": text.body,
        "pictures": _pictures(text),
        "uncertain": text.uncertain,
        "money": text.money,
        "sources": [
            {
                "origin": one.source.origin or f"source:{one.source.ref}",
                "title": one.source.title,
                "made_by": one.source.made_by,
                "year": one.source.year,
                "kind": one.source.kind,
                "url": one.source.url,
                "accessed_on": one.source.accessed_on,
                "section": one.section,
                "link": one.source.link,
                "link_checked_at": one.source.link_checked_at,
            }
            for one in text.citations.select_related("source")
        ],
    }


def _pictures(text: Revision) -> dict[str, str]:
    """Those the text shows: ref → PNG in base64."""
    refs = {str(one["picture"]) for one in text.body if one.get("picture")}
    if not refs:
        return {}
    rows = Picture.objects.filter(ref__in=refs).order_by("pk")
    return {str(one.ref): b64encode(bytes(one.png)).decode() for one in rows}


def _files(pages: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    """Each file the texts give their readers, once: ref → its name and its bytes in base64."""
    bodies = [text["body"] for page in pages for text in (page, *page.get("texts", ()))]
    found = {}
    for row in files_of(bodies):
        with suppress(FileNotFoundError):  # lost on this disk; what is there goes out all the same
            content = path_of(row.place).read_bytes()
            found[str(row.ref)] = {"name": row.name, "content": b64encode(content).decode()}
    return found


def _with_checks(text: Revision) -> dict[str, Any]:
    return {
        "number": text.number,
        "state": text.state,
        "significance": text.significance,
        "what_changed": text.what_changed,
        "published_at": text.published_at,
        "checks": _checks(text),
        "readers_said": _readers_said(text),
        "checklists": list(text.checklists.values("name", "version", "items", "answers", "note")),
        "lay_readings": beside.readings_of(text),
        "panel": beside.panel_of(text),
        "test_readings": list(text.readings.values("reader", "understood", "note", "on")),
        **_text(text),
    }


def _checks(text: Revision) -> list[dict[str, Any]]:
    """Each with who did it, as she wants to be named."""
    steps = list(text.steps.select_related("outside"))
    credits = credits_of({one.by_account for one in steps if one.by_account})
    return [
        {
            "step": one.step,
            "state": one.state,
            "decided_at": one.decided_at,
            "who": who_decided(one, credits),
            "note": one.note,
        }
        for one in steps
    ]


def _readers_said(text: Revision) -> dict[str, Any]:
    """Votes and reasons of one text, counted."""
    rows = list(text.votes.values_list("helped", "reason"))
    reasons = Counter(reason for _helped, reason in rows if reason)
    helped = sum(helped for helped, _reason in rows)
    return {"helped": helped, "did_not_help": len(rows) - helped, "reasons": dict(reasons)}
