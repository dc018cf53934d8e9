"""What joining asks: begun from our words, written further, published once and then never changed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit.actions import record
from members.models import ConsentText
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from registry.consent import TAKES_PART, Sheet, in_language, purpose_of
from registry.consent_words import whole_sheet
from registry.models import ConsentSheet, Registry
from registry.queries.datasets import my_rights
from registry.queries.participation import current_sheet, draft_sheet, published_sheets
from registry.rules import may_manage, may_publish_sheet
from registry.shipped import consent_sheet


def begin_sheet(*, actor: Actor, registry: Registry) -> ConsentSheet:
    """The draft that is there, else a new one: from the version in use, or from our words.

    Days after which an older yes ends are said for each version anew, never taken over.
    """
    with transaction.atomic():
        _manages(actor, registry)
        Registry.objects.select_for_update().get(pk=registry.pk)
        draft = draft_sheet(registry)
        if draft is not None:
            return draft
        current = current_sheet(registry)
        draft = ConsentSheet.objects.create(
            registry=registry,
            version=current.version + 1 if current else 1,
            content=_next(current) if current else json.loads(consent_sheet()),
        )
        record(actor=actor, verb="registry.sheet.begun", thing=draft)
    return draft


def write_sheet(*, actor: Actor, sheet: ConsentSheet, content: Sheet) -> None:
    """Other words or questions of a draft."""
    with transaction.atomic():
        _manages(actor, sheet.registry)
        draft = ConsentSheet.objects.select_for_update().get(pk=sheet.pk, published_at=None)
        draft.content = _plain(content)
        draft.save(update_fields=["content"])
        record(actor=actor, verb="registry.sheet.written", thing=draft)


def publish_sheet(*, actor: Actor, sheet: ConsentSheet) -> None:
    """From now on people are asked with this version; those who joined keep theirs."""
    with transaction.atomic():
        _manages(actor, sheet.registry)
        draft = ConsentSheet.objects.select_for_update().get(pk=sheet.pk, published_at=None)
        content = Sheet.of(draft.content)
        demand(may_publish_sheet(content, published_sheets(draft.registry)))
        draft.published_at = timezone.now()
        draft.save(update_fields=["published_at"])
        ConsentText.objects.bulk_create(
            ConsentText(
                purpose=purpose_of(draft.registry_id, TAKES_PART),
                version=draft.version,
                language=language,
                title=in_language(content.title, language)[:200],
                body=whole_sheet(content, language),
                published_at=draft.published_at,
            )
            for language in content.languages
        )
        record(actor=actor, verb="registry.sheet.published", thing=draft)


def _next(current: ConsentSheet) -> Any:
    content = Sheet.of(current.content)
    without = tuple(replace(one, grace=0) for one in content.questions)
    return _plain(replace(content, questions=without))


def _manages(actor: Actor, registry: Registry) -> None:
    demand(may_manage(actor, my_rights(actor=actor, registry_id=registry.pk)))


def _plain(content: Sheet) -> Any:
    return json.loads(json.dumps(content.to_json()))
