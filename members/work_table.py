"""A worklist as components/table_cards.html shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from po_platform.kit import spoken

from .start_page import Work


def work_columns() -> list[str]:
    """The words over the columns."""
    return [_("What"), _("Waits for"), _("Since"), _("Next step")]


def work_rows(work: Sequence[Work], *, first_waits: bool = True) -> list[dict[str, Any]]:
    """Rows of title, url, sub and cells; the first one is marked as the one waiting."""
    return [
        {
            "title": line.title,
            "url": line.url,
            "sub": line.sub,
            "waiting": first_waits and number == 0,
            "cells": [
                {"text": line.waits_for},
                {"text": _since(line)},
                {"text": line.next_step, "sub": line.next_sub},
            ],
        }
        for number, line in enumerate(work)
    ]


def _since(line: Work) -> str:
    if line.since is None:
        return ""
    here = timezone.localtime(line.since)
    if here.date() == timezone.localdate():
        return _("Today, %(clock)s") % {"clock": spoken.clock(here)}
    return spoken.day(here)
