"""The copy of a decision about a registry for somebody who gets letters: word for word, on paper."""

from __future__ import annotations

from django.utils.translation import gettext as _

from members.models import Decision
from notifications.kinds import Pending
from notifications.paper import PaperPart
from po_platform.access.actor import System
from registry.consent import purpose_of


def on_paper(actor: System, pending: Pending) -> PaperPart | None:
    """What she decided last about each question of one registry; None when there is nothing."""
    if not pending.about.isdecimal() or actor.subject_id is None:
        return None
    kept = Decision.objects.visible_to(actor).filter(
        subject_id=actor.subject_id, purpose__startswith=purpose_of(int(pending.about), "")
    )
    newest = {one.purpose: one.rendered for one in kept.order_by("pk")}
    if not newest:
        return None
    told = (
        _("This is your copy of what you decided about a registry, word for word."),
        _("If something of it is wrong, or you want to change or end it, call us or write to us."),
    )
    return PaperPart((*told, *newest.values()), subject=_("Your copy"))
