"""Check-ins an organisation writes itself, as plain data: what they ask and how they count."""

from __future__ import annotations

from proms.check_in.changes import Changed, changes
from proms.check_in.content import Answer, Band, Content, Question, Scale, read_content
from proms.check_in.files import questionnaire_of, spec_of
from proms.check_in.lacking import lacking, languages_in

__all__ = [
    "Answer",
    "Band",
    "Changed",
    "Content",
    "Question",
    "Scale",
    "changes",
    "lacking",
    "languages_in",
    "questionnaire_of",
    "read_content",
    "spec_of",
]
