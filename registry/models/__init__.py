"""What a registry asks, who may work in it, and what is known of whom."""

from .asked import Query
from .catalogue import Dataset, Event, Form, FormAtEvent, Registry, Right
from .consent import ConsentSheet, Participation
from .rows import Batch, Entry, Subject

__all__ = [
    "Batch",
    "ConsentSheet",
    "Dataset",
    "Entry",
    "Event",
    "Form",
    "FormAtEvent",
    "Participation",
    "Query",
    "Registry",
    "Right",
    "Subject",
]
