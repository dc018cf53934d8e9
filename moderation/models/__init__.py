"""What the moderation keeps; see the modules for what each table is."""

from .cases import Case, CaseEvent, Lane, Report, Triage
from .decisions import Decision, Rule
from .duty import FollowUp, Passed, SafetyContact, Shift

__all__ = [
    "Case",
    "CaseEvent",
    "Decision",
    "FollowUp",
    "Lane",
    "Passed",
    "Report",
    "Rule",
    "SafetyContact",
    "Shift",
    "Triage",
]
