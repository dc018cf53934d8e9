"""One policy per protected model, compiled to the row filter, the object check and the field rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Model, Q

from .actor import Actor

if TYPE_CHECKING:
    from .protected import ProtectedQuerySet

# A reader answers with the rows an actor may see on its ground, or None when it does not apply.
Reader = Callable[[Actor], Q | None]


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may see which rows and fields of one model.

    `readers`: name of the ground → reader. `hidden`: ground → fields not shown on that ground.
    """

    model: type[Model]
    readers: Mapping[str, Reader]
    hidden: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def rows(self, actor: Actor) -> Q | None:
        """The filter for visible_to; None means no row at all."""
        found = [q for reader in self.readers.values() if (q := reader(actor)) is not None]
        return reduce(or_, found) if found else None

    def permits(self, actor: Actor, row: Model) -> bool:
        """The object check: the same rule as the list, never a second one."""
        queryset: ProtectedQuerySet[Any] = self.model._default_manager.visible_to(actor)  # type: ignore[attr-defined]  # protected models only
        return queryset.filter(pk=row.pk).exists()

    def fields_hidden_from(self, actor: Actor, row: Model) -> frozenset[str]:
        """Fields no ground that opens this row to `actor` shows."""
        grounds = [
            name
            for name, reader in self.readers.items()
            if (q := reader(actor)) is not None
            and self.model._base_manager.filter(q, pk=row.pk).exists()
        ]
        if not grounds:
            return frozenset(f.attname for f in self.model._meta.concrete_fields)
        return frozenset.intersection(*(self.hidden.get(name, frozenset()) for name in grounds))


_policies: dict[type[Model], Policy] = {}


def register(policy: Policy) -> Policy:
    """Once per model, at import of <app>/policies.py."""
    if policy.model in _policies:
        raise ValueError(f"{policy.model.__name__} has a policy already.")
    _policies[policy.model] = policy
    return policy


def policy_of(model: type[Model]) -> Policy:
    """The model's policy; a protected model without one is closed and says so."""
    try:
        return _policies[model]
    except KeyError:
        raise LookupError(f"{model.__name__} is protected and has no policy.") from None


def all_policies() -> list[Policy]:
    """Every registered policy."""
    return list(_policies.values())
