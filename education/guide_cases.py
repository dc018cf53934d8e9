"""A message to or from a guide as those who moderate know it: one, when somebody may be in danger, or
when the member told them that something is wrong with it.
"""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL
from django.template.defaultfilters import linebreaks_filter
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from education.actions.guiding import KIND
from education.models import GuideMessage
from members.queries.own import own_rows
from moderation.content import Standing, Thing, never_changed
from po_platform.access.actor import Actor

LABEL = gettext_lazy("A message between a member and a guide")


def _for_case(ref: UUID) -> Thing | None:
    with connection.cursor() as cursor:
        cursor.execute("select * from message_in_danger(%s)", [ref])
        row = cursor.fetchone()
    if row is None:
        return None
    _pk, person, name, words, at, by_guide, guide = row
    if by_guide:
        names = {"guide": guide or _("A guide"), "name": name}
        name = _("%(guide)s, the guide of %(name)s") % names
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
        name=name,
        at=at,
        stays=True,
    )


def _for_member(actor: Actor, ref: UUID) -> Thing | None:
    """What her guide wrote to her: she can say that something is wrong with it. The case is about
    nobody, so that no letter of it goes to the guide."""
    rows = own_rows(GuideMessage, actor).select_related("enrolment")
    row = rows.filter(ref=ref, by_guide=True).first()
    if row is None:
        return None
    return Thing(
        kind=KIND,
        ref=ref,
        title=_("Written by the guide"),
        place=LABEL,
        html=linebreaks_filter(row.text),
        version=1,
        standing=Standing.PUBLISHED,
        person_id=None,
        name=row.by_name or _("Your guide"),
        at=row.at,
        url=reverse("education:my_guide", args=[row.enrolment.ref]),
        stays=True,
    )


def _about_her_words() -> RawSQL:
    """A guide who moderates as well does not see what was told about her."""
    return RawSQL("select told_of_my_words()", ())


def _who_wrote_them(case_id: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select person_id from guides_told_of(%s)", [case_id])
        return [person for (person,) in cursor.fetchall()]


MESSAGES = never_changed(
    KIND,
    LABEL,
    _for_case,
    why=gettext_lazy("A message between two people stays as it is. Leave it."),
    for_reader=_for_member,
    kept_from=_about_her_words,
    uncalled=_who_wrote_them,
)
