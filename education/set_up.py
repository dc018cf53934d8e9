"""What health pages need before members come."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from education.models import Article, HouseRules
from members.set_up import Point
from po_platform.access.actor import Actor


def page_points(_actor: Actor) -> Iterator[Point]:
    """One that came out, and how they are checked."""
    there = Article.objects.filter(live__isnull=False, column=None).exists()
    yield Point(
        _("Health pages"),
        _("The first thing somebody new looks for."),
        there,
        _("There are pages.")
        if there
        else _("None yet. Editors write them, a doctor checks them."),
        needed=False,
    )
    rules = HouseRules.objects.first()
    yield Point(
        _("How health pages are checked"),
        _("With one doctor only there is a lighter form, and every page says so."),
        rules is not None,
        _checked(rules),
        url=reverse("education:rules"),
        label=_("Choose"),
        needed=False,
    )


def _checked(rules: HouseRules | None) -> str:
    if rules is None:
        return _("Nobody chose yet. Until then every text is read by three people.")
    if rules.one_doctor:
        return _("In the lighter form, with one doctor.")
    return _("By three people, one after the other.")
