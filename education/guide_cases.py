"""A message to or from a guide as those who look after people in danger know it: one, and only then."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.template.defaultfilters import linebreaks_filter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from education.actions.guiding import KIND
from moderation.content import Standing, Thing, never_changed

LABEL = gettext_lazy("A message between a member and a guide")


def _for_case(ref: UUID) -> Thing | None:
    with connection.cursor() as cursor:
        cursor.execute("select * from message_in_danger(%s)", [ref])
        row = cursor.fetchone()
    if row is None:
        return None
    _pk, person, name, words, at, by_guide = row
    return Thing(
        kind=KIND,
        ref=ref,
        title=_("Written by the guide") if by_guide else _("Written by the member"),
        place=LABEL,
        html=linebreaks_filter(words),
        version=1,
        standing=Standing.PUBLISHED,
        # The case is about the member; a word to the author of what her guide wrote reaches nobody.
        person_id=None if by_guide else person,
        name=_("The guide of %(name)s") % {"name": name} if by_guide else name,
        at=at,
        stays=True,
    )


MESSAGES = never_changed(
    KIND,
    LABEL,
    _for_case,
    why=gettext_lazy("A message between two people stays as it is. Leave it."),
)
