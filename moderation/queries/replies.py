"""Texts of the team, for moderators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from members.models import Person
from members.queries.organisation import in_language
from moderation.models import Case, SavedReply
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


@dataclass(frozen=True, slots=True)
class Texts:
    """(number, name) of the texts in use that fit one case, by where they are put."""

    decision: Sequence[tuple[str, str]] = ()
    word: Sequence[tuple[str, str]] = ()
    answer: Sequence[tuple[str, str]] = ()


def texts_for(*, actor: Actor, case: Case) -> Texts:
    """What was read in words of danger first, then those for anything; one query."""
    fits: dict[str, list[tuple[str, str]]] = {use: [] for use in SavedReply.Use.values}
    found = [one for one in saved_replies(actor=actor) if one[0].put_away_at is None]
    for row, name, _text in sorted(found, key=lambda one: (not one[0].triage, one[0].pk)):
        if row.triage in ("", case.triage):
            fits[row.use].append((str(row.pk), marked(row, name)))
    return Texts(**fits)


def marked(row: SavedReply, name: str) -> str:
    """Its name, with a mark where no professional has read it."""
    if not row.unread:
        return name
    return _("%(name)s (have this read by a professional)") % {"name": name}


def text_for(
    *, actor: Actor, number: str, person_id: int | None, use: str = SavedReply.Use.DECISION
) -> str:
    """The text in the language of who reads it, '' where it is not offered."""
    demand(may_handle_cases(actor))
    if not (number.isascii() and number.isdecimal() and len(number) < 18):
        return ""
    rows = SavedReply.objects.filter(pk=int(number), put_away_at__isnull=True, use=use)
    row = rows.first()
    account = Person.objects.filter(pk=person_id or 0, account__isnull=False)
    language = account.values_list("account__language", flat=True).first()
    return in_language(row.text, language or settings.LANGUAGE_CODE) if row else ""
