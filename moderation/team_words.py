"""What a moderator looked at, in sentences for herself; how long something took."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moderation.drill_times import minutes
from moderation.exposure import Exposure
from moderation.models import Lane
from po_platform.kit.spoken import numeral


def exposure_words(seen: Exposure, themes: Mapping[int, str]) -> list[str]:
    """One sentence for each kind; `themes`: id → name."""
    if not seen.hard:
        return [_("In the last seven days you opened no hard case.")]
    found = [
        ngettext(
            "In the last seven days you opened %(n)s hard case.",
            "In the last seven days you opened %(n)s hard cases.",
            seen.hard,
        )
        % {"n": numeral(seen.hard)}
    ]
    lanes = ((Lane.CRISIS, seen.danger), (Lane.LEGAL, seen.legal))
    found += [f"{lane.label}: {numeral(count)}." for lane, count in lanes if count]
    for number, name in themes.items():
        if seen.themes.get(number):
            found.append(f"{name}: {numeral(seen.themes[number])}.")
    return found


def how_long(span: timedelta) -> str:
    """In minutes up to two hours, then in hours."""
    n = minutes(span)
    if n > 120:
        n = (n + 30) // 60
        return ngettext("%(n)s hour", "%(n)s hours", n) % {"n": numeral(n)}
    return ngettext("%(n)s minute", "%(n)s minutes", n) % {"n": numeral(n)}
