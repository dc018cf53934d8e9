"""Somebody who left or died is not on duty: hours that have not begun are free again, and so are boards."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from members.leaving import Ended, Stop
from moderation.models import PlaceKeeper, Shift


def _free(ended: Ended) -> int:
    return Shift.objects.filter(person_id=ended.person_id, starts_at__gt=ended.at).delete()[0]


def _no_longer_there(ended: Ended) -> int:
    return PlaceKeeper.objects.filter(person_id=ended.person_id).delete()[0]


PLACES = Stop(
    "moderation.places", _("Boards she moderated are left to the whole team."), _no_longer_there
)
SHIFTS = Stop("moderation.shifts", _("Hours planned as a moderator are free for others."), _free)
