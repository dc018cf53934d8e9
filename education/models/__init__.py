"""Tables of health pages."""

from .articles import Article, Picture, Revision
from .beside import Citation, Source, Term
from .outside import OutsideReader, Remark
from .readers import Correction, SavedPage, Vote
from .reviews import ChecklistAnswer, Contributor, HouseRules, ReviewStep, TestReading, Urgent

__all__ = [
    "Article",
    "ChecklistAnswer",
    "Citation",
    "Contributor",
    "Correction",
    "HouseRules",
    "OutsideReader",
    "Picture",
    "Remark",
    "ReviewStep",
    "Revision",
    "SavedPage",
    "Source",
    "Term",
    "TestReading",
    "Urgent",
    "Vote",
]
