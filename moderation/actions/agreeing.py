"""Members are asked to agree to the rules; each says yes once."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q
from django.http import Http404

from audit.actions import record
from moderation.models import Rule, RulesAgreed, RulesCall
from moderation.queries.agreeing import newest_call
from moderation.rules import may_write_rules
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand


def ask_members(*, actor: Actor, said: Mapping[str, str]) -> RulesCall:
    """Before her next post each member reads the rules and says yes. The same words twice are once,
    as long as no rule changed in between.

    Raises PermissionDenied.
    """
    with transaction.atomic():
        demand(may_write_rules(actor))
        newest = RulesCall.objects.select_for_update().order_by("pk").last()
        if newest is not None and newest.said == dict(said) and not _changed_since(newest):
            return newest
        row = RulesCall.objects.create(said=dict(said))
        record(actor=actor, verb="moderation.rules.asked", thing=row)
    return row


def _changed_since(call: RulesCall) -> bool:
    return Rule.objects.filter(Q(from_at__gt=call.at) | Q(until_at__gt=call.at)).exists()


def agree_to_rules(*, actor: Actor, number: int) -> bool:
    """`number`: of the call she read. False where the rules changed meanwhile. Raises Http404."""
    if not isinstance(actor, SignedIn):
        raise Http404
    with transaction.atomic():
        newest = newest_call()
        if newest is None:
            raise Http404
        if newest.pk != number:
            return False
        row, new = RulesAgreed.objects.get_or_create(person_id=actor.person_id, call=newest)
        if new:
            record(actor=actor, verb="moderation.rules.agreed", thing=row)
    return True
