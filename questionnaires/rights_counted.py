"""Answers that were begun, counted for a name when a request about data asks for it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from members.rights_counted import Counted

DRAFTS_NAME = Counted("rights_count_drafts", {"drafts": _("Answers begun and not sent")})
