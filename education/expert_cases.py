"""A question to experts with words of danger, as those who look after that know it: one, and only then."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.template.defaultfilters import linebreaks_filter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from education.actions.expert_questions import KIND
from moderation.content import Standing, Thing, never_changed

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


EXPERT_QUESTIONS = never_changed(
    KIND,
    LABEL,
    _for_case,
    why=gettext_lazy("A question stays with the team that reads it. Leave it."),
)
