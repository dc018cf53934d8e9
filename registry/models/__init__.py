"""What a registry asks, who may work in it, what is known of whom, and what leaves it to whom."""

from .asked import Query
from .catalogue import Dataset, Description, Event, Form, FormAtEvent, Registry, Right, Site
from .cohorts import Cohort, CountRun
from .consent import ConsentSheet, Participation
from .doubles import Alike, AlikeMark, Joined
from .figures import Figure, FigureChoice
from .papers import PaperConsent
from .quality import Accepted, QualityRule
from .releases import Archive, Deletion, Fetched, Recipient, Release, ReleaseRow, ReleaseSubject
from .requests import (
    Amendment,
    DataRequest,
    Deputy,
    ReleaseRules,
    RequestPaper,
    RequestStep,
    Vote,
)
from .rows import Batch, Entry, Subject
from .single_uses import UseAsked, UseAsking
from .studies import Study, StudyInvitation
from .take_outs import TakeOut
from .terms import Term, TermFile, Terminology, TermName
from .working_out import WorkingOut

__all__ = [
    "Accepted",
    "Alike",
    "AlikeMark",
    "Amendment",
    "Archive",
    "Batch",
    "Cohort",
    "ConsentSheet",
    "CountRun",
    "DataRequest",
    "Dataset",
    "Deletion",
    "Deputy",
    "Description",
    "Entry",
    "Event",
    "Fetched",
    "Figure",
    "FigureChoice",
    "Form",
    "FormAtEvent",
    "Joined",
    "PaperConsent",
    "Participation",
    "QualityRule",
    "Query",
    "Recipient",
    "Registry",
    "Release",
    "ReleaseRow",
    "ReleaseRules",
    "ReleaseSubject",
    "RequestPaper",
    "RequestStep",
    "Right",
    "Site",
    "Study",
    "StudyInvitation",
    "Subject",
    "TakeOut",
    "Term",
    "TermFile",
    "TermName",
    "Terminology",
    "UseAsked",
    "UseAsking",
    "Vote",
    "WorkingOut",
]
