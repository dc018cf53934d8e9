"""What everybody may read about a registry."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from audit.actions import record
from po_platform.access.actor import SignedIn
from po_platform.access.refusals import demand
from registry.models import Description, Registry
from registry.queries.datasets import my_rights
from registry.rules import may_manage


def describe_registry(*, actor: SignedIn, registry: Registry, **told: Any) -> Description:
    """Its words for the catalogue; `listed` puts it there or takes it off."""
    with transaction.atomic():
        demand(may_manage(actor, my_rights(actor=actor, registry_id=registry.pk)))
        found, _new = Description.objects.update_or_create(registry=registry, defaults=told)
        record(actor=actor, verb="registry.description.written", thing=found, listed=found.listed)
    return found
