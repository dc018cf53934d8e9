"""What the moderation keeps; see the modules for what each table is."""

from .cases import Case, CaseEvent, Lane, Report, Triage
from .decisions import Decision, Rule
from .duty import FollowUp, Passed, SafetyContact, Shift
from .halfyears import HalfYear
from .replies import SavedReply
from .words import PrivateWord

__all__ = [
    "Case",
    "CaseEvent",
    "Decision",
    "FollowUp",
    "HalfYear",
    "Lane",
    "Passed",
    "PrivateWord",
    "Report",
    "Rule",
    "SafetyContact",
    "SavedReply",
    "Shift",
    "Triage",
]
