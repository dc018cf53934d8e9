"""Numbered pages of a topic: the first, the last, and those around the page one is on."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.urls import reverse

from forums.queries.topics import TopicShown


@dataclass(frozen=True, slots=True)
class PageLink:
    """One page of many, as components/pages.html takes it."""

    number: int
    url: str
    current: bool = False


def page_number(request: HttpRequest) -> int:
    """The page asked for; raises Http404 for what is no number of a page."""
    asked = request.GET.get("page", "1")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 9 and int(asked) >= 1):
        raise Http404
    return int(asked)


def number_in(request: HttpRequest, name: str) -> int:
    """A number in the address, 0 for none."""
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 18 else 0


def numbered(topic: TopicShown, page: int) -> list[PageLink]:
    """At most seven; nothing where there is one page only."""
    if topic.pages == 1:
        return []
    near = range(max(1, page - 2), min(topic.pages, page + 2) + 1)
    base = reverse("forums:topic", args=[topic.row.ref])
    return [
        PageLink(number, base if number == 1 else f"{base}?page={number}", number == page)
        for number in sorted({1, *near, topic.pages})
    ]
