"""A programme as a PDF in large letters, for whoever goes her way on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from education.programme_shape import PLAN, Step
from education.queries.programme_desk import Source, questions_asked, sources_in, why_not
from education.queries.programmes import ProgrammeShown
from members.queries.organisation import OrganisationView
from notifications.typesetting import as_pdf

from .sections import plain

LAYOUT = Path(__file__).parent / "typst" / "paper_pack.typ"


def paper_pack(shown: ProgrammeShown, organisation: OrganisationView, *, code: str = "") -> bytes:
    """All its steps in the language that is active, with lines to write on and the telephone number.

    `code`: with which the helper desk enters what somebody wrote; '' for sheets that stay with her.

    Raises notifications.typesetting.NotTypeset.
    """
    today, version = timezone.localdate(), shown.version
    language = shown.programme.language
    sources = sources_in(shown.modules, language, pinned=True)
    numbers = iter(range(1, shown.steps + 1))
    return as_pdf(
        LAYOUT,
        {
            "title": version.title,
            "author": organisation.name,
            "day": [today.year, today.month, today.day],
            "language": language,
            "foot": organisation.name,
            "lead": version.lead,
            "warning": _(
                "It came with this software, and the people quoted in it are invented. A doctor of"
                " your own has to check it before anybody uses it."
            )
            if shown.programme.example
            else "",
            "lists": [
                {"heading": _("It may do you good, if"), "lines": version.good_for},
                {"heading": _("Talk to a person first, if"), "lines": version.not_for},
            ],
            "call": _("Questions, or you would rather talk? %(phone)s %(hours)s")
            % {"phone": organisation.phone, "hours": organisation.hours}
            if organisation.phone
            else "",
            "code": _(
                "If you like, we enter what you wrote, so that it stands on your pages too: send us"
                " these sheets or a copy, or call. Your code for that: %(code)s"
            )
            % {"code": code}
            if code
            else "",
            "modules": [
                {
                    "title": module.title,
                    "steps": [
                        _step(step, next(numbers), sources, language) for step in module.steps
                    ],
                }
                for module in shown.modules
            ],
            "words": {
                "pace": _("There is no end date. Many people do one step a week."),
                "mine": _("These sheets are yours. Nobody has to see what you write on them."),
                "others": _("What others wrote"),
                "if": _("If"),
                "then": _("then I"),
            },
        },
    )


def _step(step: Step, number: int, sources: list[Source], language: str) -> dict[str, Any]:
    return {
        "title": _("Step %(n)s") % {"n": number} + f": {step.title}",
        "only": why_not(sources, step),
        "lines": list(_lines(step)),
        "items": [plain(one) for one in step.items],
        "questions": [
            {"text": text, "options": options}
            for text, options in questions_asked(step, language, pinned=True)
        ],
        "ask": step.ask,
        "examples": list(step.examples),
        "plan": step.kind == PLAN,
    }


def _lines(step: Step) -> Iterator[str]:
    for text in (step.text, step.transcript):
        for part in text.split("\n\n"):
            if part.strip():
                yield plain(part)
