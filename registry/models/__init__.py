"""What a registry asks, who may work in it, what is known of whom, and what leaves it to whom."""

from .catalogue import Dataset, Event, Form, FormAtEvent, Registry, Right
from .cohorts import Cohort, CountRun
from .releases import Deletion, Fetched, Recipient, Release, ReleaseRow, ReleaseSubject
from .requests import DataRequest, Deputy, ReleaseRules, RequestPaper, RequestStep, Vote
from .rows import Batch, Entry, Subject

__all__ = [
    "Batch",
    "Cohort",
    "CountRun",
    "DataRequest",
    "Dataset",
    "Deletion",
    "Deputy",
    "Entry",
    "Event",
    "Fetched",
    "Form",
    "FormAtEvent",
    "Recipient",
    "Registry",
    "Release",
    "ReleaseRow",
    "ReleaseRules",
    "ReleaseSubject",
    "RequestPaper",
    "RequestStep",
    "Right",
    "Subject",
    "Vote",
]
