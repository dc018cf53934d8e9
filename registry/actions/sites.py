"""Sites of a registry: added, called anew, taken away; and at which one a record is kept."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection, transaction
from django.http import Http404
from django.utils.text import slugify
from django.utils.translation import gettext as _

from audit.actions import record as write_down
from po_platform.access.actor import Actor
from po_platform.access.refusals import Denied, demand
from registry.models import Participation, Registry, Site, Subject
from registry.queries.datasets import my_rights
from registry.queries.sites import AT_NONE
from registry.rules import may_manage
from registry.site_rules import may_move

LONGEST = 18  # as REDCap cuts names of groups
TAKEN = frozenset({"new", AT_NONE})  # a page of its own; at none of them, and for all of them


def save_site(
    *,
    actor: Actor,
    registry: Registry,
    title: str,
    country: str,
    site: Site | None = None,
    name: str = "",
) -> Site:
    """A new site, or another title for one; its name in files stays. `name`: of a new one."""
    with transaction.atomic():
        held = _managed(actor, registry)
        there = set(held.sites.values_list("name", flat=True))
        name = name or group_name(title, there | TAKEN)
        found = site or Site(registry=held, name=name)
        if found.registry_id != held.pk:
            raise Http404
        found.title, found.country = title, country
        found.save()
        write_down(actor=actor, verb="registry.site.saved", thing=found)
    return found


def drop_site(*, actor: Actor, site: Site) -> None:
    """A site no living record is kept at and nobody works for."""
    with transaction.atomic():
        _managed(actor, site.registry)
        with connection.cursor() as cursor:
            cursor.execute("select drop_site(%s)", [site.pk])
            gone = cursor.fetchone()[0]
        if not gone:
            demand(
                Denied(_("Records are kept at this site, or somebody works for it, so it stays."))
            )
        write_down(actor=actor, verb="registry.site.dropped", thing=site)


def move_record(*, actor: Actor, record: Subject, site: Site | None) -> None:
    """From now on the record is kept there; who works for another site alone sees it no more."""
    with transaction.atomic():
        rights = my_rights(actor=actor, registry_id=record.registry_id)
        demand(may_move(actor, record, rights))
        mine = Subject.objects.visible_to(actor).filter(pk=record.pk, voided_at=None, same_as=None)
        found = mine.select_for_update(of=("self",)).first()
        if found is None or (site is not None and site.registry_id != found.registry_id):
            raise Http404
        demand(may_move(actor, found, rights))  # she may have left meanwhile
        before, found.site = found.site_id, site
        if before == found.site_id:
            return
        found.save(update_fields=["site"])
        write_down(
            actor=actor,
            verb="registry.record.moved",
            thing=found,
            subject=found.subject_id,
            from_site=before,
            to_site=found.site_id,
        )


def keep_at(*, actor: Actor, taking_part: Participation, site: Site | None) -> None:
    """Her record is kept at the site she chose when she joined, or at none; part of joining, which
    asked whether she may.
    """
    mine = Subject.objects.visible_to(actor).filter(pk=taking_part.record_id)
    before = mine.values_list("site_id", flat=True).first()
    after = site.pk if site else None
    if before == after:
        return
    mine.update(site_id=after)
    write_down(
        actor=actor,
        verb="registry.record.moved",
        thing=taking_part.record,
        subject=taking_part.subject_id,
        from_site=before,
        to_site=after,
    )


def group_name(title: str, taken: Collection[str]) -> str:
    """What files call a site: small letters, figures and `_`, as REDCap writes names of groups."""
    first = slugify(title).replace("-", "_")[:LONGEST].strip("_") or "site"
    name, number = first, 2
    while name in taken:
        tail = f"_{number}"
        name, number = f"{first[: LONGEST - len(tail)]}{tail}", number + 1
    return name


def _managed(actor: Actor, registry: Registry) -> Registry:
    demand(may_manage(actor, my_rights(actor=actor, registry_id=registry.pk)))
    return Registry.objects.select_for_update().get(pk=registry.pk)
