"""How a registry decides, and who votes only where another cannot."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.refusals import Denied, demand
from registry.models import Deputy, Registry, ReleaseRules
from registry.queries.counts import numbers_told
from registry.queries.datasets import my_rights
from registry.queries.requests import committee
from registry.request_rules import may_allow_numbers
from registry.rules import may_manage

MORE_NUMBERS = 200


def set_rules(*, actor: SignedIn, registry: Registry, values: Mapping[str, int]) -> ReleaseRules:
    """From now on; what was told or decided before stays."""
    with transaction.atomic():
        demand(may_manage(actor, my_rights(actor=actor, registry_id=registry.pk)))
        rules, _new = ReleaseRules.objects.update_or_create(registry=registry, defaults={**values})
        record(actor=actor, verb="registry.rules.set", thing=rules, values=dict(values))
    return rules


def allow_more_numbers(*, actor: SignedIn, registry: Registry) -> None:
    """The committee lets more numbers be told, where hardly one is left; two presses are one."""
    with transaction.atomic():
        demand(may_allow_numbers(actor))
        ReleaseRules.objects.get_or_create(registry=registry)
        rules = ReleaseRules.objects.select_for_update().get(registry=registry)
        if not numbers_told([registry.pk])[registry.pk].few_left:
            return
        rules.most_told += MORE_NUMBERS
        rules.save(update_fields=["most_told"])
        record(actor=actor, verb="registry.numbers.allowed", thing=rules, most=rules.most_told)


def stand_in_for(*, actor: SignedIn, account: int | None) -> None:
    """The actor gives up her own seat for a deputy’s, or takes it again."""
    with transaction.atomic():
        if not actor.holds(Hat.COMMITTEE):
            demand(Denied(_("Only the committee votes.")))
        Deputy.objects.filter(account_id=actor.account_id).delete()
        if account is not None:
            whose = Deputy.objects.filter(account_id=account).exists()
            if account == actor.account_id or account not in committee() or whose:
                demand(Denied(_("Choose somebody of the committee who votes herself.")))
            if Deputy.objects.filter(stands_in_for_id=actor.account_id).exists():
                demand(Denied(_("Somebody stands in for you, so you vote yourself.")))
            Deputy.objects.create(account_id=actor.account_id, stands_in_for_id=account)
        record(actor=actor, verb="registry.deputy.changed")
