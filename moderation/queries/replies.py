"""Texts of the team, for moderators."""

from __future__ import annotations

from django.conf import settings
from django.db.models import F
from django.http import Http404
from django.utils.translation import get_language

from members.models import Person
from members.queries.organisation import in_language
from moderation.models import SavedReply
from moderation.rules import may_handle_cases, may_moderate
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand


def saved_replies(*, actor: Actor) -> list[tuple[SavedReply, str, str]]:
    """(row, its name, its text) in the reader's language; those put away last."""
    demand(may_handle_cases(actor))
    here = get_language() or "en"
    rows = SavedReply.objects.order_by(F("put_away_at").asc(nulls_first=True), "pk")
    return [(row, in_language(row.title, here), in_language(row.text, here)) for row in rows]


def reply_to_change(*, actor: Actor, number: int) -> SavedReply:
    """Raises Http404, PermissionDenied."""
    demand(may_moderate(actor))
    row = SavedReply.objects.filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def offered(*, actor: Actor) -> list[tuple[str, str]]:
    """(number, name) of those in use."""
    rows = saved_replies(actor=actor)
    return [(str(row.pk), name) for row, name, _text in rows if row.put_away_at is None]


def text_for(*, actor: Actor, number: str, person_id: int | None) -> str:
    """The text in the language of who reads it, '' where it is not offered."""
    demand(may_handle_cases(actor))
    if not (number.isascii() and number.isdecimal() and len(number) < 18):
        return ""
    row = SavedReply.objects.filter(pk=int(number), put_away_at__isnull=True).first()
    account = Person.objects.filter(pk=person_id or 0, account__isnull=False)
    language = account.values_list("account__language", flat=True).first()
    return in_language(row.text, language or settings.LANGUAGE_CODE) if row else ""
