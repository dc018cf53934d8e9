"""What the moderation keeps; see the modules for what each table is."""

from .cases import Case, CaseEvent, Lane, Report
from .decisions import Decision, Rule
from .duty import Passed, Shift

__all__ = [
    "Case",
    "CaseEvent",
    "Decision",
    "Lane",
    "Passed",
    "Report",
    "Rule",
    "Shift",
]
