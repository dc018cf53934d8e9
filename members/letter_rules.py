"""Who may print letters, say that they are posted, and print one again; pure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from po_platform.access.actor import Actor
from po_platform.access.refusals import Denied, Verdict

from .models import PostedLetter
from .office_rules import may_run_the_office


def may_print(actor: Actor, *, head: bool) -> Verdict:
    """The office, when it has said where letters come from."""
    if isinstance(refused := may_run_the_office(actor), Denied):
        return refused
    if not head:
        return Denied(_("Say first where letters come from."))
    return may_run_the_office(actor)


def may_mark_posted(actor: Actor) -> Verdict:
    """The office."""
    return may_run_the_office(actor)


def may_print_again(actor: Actor, letter: PostedLetter, *, gone: bool = False) -> Verdict:
    """Once a letter, while what it said is still kept."""
    if isinstance(refused := may_run_the_office(actor), Denied):
        return refused
    if letter.again_at is not None:
        return Denied(_("This letter waits to be printed again already."))
    if gone:
        return Denied(_("What this letter said is not kept any more: two weeks are over."))
    return may_run_the_office(actor)
