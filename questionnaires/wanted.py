"""What to enter, said so that a person can do it: the sentences beside a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from questionnaires.definition import Item
from questionnaires.expressions import number
from questionnaires.messages import Message

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Fault:
    """Why a value cannot stand: a kind for programs, a sentence for people."""

    kind: str
    message: Message


class NotAnswer(ValueError):
    """A value that cannot stand at its question."""

    def __init__(self, kind: str, message: Message) -> None:
        super().__init__(kind)
        self.fault = Fault(kind, message)


def refused(kind: str, words: StrOrPromise, **params: object) -> NotAnswer:
    """The exception for a sentence of one's own."""
    return NotAnswer(kind, Message(words, params))


def ask(item: Item) -> Message:
    """What to do when nothing is answered, in the words of the question's kind."""
    if item.type in ("choice", "open-choice"):
        return Message(_("Choose at least one answer.") if item.repeats else _("Choose an answer."))
    if item.type == "boolean":
        return Message(_("Choose yes or no."))
    if item.type in ("integer", "decimal", "quantity"):
        return number_wanted(item)
    if item.type in ("date", "dateTime", "time"):
        return time_wanted(item)
    return Message(_("Write an answer."))


def number_wanted(item: Item) -> Message:
    """`Enter a number between 0 and 10.` and its siblings."""
    low, high = number(item.min_value), number(item.max_value)
    whole = item.type == "integer"
    if low is not None and high is not None:
        words = (
            _("Enter a whole number between %(low)s and %(high)s.")
            if whole
            else _("Enter a number between %(low)s and %(high)s.")
        )
        return Message(words, {"low": low, "high": high})
    if low is not None:
        words = (
            _("Enter a whole number, %(low)s or more.")
            if whole
            else _("Enter a number, %(low)s or more.")
        )
        return Message(words, {"low": low})
    if high is not None:
        words = (
            _("Enter a whole number, %(high)s or less.")
            if whole
            else _("Enter a number, %(high)s or less.")
        )
        return Message(words, {"high": high})
    return Message(_("Enter a whole number, like 12.") if whole else _("Enter a number, like 12."))


def time_wanted(item: Item) -> Message:
    """What a date, time, or both should look like."""
    if item.type == "time":
        return Message(_("Enter a time, like 14:30."))
    if item.type == "dateTime":
        return Message(_("Enter a date and a time, like 27 3 2024 and 14:30."))
    if item.partial_dates:
        return Message(_("Enter a date, like 27 3 2024, or only the year, or month and year."))
    return Message(_("Enter a date, like 27 3 2024."))
