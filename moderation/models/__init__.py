"""What the moderation keeps; see the modules for what each table is."""

from .agreeing import RulesAgreed, RulesCall
from .cases import Case, CaseEvent, Lane, Report, Triage
from .decisions import Decision, Rule
from .drills import Drill
from .duty import FollowUp, Passed, SafetyContact, Shift
from .halfyears import HalfYear
from .help_lines import HelpLine
from .replies import SavedReply
from .reveals import Reveal
from .sealed import Sealed, SealOpening
from .silences import Silence
from .words import PrivateWord

__all__ = [
    "Case",
    "CaseEvent",
    "Decision",
    "Drill",
    "FollowUp",
    "HalfYear",
    "HelpLine",
    "Lane",
    "Passed",
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
    "Triage",
]
