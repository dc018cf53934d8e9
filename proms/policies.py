"""Answers and scores: the person herself, and those she shares questionnaires with."""

from members.policies import by_purpose, by_ticket, granted, own
from po_platform.access.actor import Purpose
from po_platform.access.policy import Policy, register

from .models import Assignment, Response, Score

SCOPE = "proms"

register(
    Policy(
        Assignment,
        {
            "own": own(),
            "granted": granted(SCOPE),
            "ticket": by_ticket("answer"),
            "job": by_purpose(Purpose.ASSIGN, Purpose.REMIND, Purpose.EXPORT),
        },
    )
)
for model in (Response, Score):
    register(
        Policy(
            model,
            {
                "own": own(),
                "granted": granted(SCOPE),
                "ticket": by_ticket("answer"),
                "export": by_purpose(Purpose.EXPORT),
            },
        )
    )
