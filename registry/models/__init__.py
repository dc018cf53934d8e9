"""What a registry asks, who may work in it, and what is known of whom."""

from .catalogue import Dataset, Event, Form, FormAtEvent, Registry, Right
from .rows import Batch, Entry, Subject

__all__ = [
    "Batch",
    "Dataset",
    "Entry",
    "Event",
    "Form",
    "FormAtEvent",
    "Registry",
    "Right",
    "Subject",
]
