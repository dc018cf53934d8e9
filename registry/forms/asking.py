"""Questions and answers in plain words, about one value."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from po_platform.kit.forms_look import Hinted
from registry.models import Query


def _words(label: object, hint: object, empty: object) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # lazy words
        help_text=hint,  # type: ignore[arg-type]  # lazy words
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": empty},  # type: ignore[dict-item]  # lazy words
    )


class AskForm(forms.Form):
    """A curator's question."""

    to = forms.ChoiceField(
        label=_("Whom do you ask?"),
        choices=[
            (Query.To.MEMBER, Hinted(_("The person herself"), _("She gets a mail that somebody has a question, and reads it here."))),
            (Query.To.CURATOR, Hinted(_("Those who keep the registry with you"), _("The person it is about can read it too."))),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whom you ask")},
    )  # fmt: skip
    words = _words(
        _("Your question"),
        _("In plain words, as you would ask on the telephone."),
        _("Write your question"),
    )


class AnswerForm(forms.Form):
    """An answer to it."""

    words = _words(_("Your answer"), "", _("Write your answer"))


class AgainForm(forms.Form):
    """Why something is asked once more."""

    again = _words(
        _("What is still open?"),
        _("What was said so far stays beside it, for you and for whoever answers."),
        _("Write what is still open"),
    )


class WrongForm(forms.Form):
    """What the person herself says about a value."""

    words = _words(
        _("What is not right?"),
        _("And what would be right, if you know it."),
        _("Write what is not right"),
    )


class LockForm(forms.Form):
    """Why nobody changes a form any more."""

    why = forms.CharField(
        label=_("Why is it locked?"),
        help_text=_("For example: part of the yearly report. The person can read this."),
        max_length=300,
        error_messages={"required": _("Write why it is locked")},
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
