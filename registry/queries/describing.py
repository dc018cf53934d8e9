"""Registries that want to be found."""

from __future__ import annotations

from registry.dcat import Described
from registry.models import Description


def listed_registries() -> list[Described]:
    """Those a curator listed, by title."""
    rows = Description.objects.filter(listed=True).select_related("registry")
    return [
        Described(
            one.registry.slug, one.registry.title, one.about, one.keywords, one.contact,
            one.orpha, one.people,
        )
        for one in rows.order_by("registry__title", "pk")
    ]  # fmt: skip
