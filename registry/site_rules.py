"""Which sites somebody works for, and who says at which one a record is kept."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from po_platform.access.actor import Actor
from po_platform.access.refusals import Allowed, Denied, Verdict

from .models import Right, Subject
from .rules import may_keep, works_in_registries


def own_sites(rights: Sequence[Right]) -> set[int]:
    """The sites her rights are for; none: all of the registry."""
    return {right.site_id for right in rights if right.site_id is not None}


def may_move(actor: Actor, record: Subject, rights: Sequence[Right]) -> Verdict:
    """To another site: whoever reads and fills in the whole registry, at every site."""
    general = next((right for right in rights if right.form_id is None), None)
    if not works_in_registries(actor) or general is None:
        return Denied(_("Only those who fill in forms for all sites can do this."))
    if not (general.sees and general.enters) or own_sites(rights):
        return Denied(_("Only those who fill in forms for all sites can do this."))
    return may_keep(record)


def may_be_for_site(*, manages: bool, of_site: bool) -> Verdict:
    """Whoever looks after a registry looks after all of it."""
    if manages and of_site:
        return Denied(_("Who looks after a registry works for all its sites."))
    return Allowed()
