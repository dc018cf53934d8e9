"""The public pages as the foot of every page names them; kept with the organisation for a few seconds."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import override

from members.models import SitePage
from members.queries.publishing import told
from members.site_pages import FIXED


class PageLink(NamedTuple):
    """A line of the foot, and for visitors perhaps a word of the menu."""

    title: str
    url: str
    in_menu: bool


def page_links(language: str) -> tuple[PageLink, ...]:
    """In their order, in this language; one query."""
    rows = {row.slug: row for row in SitePage.objects.all()}
    found = []
    with override(language):
        for slug, row in rows.items():
            if row.shown:
                link = PageLink(told(row.title, {}).title, _url(slug), row.in_menu)
                found.append((row.position, link))
        for page in FIXED.values():
            if page.slug not in rows and page.starter:
                found.append((page.position, PageLink(str(page.title), _url(page.slug), False)))
    return tuple(link for _position, link in sorted(found))


def _url(slug: str) -> str:
    return reverse("members:site_page", args=[slug])
