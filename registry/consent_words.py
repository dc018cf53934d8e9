"""The exact words of joining, of each answer and of leaving: the same on the page and in evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from members.models import ConsentText
from members.wording import Rendered
from po_platform.kit import spoken
from registry.consent import (
    ASK,
    ASSENTS,
    FUTURE,
    NO,
    PAST,
    TOO_SMALL,
    WHOLE,
    YES,
    Question,
    Sheet,
    in_language,
)
from registry.models import DataRequest

Words = str | Promise
SAID: Mapping[str, Words] = {YES: _("yes"), NO: _("no"), ASK: _("ask me each time")}
PARTS: Mapping[str, Words] = {
    PAST: _("What I have given until today"),
    FUTURE: _("What I give from now on"),
    WHOLE: _("My answer"),
}

ASSENT: Mapping[str, Words] = {
    ASSENTS: _("I read the text for children with the child, and the child says yes."),
    TOO_SMALL: _("The child is too small to understand the text for children."),
}


def whole_sheet(sheet: Sheet, language: str) -> str:
    """Everything a version says and asks, as the text that is published."""
    parts = [in_language(sheet.short, language), in_language(sheet.more, language)]
    parts.append(in_language(sheet.assent, language))
    for question in sheet.questions:
        parts += [in_language(question.words, language), in_language(question.more, language)]
    return "\n\n".join(part for part in parts if part)


def joining(
    sheet: Sheet, registry: str, language: str, text: ConsentText | None, *, assent: str = ""
) -> Rendered:
    """What somebody signs by joining, whatever she answers to the questions.

    `assent`: what the child said for whom she signs by law; '' where she signs for herself.
    """
    with override(language):
        title = gettext("I join the registry %(name)s") % {"name": registry}
        if assent:
            title = gettext("By law I join the registry %(name)s for a child") % {"name": registry}
        told = gettext("I have read this text and answered the questions about it.")
        leave = gettext("I can change each answer and leave on any day, without giving reasons.")
    body = [in_language(sheet.short, language), in_language(sheet.more, language), told, leave]
    if assent:
        with override(language):
            body += [in_language(sheet.assent, language), str(ASSENT[assent])]
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
                % {"day": spoken.plain_day(stays)}
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
                         gettext("Everything I allowed there ends today."),
                         gettext("A copy of data that was sealed before is not written anew without"
                                 " me; nobody opens it any more.")))  # fmt: skip
    return Rendered(title, body, language)


def about_new_data(registry: str, language: str, *, closed: bool) -> Rendered:
    """What somebody says who gives nothing more, or who gives again."""
    with override(language):
        title = gettext("New data about me in the registry %(name)s") % {"name": registry}
        body = (
            gettext("No: from now on nothing new is entered about me and nothing is changed, by"
                    " nobody. What I gave until today stays and may be used as I allowed.")
            if closed
            else gettext("Yes: new data about me may be entered again, by me and by those who keep"
                         " the registry.")
        )  # fmt: skip
    return Rendered(title, body, language)


def about_found(said: str, registry: str, number: str, language: str) -> Rendered:
    """What somebody says about entries that came over from another record."""
    with override(language):
        title = gettext("Entries from another record of the registry %(name)s") % {"name": registry}
        told = {
            "use": gettext("They are about me and may be used as I said for my other answers."),
            "keep_out": gettext("They are about me and stay out of research."),
            "not_me": gettext("They are not about me."),
        }[said]
        which = gettext("It was record %(number)s.") % {"number": number}
    return Rendered(title, f"{which} {told}", language)


def on_paper(words: Rendered, signed_on: date | None) -> Rendered:
    """The same words with the day on which they were signed with a pen; as they are without one."""
    if signed_on is None:
        return words
    with override(words.language):
        told = gettext("Signed on paper on %(day)s.") % {"day": spoken.plain_day(signed_on)}
    return replace(words, body=f"{words.body}\n\n{told}")


def left_as_it_was(words: Rendered) -> Rendered:
    """The same words of whoever read a newer text and leaves her answer as it was."""
    with override(words.language):
        told = gettext("There is a newer text. I leave my answer as it was, and it goes on.")
    return replace(words, body=f"{words.body}\n\n{told}")


def single_use(row: DataRequest, language: str, *, yes: bool) -> Rendered:
    """What a yes or no to the use of one request says."""
    with override(language):
        title = gettext("My data for: %(title)s") % {"title": row.title}
        who = f"{row.asker}, {row.institution}"
        told = (
            gettext("Yes: what I gave to this registry may be used for this, and for this alone.")
            if yes
            else gettext("No: nothing of mine may be used for this.")
        )
    return Rendered(title, "\n\n".join((who, row.question, row.gain, told)), language)
