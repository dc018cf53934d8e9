"""What happens to questionnaires that wait for somebody who leaves or dies."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext_lazy as _

from members.leaving import Ended, Stop


def _take_off(ended: Ended) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select rest_assignments(%s, %s)", [ended.person_id, ended.at])


def _put_back(ended: Ended) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select wake_assignments(%s, %s)", [ended.person_id, ended.at])


WAITING = Stop(
    "proms.waiting",
    _("Questionnaires that wait are taken off the list, and no round asks again."),
    _take_off,
    _put_back,
)
