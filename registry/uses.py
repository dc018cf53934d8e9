"""Which consent counts and releases of a registry rest on."""

from __future__ import annotations

from registry.models import Registry

RESEARCH = "registry-research"


def use_of(registry: Registry) -> str:
    """The purpose of the grants that open entries to the research role."""
    return f"{RESEARCH}:{registry.pk}"
