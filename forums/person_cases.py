"""A member's name, picture and page in talk as the moderation knows them: they can insult, or pretend.

No decision changes a name; a picture is taken off on a page of its own. Moderators write to its
owner in private, or keep her from writing; the office gives another name.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from forums.faces import picture_of
from forums.models import Badge
from forums.queries.people import person_shown
from forums.sight import sight_of
from members.models import Person
from moderation.content import Standing, Thing, never_changed
from po_platform.access.actor import Actor, SignedIn

KIND = "member"
LABEL = _("The name and page of a member")


def _thing(row: Person, html: SafeString) -> Thing:
    return Thing(
        kind=KIND,
        ref=row.ref,
        title=str(LABEL),
        place=_("Beside everything this person writes in talk"),
        html=html,
        version=1,
        standing=Standing.PUBLISHED,
        person_id=row.pk,
        name=row.display_name,
        at=timezone.now(),  # as it stands when somebody looks
        url=reverse("forums:person", args=[row.ref]),
        stays=True,
    )


def _as_html(row: Person, *, for_team: bool) -> SafeString:
    badge = Badge.objects.filter(person=row).first()
    return render_to_string(
        "forums/_reported_person.html",
        {"person": row, "badge": badge, "picture": picture_of(row), "for_team": for_team},
    )


def _for_case(ref: UUID) -> Thing | None:
    row = Person.objects.filter(ref=ref).first()
    if row is None:
        return None
    picture = picture_of(row)
    files = render_to_string("forums/_picture.html", {"picture": picture}) if picture else None
    return replace(_thing(row, _as_html(row, for_team=True)), files=files)


def _for_reader(actor: Actor, ref: UUID) -> Thing | None:
    """Whoever finds her page; nobody reports somebody who died."""
    if not isinstance(actor, SignedIn):
        return None
    try:
        found = person_shown(sight=sight_of(actor), ref=ref)
    except Http404:
        return None
    return None if found.in_memory else _thing(found.row, _as_html(found.row, for_team=False))


PEOPLE = never_changed(
    KIND,
    LABEL,
    _for_case,
    why=_(
        "A name stays until the office gives another one. You can write to its owner in private."
    ),
    for_reader=_for_reader,
    reasons=("worried", "rude", "private", "poses", "illegal", "other"),
)
