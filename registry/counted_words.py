"""A number of people in words: rounded, or not shown."""

from __future__ import annotations

from django.utils.translation import gettext as _

from registry.disclosure import Told


def in_number(cell: Told) -> str:
    """ "about 40", or that it is not shown."""
    if cell.value is None:
        return _("not shown")
    return _("about %(number)d") % {"number": cell.value}
