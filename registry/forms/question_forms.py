"""The shape of a dataset begun on a page, of one of its forms, and of taking questions over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class BeginForm(forms.Form):
    """A dataset without a file."""

    title = forms.CharField(
        label=_("What is the dataset called?"),
        max_length=200,
        error_messages={"required": _("Write what the dataset is called")},
    )
    form = forms.CharField(
        label=_("What is its first form called?"),
        help_text=_("A form is a page of questions, for example “Diagnosis” or “Visit”."),
        max_length=80,
        error_messages={"required": _("Write what the form is called")},
    )
    language = forms.ChoiceField(
        label=_("In which language do you write the questions?"),
        choices=settings.LANGUAGES,
        initial=get_language,
    )


class HeadForm(forms.Form):
    """One form: what it is called and, before its first use, whether it comes up again."""

    title = forms.CharField(
        label=_("What is the form called?"),
        max_length=80,
        error_messages={"required": _("Write what the form is called")},
    )
    repeats = forms.BooleanField(
        label=_("This form is filled in again and again"),
        help_text=_("For example for each medicine or each stay in hospital."),
        required=False,
    )

    def __init__(self, *args: Any, in_use: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if in_use:
            del self.fields["repeats"]


class TakeOverForm(forms.Form):
    """Questions of another dataset. `choices`: (name, words)."""

    names = forms.MultipleChoiceField(
        label=_("Which questions?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one, or leave the page")},
    )
    without_rules = forms.BooleanField(
        label=_("Where a rule looks at a question I do not take, leave the rule out"),
        required=False,
    )
    mark_optional = False

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["names"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
