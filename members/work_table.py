"""A worklist as components/table_cards.html shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from po_platform.kit import spoken

from .start_page import Work


def work_table(work: Sequence[Work], *, first_waits: bool = True) -> dict[str, Any]:
    """{"columns", "rows"}: the first line that can be done now is marked as the one waiting.

    "Waits for" is a column only when some line waits for somebody else.
    """
    others = any(line.waits_for for line in work)
    return {
        "columns": [
            _("What"),
            *([_("Waits for")] if others else []),
            _("Since"),
            _("Next step"),
        ],
        "rows": [
            {
                "title": line.title,
                "url": line.url,
                "sub": line.sub,
                "waiting": first_waits and number == 0 and line.mine,
                "cells": [
                    *([{"text": line.waits_for or _("You")}] if others else []),
                    {"text": _since(line)},
                    {"text": line.next_step, "sub": line.next_sub},
                ],
            }
            for number, line in enumerate(work)
        ],
    }


def _since(line: Work) -> str:
    if line.since is None:
        return ""
    here = timezone.localtime(line.since)
    if here.date() == timezone.localdate():
        return _("Today, %(clock)s") % {"clock": spoken.clock(here)}
    return spoken.day(here)
