"""Somebody who left or died is not on duty: hours that have not begun are free again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from members.leaving import Ended, Stop
from moderation.models import Shift


def _free(ended: Ended) -> int:
    return Shift.objects.filter(person_id=ended.person_id, starts_at__gt=ended.at).delete()[0]


SHIFTS = Stop("moderation.shifts", _("Hours planned as a moderator are free for others."), _free)
