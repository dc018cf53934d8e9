"""A number of people in words: rounded, or not shown."""

from __future__ import annotations

from django.utils.translation import gettext as _

from po_platform.kit.spoken import plain_day
from registry.disclosure import Told
from registry.models import CountRun
from registry.queries.counts import FULL, UNTOLD


def in_number(cell: Told) -> str:
    """ "about 40", or that it is not shown."""
    if cell.value is None:
        return _("not shown")
    return _("about %(number)d") % {"number": cell.value}


def no_more() -> str:
    """Why there is no number where as many were told as may be."""
    return _(
        "No number: as many numbers about this registry were told as may be. The committee decides"
        " whether there are more."
    )


def too_large() -> str:
    """Why there is no table for these two questions."""
    return _("This table would have too many numbers. Choose a question with fewer answers.")


def as_told(run: CountRun, threshold: int) -> str:
    """What was said last, and when."""
    if run.told == FULL:
        return no_more()
    told = {"day": plain_day(run.at), "threshold": threshold}
    if run.told in UNTOLD:
        words = _("Fewer than %(threshold)d people, by itself or beside numbers told before.")
        return f"{words % told} {_('Counted on %(day)s.') % told}"
    return _("about %(number)s, counted on %(day)s") % {**told, "number": run.told}
