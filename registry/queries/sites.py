"""Sites of a registry, whom they are for, and who works at the one a record is kept at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from po_platform.access.actor import Actor
from registry.models import Registry, Right, Site, Subject
from registry.queries.datasets import my_rights
from registry.site_rules import own_sites

AT_NONE = "-"  # instead of the name of a site: records kept at none


@dataclass(frozen=True)
class Choice:
    """Which site a list is about: one of them, or, with `site` None, those at none."""

    site: Site | None

    @property
    def records(self) -> Q:
        """To filter records by."""
        return Q(site=self.site)


def sites_of(registry: Registry) -> list[Site]:
    """Every site of a registry, by title; nothing is asked where it has none."""
    return list(registry.sites.order_by("title", "pk")) if registry.sited else []


def sites_to_choose(*, actor: Actor, registry: Registry) -> list[Site]:
    """The same for whoever works for all of them; who works for one has nothing to choose."""
    if not registry.sited or own_sites(my_rights(actor=actor, registry_id=registry.pk)):
        return []
    return sites_of(registry)


def chosen(sites: Sequence[Site], name: str) -> Choice | None:
    """What a list is about by the name in its address; None: everybody."""
    if sites and name == AT_NONE:
        return Choice(None)
    found = next((one for one in sites if one.name == name), None)
    return Choice(found) if found else None


def own_site(rights: Sequence[Right]) -> int | None:
    """Where a record is kept that somebody with these rights adds."""
    return next(iter(own_sites(rights)), None)


def who_sees_her(record: Subject) -> tuple[int, int]:
    """How many work for the site of one's own record alone, and how many for all sites."""
    with connection.cursor() as cursor:
        cursor.execute("select here, everywhere from who_at_site(%s)", [record.pk])
        here, everywhere = cursor.fetchone()
    return here, everywhere
