"""Naming who works in a registry, saying form by form what she may do, taking her out again."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.http import Http404
from django.urls import reverse

from audit.actions import record
from members.models import Person
from notifications.actions import queue
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from registry.levels import GENERAL, LEVELS, SAME, OfForm
from registry.models import Form, Registry, Right, Site
from registry.notices import NAMED
from registry.queries.datasets import my_rights
from registry.queries.keepers import could_be_named, manages_alone
from registry.rules import may_manage, may_step_down
from registry.site_rules import may_be_for_site


def name_keeper(*, actor: Actor, registry: Registry, account_id: int, site: Site | None) -> Right:
    """A curator or clinician who may read from now on; more is said form by form. `site`: only there;
    None: everywhere.
    """
    with transaction.atomic():
        _manages(actor, registry)
        _of_this(registry, site)
        known = could_be_named(actor=actor, registry=registry)
        if account_id not in {account for account, _name, _role in known}:
            raise Http404
        right, is_new = Right.objects.get_or_create(
            registry=registry, account_id=account_id, form=None, defaults={"site": site}
        )
        if is_new:
            record(actor=actor, verb="registry.right.given", thing=right)
            person = Person.objects.filter(account_id=account_id).first()
            if person is not None:
                queue(
                    recipient=person.pk,
                    kind=NAMED,
                    context={"path": reverse("registry:home")},
                    dedup=f"{NAMED}:{right.pk}",
                )
    return right


def say_rights(
    *,
    actor: Actor,
    right: Right,
    level: str,
    manages: bool,
    export: str,
    by_form: Mapping[int, OfForm],
    site: Site | None,
) -> None:
    """What somebody may do in a registry; `by_form`: form → what is said of it alone.

    Where only one half is said of a form, the other goes along with the registry from then on.
    `site`: only for its records, whatever the form; None: for all.
    """
    with transaction.atomic():
        _manages(actor, right.registry)
        _of_this(right.registry, site)
        demand(may_be_for_site(manages=manages, of_site=site is not None))
        held = Right.objects.select_for_update().get(pk=right.pk, form=None)
        if held.manages and not manages:
            demand(may_step_down(alone=manages_alone(held)))
        _write(held, level)
        held.manages, held.export, held.site = manages, export, site
        held.save()
        _say_by_form(held, level, by_form)
        Right.objects.filter(registry=held.registry, account_id=held.account_id).update(site=site)
        record(actor=actor, verb="registry.right.changed", thing=held)


def _say_by_form(held: Right, level: str, by_form: Mapping[int, OfForm]) -> None:
    hers = Right.objects.filter(registry=held.registry, account_id=held.account_id)
    there = {right.form_id: right for right in hers.exclude(form=None)}
    for form in Form.objects.filter(dataset__registry=held.registry, pk__in=by_form):
        chosen = by_form[form.pk]
        named = there.get(form.pk)
        if chosen.says_nothing:
            if named is not None:
                named.delete()
            continue
        named = named or Right(registry=held.registry, account_id=held.account_id, form=form)
        named.site = held.site
        named.same_level, named.same_files = chosen.level == GENERAL, chosen.files == SAME
        _write(named, level if named.same_level else chosen.level)
        named.export = held.export if named.same_files else chosen.files
        named.save()


def take_out(*, actor: Actor, right: Right) -> None:
    """From the next request on she sees nothing of this registry."""
    with transaction.atomic():
        _manages(actor, right.registry)
        held = Right.objects.select_for_update().get(pk=right.pk, form=None)
        if held.manages:
            demand(may_step_down(alone=manages_alone(held)))
        record(actor=actor, verb="registry.right.ended", thing=held)
        Right.objects.filter(registry=held.registry, account_id=held.account_id).delete()


def _write(right: Right, name: str) -> None:
    level = LEVELS[name]
    right.sees, right.enters, right.confirms = level.sees, level.enters, level.confirms


def _of_this(registry: Registry, site: Site | None) -> None:
    if site is not None and site.registry_id != registry.pk:
        raise Http404


def _manages(actor: Actor, registry: Registry) -> None:
    demand(may_manage(actor, my_rights(actor=actor, registry_id=registry.pk)))
    Registry.objects.select_for_update().get(pk=registry.pk)
