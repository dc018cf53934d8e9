"""Own quality rules begin and end; what looks odd is found right, with a reason, or looked at again."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.http import Http404

from audit.actions import record
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand
from registry.models import Accepted, Dataset, QualityRule
from registry.queries.datasets import my_rights
from registry.queries.quality import Finding
from registry.rules import may_accept, may_manage


def add_rule(*, actor: Actor, dataset: Dataset, title: str, logic: str) -> QualityRule:
    """A rule from now on. `logic` was read by registry.forms.quality before."""
    with transaction.atomic():
        demand(may_manage(actor, my_rights(actor=actor, registry_id=dataset.registry_id)))
        rule = QualityRule.objects.create(dataset=dataset, title=title, logic=logic)
        record(actor=actor, verb="registry.quality_rule.added", thing=rule)
    return rule


def end_rule(*, actor: Actor, rule: QualityRule) -> None:
    """It is not looked at any more; what was accepted because of it stays on record."""
    with transaction.atomic():
        rights = my_rights(actor=actor, registry_id=rule.dataset.registry_id)
        demand(may_manage(actor, rights))
        ended = QualityRule.objects.filter(pk=rule.pk, retired_at=None).update(retired_at=Now())
        if ended:
            record(actor=actor, verb="registry.quality_rule.ended", thing=rule)


def accept(*, actor: Actor, finding: Finding, reason: str) -> Accepted:
    """These answers are right as they are; the same one again changes nothing."""
    entry, odd = finding.entry, finding.odd
    with transaction.atomic():
        rights = my_rights(actor=actor, registry_id=entry.registry_id)
        demand(may_accept(actor, entry, rights))
        same = {"entry": entry, "kind": odd.kind, "link_id": odd.link_id}
        mine = Accepted.objects.visible_to(actor)
        try:
            with transaction.atomic():
                row = Accepted.objects.create(
                    **same,
                    subject_id=entry.subject_id,
                    registry_id=entry.registry_id,
                    record=entry.record,
                    form=entry.form,
                    values_sha=finding.mark,
                    reason=reason,
                    accepted_by=actor.account_id if isinstance(actor, SignedIn) else None,
                )
        except IntegrityError:  # registry_accepted_once
            return mine.get(**same, values_sha=finding.mark, ended_at=None)
        record(actor=actor, verb="registry.oddity.accepted", thing=row, subject=row.subject_id)
    return row


def look_again(*, actor: Actor, accepted: Accepted) -> None:
    """It shows among what looks odd again; twice changes nothing."""
    with transaction.atomic():
        rows = Accepted.objects.visible_to(actor).select_for_update(of=("self",))
        row = rows.filter(pk=accepted.pk).select_related("entry", "record", "form").first()
        if row is None:
            raise Http404
        demand(may_accept(actor, row.entry, my_rights(actor=actor, registry_id=row.registry_id)))
        if row.ended_at is not None:
            return
        row.ended_at = Now()
        row.save(update_fields=["ended_at"])
        record(actor=actor, verb="registry.oddity.open_again", thing=row, subject=row.subject_id)
