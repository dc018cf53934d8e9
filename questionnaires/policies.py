"""Drafts are seen by whoever writes them, and by nobody else."""

from django.db.models import Q

from members.policies import by_purpose, own
from po_platform.access.actor import Actor, Bearer, Purpose, SignedIn, Tick
from po_platform.access.policy import Policy, register

from .models import Draft

CORRECTS = "proms.correction:"  # with the id of the answers


def _by_code(actor: Actor) -> Q | None:
    """Drafts written with this very code, never those of the person it is about."""
    if isinstance(actor, Bearer) and actor.about == "answer" and actor.subject_id:
        begins = f"ticket:{actor.ticket_id}:"
        return Q(subject_id=actor.subject_id, about__startswith=begins)
    return None


def _hers(actor: Actor) -> Q | None:
    """Her own. Who helps her answer has none of what was sent: corrections begin as a copy of that."""
    found = own(helpers=(Tick.ANSWER,))(actor)
    helped = isinstance(actor, SignedIn) and actor.helping and not actor.decides_by_law
    if found is None or not helped:
        return found
    return found & ~Q(about__startswith=CORRECTS)


register(
    Policy(
        Draft,
        {
            "own": _hers,
            "ticket": _by_code,
            "export": by_purpose(Purpose.EXPORT),
        },
    )
)
