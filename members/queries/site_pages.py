"""The public pages as they are read, and for the office with what they once were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.urls import resolve
from django.utils.translation import get_language, override

from members.models import BoardMember, SitePage, SitePageVersion
from members.office_rules import may_run_the_office
from members.queries.care import account_names
from members.queries.organisation import in_language
from members.queries.publishing import Told, told
from members.site_pages import FIXED
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

VERSIONS = 25
SITE_PAGE = "members:site_page"


@dataclass(frozen=True, slots=True)
class PageShown:
    """One public page. `to_complete`: the words are ours and wait for the organisation's own."""

    slug: str
    told: Told
    to_complete: bool = False


@dataclass(frozen=True, slots=True)
class OnBoard:
    """Somebody of the board, as she agreed to be shown."""

    pk: int
    name: str
    task: str


@dataclass(frozen=True, slots=True)
class PageLine:
    """A page in the office's list; `row` None: nothing of one's own is written yet."""

    slug: str
    title: str
    row: SitePage | None
    is_fixed: bool


@dataclass(frozen=True, slots=True)
class VersionLine:
    """What a page once was."""

    number: int
    made_at: datetime
    by: str
    title: str
    current: bool


def public_page(slug: str) -> PageShown:
    """What everybody reads. Raises Http404 for one that is not written, or taken off."""
    row = SitePage.objects.filter(slug=slug).first()
    if row is not None and row.shown:
        return PageShown(slug, told(row.title, row.text))
    fixed = FIXED.get(slug)
    if row is not None or fixed is None or not fixed.starter:
        raise Http404
    ours = Told(str(fixed.title), str(fixed.starter), get_language() or "en")
    return PageShown(slug, ours, to_complete=True)


def title_at(path: str) -> str | None:
    """The title of the public page at this path in the reader's language; None where none is."""
    try:
        found = resolve(path)
        shown = public_page(found.kwargs["slug"]) if found.view_name == SITE_PAGE else None
    except Http404:
        return None
    return shown.told.title if shown else None


def board() -> list[OnBoard]:
    """Who is on the board, in the order the office gave."""
    here = get_language() or "en"
    rows = BoardMember.objects.filter(ended_at__isnull=True).order_by("position", "pk")
    return [OnBoard(row.pk, row.public_name, in_language(row.task, here)) for row in rows]


def all_pages(*, actor: Actor) -> list[PageLine]:
    """The fixed set first, then the organisation's own."""
    demand(may_run_the_office(actor))
    here = get_language() or "en"
    rows = {row.slug: row for row in SitePage.objects.order_by("position", "slug")}
    fixed = [
        PageLine(slug, _title(rows.get(slug), here) or str(page.title), rows.get(slug), True)
        for slug, page in FIXED.items()
    ]
    own = [PageLine(slug, _title(row, here), row, False) for slug, row in rows.items()
           if slug not in FIXED]  # fmt: skip
    return fixed + own


def page_row(*, actor: Actor, slug: str) -> SitePage:
    """As it is stored; of the fixed set also one not written yet, with ours to begin with."""
    demand(may_run_the_office(actor))
    row = SitePage.objects.filter(slug=slug).first()
    if row is not None:
        return row
    if slug not in FIXED:
        raise Http404
    return begun(slug)


def begun(slug: str) -> SitePage:
    """A page of the fixed set with our words, not saved."""
    fixed = FIXED[slug]
    page = SitePage(slug=slug, position=fixed.position)
    for code, _name in settings.LANGUAGES:
        with override(code):
            page.title[code] = str(fixed.title)
            if fixed.starter:
                page.text[code] = str(fixed.starter)
    return page


def versions_of(*, actor: Actor, page: SitePage) -> list[VersionLine]:
    """What it was, the newest first; the latest 25."""
    demand(may_run_the_office(actor))
    if page.version == 0:
        return []
    rows = list(page.versions.order_by("-number")[:VERSIONS])
    names = account_names({row.made_by for row in rows if row.made_by})
    here = get_language() or "en"
    return [
        VersionLine(
            row.number, row.made_at, names.get(row.made_by or 0, ""),
            in_language(row.title, here), row.number == page.version,
        )
        for row in rows
    ]  # fmt: skip


def version_of(*, actor: Actor, slug: str, number: int) -> SitePageVersion:
    """One of them. Raises Http404."""
    demand(may_run_the_office(actor))
    row = SitePageVersion.objects.filter(page__slug=slug, number=number).first()
    if row is None:
        raise Http404
    return row


def board_rows(*, actor: Actor) -> QuerySet[BoardMember]:
    """For the office: who is shown, in their order."""
    demand(may_run_the_office(actor))
    return BoardMember.objects.filter(ended_at__isnull=True).order_by("position", "pk")


def _title(row: SitePage | None, here: str) -> str:
    return in_language(row.title, here) if row else ""
