"""What a person's own file says about taking part: topics, drafts, questions she asked experts."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from education.models import PanelReading, ReadingWish, SessionQuestion, TopicSupport
from members.export_parts import WHEN, Part, table
from po_platform.access.actor import System


def involving_parts(actor: System) -> Iterator[Part]:
    """Four tables."""
    yield table(
        "topics",
        _("Topics you asked for or support"),
        TopicSupport.objects.visible_to(actor).order_by("pk"),
        {
            "topic__title": _("the topic"),
            "proposed": _("whether it was your idea"),
            "at": WHEN,
            "topic__answer": _("what the editors answered"),
        },
        topic__title="topic",
        topic__answer="answer",
    )
    yield table(
        "reading_wishes",
        _("What you like to read for us"),
        ReadingWish.objects.visible_to(actor),
        {"kinds": _("what you like to do"), "stages": _("for when"), "said_at": WHEN},
    )
    yield table(
        "drafts_read",
        _("Drafts you read for the editors"),
        PanelReading.objects.visible_to(actor).order_by("pk"),
        {
            "call__revision__title": _("the draft"),
            "call__version__title": _("or the programme"),
            "reader__answers": _("what you said"),
            "reader__thanks__name": _("the name you are thanked by"),
            "at": WHEN,
        },
        call__revision__title="draft",
        call__version__title="programme",
        reader__answers="answers",
        reader__thanks__name="thanks",
    )
    yield table(
        "expert_questions",
        _("What you asked experts"),
        SessionQuestion.objects.visible_to(actor).order_by("pk"),
        {
            "session__title": _("the session"),
            "text": _("what you asked"),
            "name": _("the name you wanted beside it"),
            "at": WHEN,
            "state": _("what became of it"),
            "entry__words": _("the question as the team put it"),
            "entry__asked_by__name": _("the name that stands beside it"),
            "why": _("what the team wrote to you"),
        },
        session__title="session",
        entry__words="put_as",
        entry__asked_by__name="named",
    )
