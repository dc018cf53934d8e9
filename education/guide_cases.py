"""A message to or from a guide as those who look after people in danger know it: one, and only then."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.template.defaultfilters import linebreaks_filter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from education.actions.guiding import KIND
from moderation.content import ContentKind, Line, Standing, Thing
from po_platform.access.actor import Actor

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


def _for_reader(actor: Actor, ref: UUID) -> Thing | None:
    return None  # nobody reports a letter between two people; both have a button of their own


def _former(ref: UUID, version: int) -> str:
    return ""


def _lines(refs: Collection[UUID]) -> Mapping[UUID, Line]:
    """Nothing of the words, and no name: the list is seen over shoulders."""
    return {ref: Line(str(LABEL), "", "") for ref in refs}


def _settle(actor: Actor, ref: UUID, version: int, after: Standing, why: str) -> int:
    if after is not Standing.PUBLISHED:
        raise PermissionDenied(_("A message between two people stays as it is. Leave it."))
    return version


MESSAGES = ContentKind(KIND, LABEL, _for_case, _for_reader, _former, _lines, _settle)
