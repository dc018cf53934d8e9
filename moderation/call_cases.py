"""A call of the helper desk in which somebody may be in danger, as the lane shows it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.template.defaultfilters import linebreaks_filter
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.call_rules import makes_calls
from members.models import CallRequest
from moderation.actions.opening import open_case
from moderation.content import DANGER, NOTICED, Standing, Thing, never_changed
from moderation.models import Lane
from po_platform.access.actor import Actor

CALL = "call"
LABEL = gettext_lazy("A call of the helper desk")
LOOKED_AT = "moderation.call"


def _for_case(ref: UUID) -> Thing | None:
    """For moderators, while a case about it is open; the look is written down by the vault."""
    with connection.cursor() as cursor:
        cursor.execute("select * from call_in_danger(%s)", [ref])
        found = cursor.fetchone()
    if found is None:
        return None
    at, note, person, caller = found
    asked = _("Name and number are with whoever called: %(who)s.") % {"who": caller}
    nobody = _("Nobody has called yet. Name and number are with the helper desk.")
    words = linebreaks_filter(note)
    html = format_html("{}<p>{}</p>", words, asked if caller else nobody)
    return _thing(ref, html=html, person_id=person, at=at)


def _for_reader(actor: Actor, ref: UUID) -> Thing | None:
    """Whoever makes calls says that somebody may be in danger."""
    if not makes_calls(actor):
        return None
    row = CallRequest.objects.visible_to(actor).filter(ref=ref).first()
    if row is None:
        return None
    html = format_html("<p>{}</p>", _("The moderators read what you write here, and your note."))
    url = reverse("members:call", args=[ref])
    return _thing(ref, html=html, person_id=row.person_id, at=row.asked_at, url=url)


def _thing(
    ref: UUID, *, html: SafeString, person_id: int | None, at: datetime, url: str = ""
) -> Thing:
    return Thing(
        kind=CALL, ref=ref, title=str(LABEL), place="", html=html, version=1,
        standing=Standing.PUBLISHED, person_id=person_id, name="", at=at, url=url, only_left=True,
    )  # fmt: skip


CALLS = never_changed(
    CALL,
    LABEL,
    _for_case,
    why=gettext_lazy("A call stays with the helper desk. Nothing is decided about it."),
    for_reader=_for_reader,
)


def worry_about(call: CallRequest) -> None:
    """What was written down about a call sounds like danger; in its transaction."""
    open_case(
        kind=CALL, thing=call.ref, person_id=call.person_id, version=1, lane=Lane.CRISIS,
        because=[DANGER, NOTICED], reported=True,
    )  # fmt: skip
