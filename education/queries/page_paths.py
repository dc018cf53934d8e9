"""Which page of ours stands at an address, for features that lead readers to one."""

from __future__ import annotations

from django.http import Http404
from django.urls import resolve

from education.queries.reading import readable

PAGE = "education:page"


def title_at(path: str) -> str | None:
    """The title of a page everybody may read; None where there is none at this path."""
    try:
        found = resolve(path)
    except Http404:
        return None
    if found.view_name != PAGE:
        return None
    rows = readable().filter(column=None, slug=found.kwargs["slug"])
    return rows.values_list("live__title", flat=True).first()
