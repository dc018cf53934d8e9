"""News: written, published, corrected, taken off and put on again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from members.circular_rules import may_be_news
from members.models import Circular, NewsItem
from members.office_rules import may_run_the_office
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand

Texts = dict[str, str]  # language code → text


def write_news(*, actor: Actor, ref: UUID | None, title: Texts, text: Texts) -> NewsItem:
    """A new item, not published yet; or another text, and one that is read already says so."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        if ref is None:
            row = NewsItem.objects.create(title=title, text=text, made_by=_account(actor))
            record(actor=actor, verb="members.news.written", thing=row)
            return row
        row = _locked(ref)
        if (row.title, row.text) != (title, text):
            row.title, row.text = title, text
            if row.published_at is not None:
                row.corrected_at = timezone.now()
            row.save(update_fields=["title", "text", "corrected_at"])
            record(actor=actor, verb="members.news.written", thing=row)
    return row


def publish_news(*, actor: Actor, ref: UUID, shown: bool) -> NewsItem:
    """On the public pages, or off them; what is put on again keeps its day."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        row = _locked(ref)
        if shown == (row.published_at is not None and row.taken_off_at is None):
            return row
        if not shown and row.published_at is None:
            return row
        changed: dict[str, Any] = {"taken_off_at": None if shown else timezone.now()}
        if shown and row.published_at is None:
            changed["published_at"] = timezone.now()
        for name, value in changed.items():
            setattr(row, name, value)
        row.save(update_fields=list(changed))
        verb = "members.news.published" if shown else "members.news.taken_off"
        record(actor=actor, verb=verb, thing=row)
    return row


def publish_circular(*, actor: Actor, ref: UUID) -> NewsItem:
    """The same text for everybody, at one press; once more changes nothing."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        circular = Circular.objects.select_for_update().filter(ref=ref).first()
        if circular is None:
            raise Http404
        demand(may_be_news(circular))
        row = NewsItem.objects.filter(circular=circular).first()
        if row is None:
            row = NewsItem.objects.create(
                title=circular.subject,
                text=circular.text,
                circular=circular,
                made_by=_account(actor),
            )
        return publish_news(actor=actor, ref=row.ref, shown=True)


def _locked(ref: UUID) -> NewsItem:
    row = NewsItem.objects.select_for_update().filter(ref=ref).first()
    if row is None:
        raise Http404
    return row


def _account(actor: Actor) -> int | None:
    return actor.account_id if isinstance(actor, SignedIn) else None
