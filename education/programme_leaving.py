"""Whoever leaves or dies is on no programme's way any more; after a mistake all is as it was."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext_lazy as _

from members.leaving import Ended, Stop


def _rest(ended: Ended) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select rest_programmes(%s, %s)", [ended.person_id, ended.at])


def _wake(ended: Ended) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select wake_programmes(%s, %s)", [ended.person_id, ended.at])


PROGRAMMES = Stop(
    "education.programmes",
    _("Programmes rest: nobody is reminded of them, and no guide sees them."),
    _rest,
    _wake,
)
