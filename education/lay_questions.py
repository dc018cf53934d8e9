"""Five questions to somebody a page is written for; the answers say what no formula can."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `choices` none: answered in one's own words."""

    id: str
    text: str | Promise
    choices: tuple[tuple[str, str | Promise], ...] = ()


QUESTIONS = (
    Question("about", _("What is this page about, in your own words?")),
    Question("next", _("What would you do after reading it?")),
    Question("hard", _("Which word or sentence was hard to understand?")),
    Question("missing", _("What did you want to know that is not there?")),
    Question(
        "give",
        _("Would you give this page to somebody close to you?"),
        (("yes", _("Yes")), ("perhaps", _("Perhaps")), ("no", _("No"))),
    ),
)
OF_PROGRAMMES = (
    Question("about", _("What is this programme about, in your own words?")),
    Question("next", _("Which step would you try first?")),
    QUESTIONS[2],
    QUESTIONS[3],
    Question(
        "give",
        _("Would you tell somebody close to you about this programme?"),
        QUESTIONS[4].choices,
    ),
)
