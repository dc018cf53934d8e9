"""What two records have in common, in words that tell no name."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _


def why(kinds: Collection[str]) -> str:
    """ "The names sound alike. The birth date is the same." `kinds`: as registry.models.Alike."""
    if "name" in kinds:
        names = _("The names are the same.")
    elif "sound" in kinds:
        names = _("The names sound alike.")
    else:
        names = _("A part of the names sounds alike.")
    if "born" in kinds:
        born = _("The birth date is the same.")
    elif "swapped" in kinds:
        born = _("The birth date is the same with day and month swapped.")
    elif "near" in kinds:
        born = _("The birth date is nearly the same.")
    else:
        born = _("Not both have a birth date.")
    return f"{names} {born}"
