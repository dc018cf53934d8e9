"""Whoever leaves the organisation or dies takes part in no registry meanwhile."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext_lazy as _

from members.leaving import Ended, How, Stop


def _tell(function: str, ended: Ended) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {function}(%s, %s, %s)", [ended.person_id, ended.at, ended.how is How.DIED]
        )


TAKING_PART = Stop(
    "registry.participation",
    _("Registries ask nothing and write to them no more. After a death, what they gave stays."),
    lambda ended: _tell("rest_registries", ended),
    lambda ended: _tell("wake_registries", ended),
)
