"""Tables of health pages and self-help programmes."""

from .articles import Article, Picture, Revision
from .beside import Citation, Source, Term
from .card_orders import CardOrder
from .doctor_page import DoctorPage
from .enrolments import Enrolment, IfThenPlan, Later, StepState
from .guiding import Guide, GuideAssignment, GuideMessage
from .involving import (
    PanelCall,
    PanelReading,
    PanelThanks,
    ReadingWish,
    Topic,
    TopicSupport,
)
from .measuring import Measuring
from .outside import OutsideReader, Remark
from .programmes import Programme, ProgrammeCard, ProgrammeVersion
from .readers import Correction, SavedPage, Vote
from .reviews import ChecklistAnswer, Contributor, HouseRules, ReviewStep, TestReading, Urgent
from .waiting import GuideWish

__all__ = [
    "Article",
    "CardOrder",
    "ChecklistAnswer",
    "Citation",
    "Contributor",
    "Correction",
    "DoctorPage",
    "Enrolment",
    "Guide",
    "GuideAssignment",
    "GuideMessage",
    "GuideWish",
    "HouseRules",
    "IfThenPlan",
    "Later",
    "Measuring",
    "OutsideReader",
    "PanelCall",
    "PanelReading",
    "PanelThanks",
    "Picture",
    "Programme",
    "ProgrammeCard",
    "ProgrammeVersion",
    "ReadingWish",
    "Remark",
    "ReviewStep",
    "Revision",
    "SavedPage",
    "Source",
    "StepState",
    "Term",
    "TestReading",
    "Topic",
    "TopicSupport",
    "Urgent",
    "Vote",
]
