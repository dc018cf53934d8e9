"""Whether somebody may read what is sealed, keep it for an authority, or delete it early: pure answers."""

from __future__ import annotations

from django.utils.translation import gettext as _

from moderation.models import Sealed
from po_platform.access.refusals import Allowed, Denied, Verdict

SHORTEST_PURPOSE = 10  # signs: a word alone says nothing to whoever asks later


def may_see(sealed: Sealed, *, me: int) -> Verdict:
    """Its outside, who opened it and what for: nobody about her own."""
    if sealed.person_id == me:
        return Denied(_("Nobody decides about something of their own. Leave it to another person."))
    return Allowed()


def may_open(sealed: Sealed, *, me: int, purpose: str) -> Verdict:
    """A moderator who says why; the author reads her own words on her own page."""
    if isinstance(refused := _may_touch(sealed, me), Denied):
        return refused
    if len(purpose.strip()) < SHORTEST_PURPOSE:
        return Denied(
            _("Write why you have to read it, in a few words. It is kept with your name.")
        )
    return Allowed()


def may_keep(sealed: Sealed, *, me: int, why: str) -> Verdict:
    """With a reason, once."""
    if isinstance(refused := _may_touch(sealed, me), Denied):
        return refused
    if sealed.kept_at is not None:
        return Denied(_("It is kept already."))
    if not why.strip():
        return Denied(_("Write who needs it and what for."))
    return Allowed()


def may_release(sealed: Sealed, *, me: int) -> Verdict:
    """When nobody needs it any more."""
    if isinstance(refused := _may_touch(sealed, me), Denied):
        return refused
    if sealed.kept_at is None:
        return Denied(_("Nobody keeps it beyond its time."))
    return Allowed()


def may_ask_to_delete(sealed: Sealed, *, me: int, why: str, open_case: bool) -> Verdict:
    """Once; not what a case or an authority still needs."""
    if isinstance(refused := _may_delete(sealed, me, open_case), Denied):
        return refused
    if sealed.asked_at is not None:
        return Denied(_("Somebody asked for this already. A second moderator says yes or no."))
    if not why.strip():
        return Denied(_("Write why it cannot wait."))
    return Allowed()


def may_settle_deleting(sealed: Sealed, *, me: int, yes: bool, open_case: bool) -> Verdict:
    """Another moderator says yes; whoever asked can take it back."""
    if isinstance(refused := _may_touch(sealed, me), Denied):
        return refused
    if sealed.asked_at is None:
        return Denied(_("Nobody asks for this any more."))
    if not yes:
        return Allowed()
    if sealed.asked_by == me:
        return Denied(_("You wanted it yourself. Another moderator says yes or no."))
    return _may_delete(sealed, me, open_case)


def _may_touch(sealed: Sealed, me: int) -> Verdict:
    if isinstance(refused := may_see(sealed, me=me), Denied):
        return refused
    if sealed.is_over:
        return Denied(_("Nothing is sealed here any more."))
    return Allowed()


def _may_delete(sealed: Sealed, me: int, open_case: bool) -> Verdict:
    if isinstance(refused := _may_touch(sealed, me), Denied):
        return refused
    if sealed.kept_at is not None:
        return Denied(_("Somebody outside needs it. It is kept until that is over."))
    if open_case:
        return Denied(_("A case about it is open. It is kept until that is decided."))
    return Allowed()
