"""A question to experts with words of danger, as those who look after that know it: one, and only then."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.template.defaultfilters import linebreaks_filter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from education.actions.expert_questions import KIND
from moderation.content import ContentKind, Line, Standing, Thing
from po_platform.access.actor import Actor

LABEL = gettext_lazy("A question to experts")
IN_DANGER = "education.question_in_danger"


def _for_case(ref: UUID) -> Thing | None:
    """While a case about it is open; the vault writes the look down."""
    with connection.cursor() as cursor:
        cursor.execute("select * from question_in_danger(%s)", [ref])
        row = cursor.fetchone()
    if row is None:
        return None
    person, name, words, at = row
    return Thing(
        kind=KIND,
        ref=ref,
        title=str(LABEL),
        place=_("Read by the team before anybody else"),
        html=linebreaks_filter(words),
        version=1,
        standing=Standing.PUBLISHED,
        person_id=person,
        name=name,
        at=at,
        stays=True,
    )


def _for_reader(actor: Actor, ref: UUID) -> Thing | None:
    return None  # nobody but the team reads it


def _former(ref: UUID, version: int) -> str:
    return ""


def _lines(refs: Collection[UUID]) -> Mapping[UUID, Line]:
    """Nothing of the words, and no name: the list is seen over shoulders."""
    return {ref: Line(str(LABEL), "", "") for ref in refs}


def _settle(actor: Actor, ref: UUID, version: int, after: Standing, why: str) -> int:
    if after is not Standing.PUBLISHED:
        raise PermissionDenied(_("A question stays with the team that reads it. Leave it."))
    return version


EXPERT_QUESTIONS = ContentKind(KIND, LABEL, _for_case, _for_reader, _former, _lines, _settle)
