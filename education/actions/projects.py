"""What is written down about how content was made, and about how this organisation makes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit.actions import record
from education.checklist import Checklist
from education.models import Article, Programme, ProjectRecord, SelfAudit
from education.rules import account_of, may_write
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand


def put_project(*, actor: Actor, of: Article | Programme, **values: Any) -> ProjectRecord:
    """With whom, how, what for, money, days; one record for each page and each programme."""
    demand(may_write(actor))
    defaults = {**values, "changed_at": timezone.now(), "changed_by": account_of(actor)}
    rows = ProjectRecord.objects
    with transaction.atomic():
        if isinstance(of, Article):
            row, _made = rows.update_or_create(article=of, defaults=defaults)
        else:
            row, _made = rows.update_or_create(programme=of, defaults=defaults)
        record(actor=actor, verb="education.project.put", thing=row)
    return row


def put_self_audit(
    *, actor: Actor, year: int, checklist: Checklist, answers: Mapping[str, Mapping[str, str]]
) -> SelfAudit:
    """The look of one year, with the words it was given to; again changes it."""
    demand(may_write(actor))
    with transaction.atomic():
        row, _made = SelfAudit.objects.update_or_create(
            year=year,
            defaults={
                "version": checklist.version,
                "items": [{"id": one.id, "text": str(one.text)} for one in checklist.items],
                "answers": {name: dict(one) for name, one in answers.items()},
                "by_account": account_of(actor),
                "at": timezone.now(),
            },
        )
        record(actor=actor, verb="education.audit.put", thing=row)
    return row
