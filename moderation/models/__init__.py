"""What the moderation keeps; see the modules for what each table is."""

from .agreeing import RulesAgreed, RulesCall
from .cases import Case, CaseEvent, Lane, Report, Triage
from .decisions import Decision, Rule
from .duty import DutyFeed, FollowUp, Passed, SafetyContact, Shift
from .halfyears import HalfYear
from .replies import SavedReply
from .silences import Silence
from .team import Avoided, DeskWish, TeamCare, Theme, Training, TrainingRead
from .words import PrivateWord

__all__ = [
    "Avoided",
    "Case",
    "CaseEvent",
    "Decision",
    "DeskWish",
    "DutyFeed",
    "FollowUp",
    "HalfYear",
    "Lane",
    "Passed",
    "PrivateWord",
    "Report",
    "Rule",
    "RulesAgreed",
    "RulesCall",
    "SafetyContact",
    "SavedReply",
    "Shift",
    "Silence",
    "TeamCare",
    "Theme",
    "Training",
    "TrainingRead",
    "Triage",
]
