"""Answers, diaries and words for visits, counted for a name when a request about data asks for it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from members.rights_counted import Counted

ANSWERS_NAME = Counted(
    "rights_count_proms",
    {
        "answers": _("Answers to questionnaires"),
        "diaries": _("Diaries"),
        "visits": _("Preparations for visits"),
    },
)
