"""A message one of two members reported, as the moderation knows it: that one with its neighbours."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.template.defaultfilters import linebreaks_filter
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.models import Message
from moderation.content import Standing, Thing, never_changed
from po_platform.access.actor import Actor, SignedIn

KIND = "message"
LABEL = gettext_lazy("A message between two members")
LOOKED_AT = "forums.reported_message"


def _for_case(ref: UUID) -> Thing | None:
    """For moderators, while a case about it is open; the look is written down by the vault."""
    with connection.cursor() as cursor:
        cursor.execute("select * from reported_message(%s)", [ref])
        rows = cursor.fetchall()
    found = next((row for row in rows if row[5]), None)
    if found is None:
        return None
    lines = [(name, words, at, it) for _pk, _person, name, words, at, it in rows]
    _pk, person, name, _words, at, _it = found
    return Thing(
        kind=KIND,
        ref=ref,
        title=str(LABEL),
        place=_("With the two messages before and after it"),
        html=render_to_string("forums/_reported.html", {"lines": lines}),
        version=1,
        standing=Standing.PUBLISHED,
        person_id=person,
        name=name,
        at=at,
        stays=True,
    )


def _for_reader(actor: Actor, ref: UUID) -> Thing | None:
    """Whoever got it reports it."""
    if not isinstance(actor, SignedIn):
        return None
    mine = Message.objects.visible_to(actor).filter(reader=actor.person_id)
    row = mine.select_related("person").filter(ref=ref).first()
    if row is None:
        return None
    return Thing(
        kind=KIND,
        ref=ref,
        title=str(LABEL),
        place=_("Only if you report it, the moderators read it, with the two before and after it"),
        html=linebreaks_filter(row.text),
        version=1,
        standing=Standing.PUBLISHED,
        person_id=row.person_id,
        name=row.person.display_name,
        at=row.at,
        url=reverse("forums:conversation", args=[row.person.ref]),
    )


MESSAGES = never_changed(
    KIND,
    LABEL,
    _for_case,
    why=gettext_lazy(
        "A message between two people stays as it is. You can keep its author from writing."
    ),
    for_reader=_for_reader,
)
