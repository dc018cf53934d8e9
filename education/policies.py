"""Who may see saved pages and corrections: whoever left them; corrections also who answers them."""

from django.db.models import Q

from members.policies import by_purpose, own
from po_platform.access.actor import Actor, Hat, Purpose, SignedIn
from po_platform.access.policy import Policy, register

from .models import Correction, SavedPage


def to_answer(actor: Actor) -> Q | None:
    """All of them, for editors."""
    everything = Q(pk__isnull=False)  # an empty Q would vanish beside another ground
    return everything if isinstance(actor, SignedIn) and actor.holds(Hat.EDITOR) else None


EXPORT = by_purpose(Purpose.EXPORT)
register(Policy(SavedPage, {"own": own(), "export": EXPORT}))
register(Policy(Correction, {"own": own(), "editor": to_answer, "export": EXPORT}))
