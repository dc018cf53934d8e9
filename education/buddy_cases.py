"""What somebody wrote about herself as a buddy, as the moderation knows it once it was reported."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.template.defaultfilters import linebreaks_filter
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from education.queries.buddies import reported_by
from moderation.content import Standing, Thing, never_changed
from po_platform.access.actor import Actor, SignedIn

KIND = "buddy"
LABEL = gettext_lazy("What a member wrote about herself as a buddy")


def _for_case(ref: UUID) -> Thing | None:
    """For moderators, while a case about it is open; the look is written down by the vault."""
    with connection.cursor() as cursor:
        cursor.execute("select * from reported_buddy_offer(%s)", [ref])
        row = cursor.fetchone()
    if row is None:
        return None
    person, name, words, at = row
    gone = _("These words are gone: whoever wrote them took them back.")
    return Thing(
        kind=KIND,
        ref=ref,
        title=str(LABEL),
        place=_("Read by members on the same programme who look for a buddy"),
        html=linebreaks_filter(words or gone),
        version=1,
        standing=Standing.PUBLISHED,
        person_id=person,
        name=name,
        at=at,
        stays=True,
    )


def _for_reader(actor: Actor, ref: UUID) -> Thing | None:
    """Whoever goes a programme on which others read it."""
    if not isinstance(actor, SignedIn):
        return None
    found = reported_by(actor=actor, ref=ref)
    if found is None:
        return None
    person, buddy = found
    return Thing(
        kind=KIND,
        ref=ref,
        title=str(LABEL),
        place=_("Others who look for a buddy on this programme read it too"),
        html=linebreaks_filter(buddy.words),
        version=1,
        standing=Standing.PUBLISHED,
        person_id=person,
        name=buddy.name,
        at=timezone.now(),  # as it stands when somebody looks
        stays=True,
    )


BUDDIES = never_changed(
    KIND,
    LABEL,
    _for_case,
    why=gettext_lazy(
        "Whoever looks after the guides takes it off. While you keep its author from writing, nobody"
        " reads it and nobody asks her."
    ),
    for_reader=_for_reader,
)
