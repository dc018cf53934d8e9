"""Our own two pages that readers are led to: how we talk with each other, and where one can turn to."""

from __future__ import annotations

from django.http import Http404
from django.urls import resolve
from django.utils.translation import gettext as _


def title_at(path: str) -> str | None:
    """The title of one of the two; None where another page, or none, is at this path."""
    try:
        found = resolve(path).view_name
    except Http404:
        return None
    if found == "moderation:rules":
        return _("How we talk with each other")
    return _("Where you can turn to") if found == "moderation:help_lines" else None
