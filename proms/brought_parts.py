"""Answers and scores of another portal as its file tells them: read, never scored or drawn again here."""

from django.utils.translation import gettext_lazy as _

from members.brought_parts import Takes
from members.export_parts import Field

TAKES = (
    Takes(
        "scores",
        _("Scores made from your answers there"),
        (
            Field("sent_at", _("Sent")),
            Field("questionnaire", _("Questionnaire")),
            Field("scale_in_words", _("Scale")),
            Field("value", _("Score")),
        ),
    ),
    Takes(
        "answers_in_words",
        _("Your answers there, in words"),
        (
            Field("sent_at", _("Sent")),
            Field("questionnaire", _("Questionnaire")),
            Field("question", _("The question")),
            Field("answer_in_words", _("Your answer")),
        ),
    ),
    Takes(
        "visits",
        _("Your visits to a doctor there"),
        (
            Field("on", _("Day")),
            Field("at", _("Time")),
            Field("with_whom", _("With whom")),
        ),
    ),
)
