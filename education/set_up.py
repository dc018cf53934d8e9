"""What health pages need before members come."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from education.models import Article
from members.set_up import Point
from po_platform.access.actor import Actor


def page_points(_actor: Actor) -> Iterator[Point]:
    """One that came out."""
    there = Article.objects.filter(live__isnull=False).exists()
    yield Point(
        _("Health pages"),
        _("The first thing somebody new looks for."),
        there,
        _("There are pages.")
        if there
        else _("None yet. Editors write them, a doctor checks them."),
        needed=False,
    )
