"""Who filled a questionnaire in and how, in the words that stand beside every sending."""

from __future__ import annotations

from django.utils.translation import gettext as _

from po_platform.kit.spoken import plain_day
from proms.models import Response


def given_by_words(response: Response) -> str:
    """ "Entered by a helper, on screen"; whether a sheet was keyed by two people, and came later."""
    words = _given_by(response)
    if not response.came_later:
        return words
    return _("%(words)s, came in on %(day)s") % {"words": words, "day": plain_day(response.came_at)}


def _given_by(response: Response) -> str:
    way = {"way": response.get_way_display()}
    if response.given_by == "desk":
        keyed = {1: _("keyed by one person only"), 2: _("keyed by two people")}
        words = [_("Entered by the helper desk %(way)s") % way, keyed.get(response.keyed, "")]
        return ", ".join(filter(None, words))
    if response.given_by == "self":
        return _("Answered by themselves, %(way)s") % way
    if response.given_by == "helper":
        return _("Entered by a helper, %(way)s") % way
    if response.given_by == "proxy":
        return _("Entered by a legal proxy, %(way)s") % way
    if response.given_by == "with_help":
        return _("Answered by themselves with help, %(way)s") % way
    return _("Answered by somebody else for them, %(way)s") % way
