"""What the moderation keeps; see the modules for what each table is."""

from .agreeing import RulesAgreed, RulesCall
from .calling import CallNumber
from .cases import Case, CaseEvent, Lane, Report, Triage
from .decisions import Decision, DecisionSeen, Rule
from .drills import Drill
from .duty import DutyFeed, FollowUp, Passed, SafetyContact, Shift
from .halfyears import HalfYear
from .help_lines import HelpLine
from .places import PlaceKeeper
from .replies import SavedReply
from .reveals import Reveal
from .sealed import Sealed, SealOpening
from .silences import Silence
from .team import Avoided, DeskWish, TeamCare, Theme, Training, TrainingRead
from .words import PrivateWord

__all__ = [
    "Avoided",
    "CallNumber",
    "Case",
    "CaseEvent",
    "Decision",
    "DecisionSeen",
    "DeskWish",
    "Drill",
    "DutyFeed",
    "FollowUp",
    "HalfYear",
    "HelpLine",
    "Lane",
    "Passed",
    "PlaceKeeper",
    "PrivateWord",
    "Report",
    "Reveal",
    "Rule",
    "RulesAgreed",
    "RulesCall",
    "SafetyContact",
    "SavedReply",
    "SealOpening",
    "Sealed",
    "Shift",
    "Silence",
    "TeamCare",
    "Theme",
    "Training",
    "TrainingRead",
    "Triage",
]
