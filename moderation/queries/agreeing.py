"""Whether a member still has to say yes to the rules, and how many did."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language

from members.queries.organisation import in_language
from members.used import cell
from moderation.models import RulesAgreed, RulesCall
from moderation.rules import may_write_rules
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand


def newest_call() -> RulesCall | None:
    """What members are asked about now; None where they never were."""
    return RulesCall.objects.order_by("pk").last()


def asks_me(*, actor: Actor) -> RulesCall | None:
    """What this member has not said yes to, one query."""
    if not isinstance(actor, SignedIn):
        return None
    mine = RulesAgreed.objects.filter(call=OuterRef("pk"), person=actor.person_id)
    newest = RulesCall.objects.annotate(done=Exists(mine)).order_by("pk").last()
    return None if newest is None or newest.done else newest


def said_by(call: RulesCall) -> str:
    """What is new, in the reader's language."""
    return in_language(call.said, get_language() or "en")


@dataclass(frozen=True, slots=True)
class Agreement:
    """The newest call and how many agreed to it, small numbers hidden."""

    call: RulesCall
    said: str
    people: str


def agreement(*, actor: Actor) -> Agreement | None:
    """Raises PermissionDenied."""
    demand(may_write_rules(actor))
    call = newest_call()
    if call is None:
        return None
    people = RulesAgreed.objects.filter(call=call).count()
    return Agreement(call, said_by(call), cell(people))
