"""Entries and words about them, counted for a name when a request about data asks for it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from members.rights_counted import Counted

ENTRIES_NAME = Counted(
    "rights_count_registry",
    {
        "entries": _("Entries of registries, as they stand now"),
        "asked": _("Questions and notes about such entries"),
    },
    (
        _("Answers in registries that say who somebody is"),
        _("How those of a study may reach a member"),
    ),
)
