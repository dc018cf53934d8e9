"""Tables of health pages and self-help programmes."""

from .articles import Article, KeptFile, Picture, Revision
from .beside import Citation, Source, Term
from .buddies import BuddyOffer, BuddyPair
from .card_course import CourseDone
from .card_orders import CardOrder
from .columns import Column, ColumnAuthor
from .doctor_page import DoctorPage
from .enrolments import Enrolment, IfThenPlan, Later, StepState
from .examples import StepExample
from .expert_sessions import (
    EntryName,
    ExpertSession,
    SessionEntry,
    SessionExpert,
    SessionQuestion,
)
from .groups import GroupPlace, ProgrammeGroup
from .guide_calls import CallTry, GuideCall, MayCall
from .guide_words import GuideWording
from .guiding import Guide, GuideAssignment, GuideMessage
from .hand_overs import GuideHandOver
from .involving import (
    OF_PAGES,
    PanelCall,
    PanelReading,
    PanelThanks,
    ReadingWish,
    Task,
    Topic,
    TopicSupport,
)
from .measuring import Measuring
from .outside import OutsideReader, Remark
from .programmes import Programme, ProgrammeCard, ProgrammeStop, ProgrammeVersion
from .projects import ProjectRecord, SelfAudit
from .readers import Correction, SavedPage, Vote
from .reviews import ChecklistAnswer, Contributor, HouseRules, ReviewStep, TestReading, Urgent
from .supervision import SupervisionMonth, SupervisionQuestion
from .waiting import GuideWish

__all__ = [
    "OF_PAGES",
    "Article",
    "BuddyOffer",
    "BuddyPair",
    "CallTry",
    "CardOrder",
    "ChecklistAnswer",
    "Citation",
    "Column",
    "ColumnAuthor",
    "Contributor",
    "Correction",
    "CourseDone",
    "DoctorPage",
    "Enrolment",
    "EntryName",
    "ExpertSession",
    "GroupPlace",
    "Guide",
    "GuideAssignment",
    "GuideCall",
    "GuideHandOver",
    "GuideMessage",
    "GuideWish",
    "GuideWording",
    "HouseRules",
    "IfThenPlan",
    "KeptFile",
    "Later",
    "MayCall",
    "Measuring",
    "OutsideReader",
    "PanelCall",
    "PanelReading",
    "PanelThanks",
    "Picture",
    "Programme",
    "ProgrammeCard",
    "ProgrammeGroup",
    "ProgrammeStop",
    "ProgrammeVersion",
    "ProjectRecord",
    "ReadingWish",
    "Remark",
    "ReviewStep",
    "Revision",
    "SavedPage",
    "SelfAudit",
    "SessionEntry",
    "SessionExpert",
    "SessionQuestion",
    "Source",
    "StepExample",
    "StepState",
    "SupervisionMonth",
    "SupervisionQuestion",
    "Task",
    "Term",
    "TestReading",
    "Topic",
    "TopicSupport",
    "Urgent",
    "Vote",
]
