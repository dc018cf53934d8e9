"""The data register: every table, what it holds, how long, and what export and erase do with it."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

from po_platform.kit.holds import Holds

# Tables of libraries, declared here because their models cannot carry the declaration.
FOREIGN: dict[str, Holds] = {
    "sessions.Session": Holds(
        "account", "account", "30 days after last use", False, "delete", after="expire_date"
    ),
    "account.EmailAddress": Holds("account", "user", "until erased", True, "delete"),
    "account.EmailConfirmation": Holds(
        "account", "", "3 days", False, "delete", after="created", days=3
    ),
    "mfa.Authenticator": Holds("account", "user", "until erased", False, "delete"),
    "auth.Permission": Holds("setting", "", "for ever", False, "keep"),
    "auth.Group": Holds("setting", "", "for ever", False, "keep"),
    "contenttypes.ContentType": Holds("setting", "", "for ever", False, "keep"),
    "pghistory.Context": Holds("operational", "", "10 years", False, "keep"),
    "pghistory.MiddlewareEvents": Holds("operational", "", "10 years", False, "keep"),
}


class Undeclared(Exception):
    """A model says nothing about what it holds."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the register."""

    model: type[Model]
    holds: Holds

    @property
    def label(self) -> str:
        return self.model._meta.label

    @property
    def table(self) -> str:
        return self.model._meta.db_table


def holds_of(model: type[Model]) -> Holds:
    """What a model declares; a history table holds what its model holds. Raises Undeclared."""
    declared = getattr(model, "holds", None) or FOREIGN.get(model._meta.label)
    if declared is None and hasattr(model, "pgh_tracked_model"):
        declared = getattr(model.pgh_tracked_model, "holds", None)
    if not isinstance(declared, Holds):
        raise Undeclared(f"{model._meta.label} does not say what it holds.")
    return declared


def register() -> list[Entry]:
    """Every table Django manages, in order of its label."""
    models = (m for m in apps.get_models() if m._meta.managed and not m._meta.proxy)
    return sorted((Entry(m, holds_of(m)) for m in models), key=lambda entry: entry.label)
