"""Words on programmes, counted for a name when a request about data asks for it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from members.rights_counted import Counted

PROGRAMMES_NAME = Counted(
    "rights_count_education",
    {
        "programmes": _("Aims, notes and plans on programmes, and pages for a doctor"),
        "guides": _("Messages between members and their guides, and notes about calls"),
        "experts": _("Questions members asked experts"),
    },
)
