"""Drafts are seen by whoever writes them, and by nobody else."""

from members.policies import by_purpose, by_ticket, own
from po_platform.access.actor import Purpose
from po_platform.access.policy import Policy, register

from .models import Draft

register(
    Policy(
        Draft, {"own": own(), "ticket": by_ticket("answer"), "export": by_purpose(Purpose.EXPORT)}
    )
)
