"""Answers and scores of another portal as its file tells them: read, never scored or drawn again here."""

from django.utils.translation import gettext_lazy as _

from members.brought_parts import Takes
from members.export_parts import Field

TAKES = (
    Takes(
        "scores",
        _("Scores made from your answers there"),
        (
            Field("sent_at", _("when you sent them")),
            Field("questionnaire", _("the questionnaire")),
            Field("scale_in_words", _("what the scale measures")),
            Field("value", _("the score; empty: too few answers")),
        ),
    ),
    Takes(
        "answers_in_words",
        _("Your answers there, in words"),
        (
            Field("sent_at", _("when you sent them")),
            Field("questionnaire", _("the questionnaire")),
            Field("question", _("the question as you read it")),
            Field("answer_in_words", _("your answer")),
        ),
    ),
    Takes(
        "visits",
        _("Your visits to a doctor there"),
        (
            Field("on", _("the day")),
            Field("at", _("the time")),
            Field("with_whom", _("with whom")),
        ),
    ),
)
