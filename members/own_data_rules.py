"""Whether somebody may take everything along, or have it erased; pure, asked again under lock."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import Allowed, Denied, Verdict

from .office_rules import may_run_the_office

# Between the wish and its being carried out: enough for a second thought, and for a stolen mailbox.
SECOND_THOUGHTS = timedelta(days=7)
# How long a finished download lies ready.
DOWNLOAD_LASTS = timedelta(days=7)


def may_download(actor: Actor) -> Verdict:
    """The person herself, right after a new code."""
    if not isinstance(actor, SignedIn) or actor.subject_id is None or actor.helping:
        return Denied(_("Only the person herself can take her data along."))
    return _fresh(actor)


def may_ask_to_erase(actor: Actor, person_id: int, *, last_administrator: bool) -> Verdict:
    """The person herself, right after a new code, or the office on her word."""
    if last_administrator:
        return Denied(
            _("Nobody else can run the office. Give somebody the administrator’s role first.")
        )
    if isinstance(actor, SignedIn) and actor.person_id == person_id:
        return _fresh(actor)
    return may_run_the_office(actor)


def may_stop_erase(actor: Actor, person_id: int) -> Verdict:
    """Changing one's mind asks for nothing more than being signed in."""
    if isinstance(actor, SignedIn) and actor.person_id == person_id:
        return Allowed()
    return may_run_the_office(actor)


def _fresh(actor: SignedIn) -> Verdict:
    return Allowed() if actor.fresh else Denied(_("Confirm with a new code first."))
