"""Words between members and moderators, counted for a name when a request about data asks for it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from members.rights_counted import Counted

CASES_NAME = Counted(
    "rights_count_moderation",
    {"cases": _("What members told the moderators, and what those wrote")},
    (_("Who reported a post without an account"),),
)
