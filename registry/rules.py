"""Whether somebody may do this in a registry now."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from members.models import Person
from members.rules import may_decide
from po_platform.access.actor import Actor, Hat, Purpose, SignedIn, System
from po_platform.access.refusals import Allowed, Denied, Verdict

from .consent import Sheet
from .models import Batch, Participation, Right


def is_operator(actor: Actor) -> bool:
    """A command on the host without --as."""
    return isinstance(actor, System) and actor.purpose is Purpose.OPERATE


def may_make_registry(actor: Actor) -> Verdict:
    """Curators with their second factor, and the operator of the host."""
    if is_operator(actor) or (isinstance(actor, SignedIn) and actor.holds(Hat.CURATOR)):
        return Allowed()
    return Denied(_("Only a curator can do this."))


def may_manage(actor: Actor, rights: Sequence[Right]) -> Verdict:
    """Datasets, imports and rights: whoever manages the registry. `rights`: hers in it."""
    if is_operator(actor):
        return Allowed()
    if may_make_registry(actor) and any(right.manages for right in rights):
        return Allowed()
    return Denied(_("Only those who manage this registry can do this."))


def right_for(form_id: int, rights: Sequence[Right]) -> Right | None:
    """The right that counts for a form: the one that names it, else the one for the registry."""
    named = next((right for right in rights if right.form_id == form_id), None)
    return named or next((right for right in rights if right.form_id is None), None)


def may_enter(actor: Actor, form_id: int, rights: Sequence[Right]) -> Verdict:
    """Whoever may fill in this form."""
    if is_operator(actor):
        return Allowed()
    found = right_for(form_id, rights) if may_make_registry(actor) else None
    if found is not None and found.enters:
        return Allowed()
    return Denied(_("You can read this form and not fill it in."))


def may_undo(actor: Actor, batch: Batch, rights: Sequence[Right]) -> Verdict:
    """Whoever manages the registry, once."""
    if batch.undone_at is not None:
        return Denied(_("This file was taken back already."))
    return may_manage(actor, rights)


def may_join(actor: Actor, state: str) -> Verdict:
    """An active member, for herself. `state`: of her membership."""
    if not may_decide(actor):
        return Denied(_("Only the person herself can join a registry."))
    if not isinstance(actor, SignedIn) or Hat.MEMBER not in actor.roles:
        return Denied(_("Only members can join a registry."))
    if state != Person.State.ACTIVE:
        return Denied(_("While your membership rests you cannot join. Call us if that is wrong."))
    return Allowed()


def may_change_answer(actor: Actor, taking_part: Participation) -> Verdict:
    """The person herself, while she takes part."""
    if not may_decide(actor):
        return Denied(_("Only the person herself can change what she agreed to."))
    if taking_part.state != Participation.State.ACTIVE or taking_part.paused_at is not None:
        return Denied(_("You do not take part in this registry any more. You can join again."))
    return Allowed()


def may_leave(actor: Actor, taking_part: Participation) -> Verdict:
    """The person herself, on any day."""
    if may_decide(actor):
        return Allowed()
    return Denied(_("Only the person herself can leave a registry."))


def may_publish_sheet(sheet: Sheet) -> Verdict:
    """Once it can be read, answered and checked in at least one language."""
    if "texts" in sheet.lacks:
        return Denied(
            _("Write the title, the short text and every question in one language first.")
        )
    if "questions" in sheet.lacks:
        return Denied(_("Ask at least one question first."))
    if "checks" in sheet.lacks:
        return Denied(_("Add two questions first that show whether the text was understood."))
    return Allowed()
