"""The exact words of joining, of each answer and of leaving: the same on the page and in evidence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from members.models import ConsentText
from members.wording import Rendered
from po_platform.kit.spoken import plain_day
from registry.consent import ASK, FUTURE, NO, PAST, WHOLE, YES, Question, Sheet, in_language

Words = str | Promise
SAID: Mapping[str, Words] = {YES: _("yes"), NO: _("no"), ASK: _("ask me each time")}
PARTS: Mapping[str, Words] = {
    PAST: _("What I have given until today"),
    FUTURE: _("What I give from now on"),
    WHOLE: _("My answer"),
}


def whole_sheet(sheet: Sheet, language: str) -> str:
    """Everything a version says and asks, as the text that is published."""
    parts = [in_language(sheet.short, language), in_language(sheet.more, language)]
    for question in sheet.questions:
        parts += [in_language(question.words, language), in_language(question.more, language)]
    return "\n\n".join(part for part in parts if part)


def joining(sheet: Sheet, registry: str, language: str, text: ConsentText | None) -> Rendered:
    """What somebody signs by joining, whatever she answers to the questions."""
    with override(language):
        title = gettext("I join the registry %(name)s") % {"name": registry}
        told = gettext("I have read this text and answered the questions about it.")
        leave = gettext("I can change each answer and leave on any day, without giving reasons.")
    body = [in_language(sheet.short, language), in_language(sheet.more, language), told, leave]
    return Rendered(title, "\n\n".join(part for part in body if part), language, text)


def answering(
    question: Question,
    said: Mapping[str, str],
    registry: str,
    language: str,
    text: ConsentText | None,
    stays: datetime | None = None,
) -> Rendered:
    """One question with its answer, one line for each part.

    `stays`: the moment of an earlier answer that goes on as it is, under the words of today.
    """
    with override(language):
        lines = [f"{PARTS[part]}: {SAID[said.get(part, NO)]}." for part in question.parts]
        if stays is not None:
            lines.append(
                gettext("This is my answer of %(day)s. “Today” and “now” in it mean that day.")
                % {"day": plain_day(stays)}
            )
        where = gettext("This holds for the registry %(name)s.") % {"name": registry}
    body = [in_language(question.more, language), "\n".join(lines), where]
    title = in_language(question.words, language)
    return Rendered(title, "\n\n".join(part for part in body if part), language, text)


def leaving(registry: str, language: str) -> Rendered:
    """What leaving says."""
    with override(language):
        title = gettext("I leave the registry %(name)s") % {"name": registry}
        body = " ".join((gettext("From now on nothing new is asked, entered or passed on about me."),
                         gettext("Everything I allowed there ends today.")))  # fmt: skip
    return Rendered(title, body, language)
