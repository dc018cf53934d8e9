"""Drafts are seen by whoever writes them, and by nobody else."""

from django.db.models import Q

from members.policies import by_purpose, own
from po_platform.access.actor import Actor, Bearer, Purpose, Tick
from po_platform.access.policy import Policy, register

from .models import Draft


def _by_code(actor: Actor) -> Q | None:
    """Drafts written with this very code, never those of the person it is about."""
    if isinstance(actor, Bearer) and actor.about == "answer" and actor.subject_id:
        begins = f"ticket:{actor.ticket_id}:"
        return Q(subject_id=actor.subject_id, about__startswith=begins)
    return None


register(
    Policy(
        Draft,
        {
            "own": own(helpers=(Tick.ANSWER,)),
            "ticket": _by_code,
            "export": by_purpose(Purpose.EXPORT),
        },
    )
)
