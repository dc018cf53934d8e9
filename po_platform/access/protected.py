"""Querysets that run nothing before it was said who asks, or for what purpose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self, TypeVar, cast

from django.db import models

from .actor import Actor, Purpose
from .policy import policy_of

M = TypeVar("M", bound=models.Model)


class NobodyAsked(Exception):
    """A protected table was to be read without visible_to(actor) or for_purpose(…)."""


class ProtectedQuerySet(models.QuerySet[M]):
    """Executing methods need a mark: list, get, count, exists, aggregate, iterator, update, delete.

    Reverse managers and prefetches come through the default manager and are caught too. Not
    caught, on purpose: forward keys, select_related, joins and subqueries; the vault is for those.
    """

    _asked: str = ""

    def visible_to(self, actor: Actor) -> Self:
        """The rows this actor may see; the mark stays through filter, order and slice."""
        rows = policy_of(self.model).rows(actor)
        return (self.none() if rows is None else self.filter(rows))._mark(actor.kind)

    def for_purpose(self, purpose: Purpose) -> Self:
        """All rows the vault opens to the running purpose; only for code that acts as System."""
        return self._mark(f"purpose:{purpose}")

    def _mark(self, asked: str) -> Self:
        marked = self._chain()  # type: ignore[attr-defined]  # Django internals, typed by us
        marked._asked = asked
        return cast("Self", marked)

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]  # Django internals
        clone._asked = self._asked
        return cast("Self", clone)

    def _demand(self) -> None:
        if not self._asked and not self.query.is_empty():
            raise NobodyAsked(f"Say who asks for {self.model.__name__}: visible_to(actor).")

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._demand()
        super()._fetch_all()

    def count(self) -> int:
        self._demand()
        return super().count()

    def exists(self) -> bool:
        self._demand()
        return super().exists()

    def contains(self, obj: models.Model) -> bool:
        self._demand()
        return super().contains(cast("M", obj))

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._demand()
        return super().aggregate(*args, **kwargs)

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        self._demand()
        return super().iterator(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._demand()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._demand()
        return super().delete()

    def explain(self, *args: Any, **kwargs: Any) -> str:
        self._demand()
        return super().explain(*args, **kwargs)

    def __or__(self, other: Any) -> Self:
        return super().__or__(other)._mark("")

    def __and__(self, other: Any) -> Self:
        return super().__and__(other)._mark("")

    def union(self, *others: Any, all: bool = False) -> Self:
        return super().union(*others, all=all)._mark("")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.model.__name__}>"  # no rows in logs

    def bulk_update(self, objs: Iterable[M], fields: Iterable[str], batch_size: Any = None) -> int:
        self._demand()
        return super().bulk_update(objs, fields, batch_size)


ProtectedManager = models.Manager.from_queryset(ProtectedQuerySet)
