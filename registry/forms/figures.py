"""What a registry shows of itself, as its curator chooses it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.models import FigureChoice

MOST = 6


class FiguresForm(forms.Form):
    """Who sees the figures, under which consent they are counted, and by what."""

    mark_optional = False

    who = forms.ChoiceField(
        label=_("Who sees the figures and what is asked?"),
        help_text=_("Never fewer people than your registry shows anywhere, and rounded."),
        choices=FigureChoice.Who.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who sees them")},
    )
    code = forms.ChoiceField(
        label=_("Whose answers are counted?"),
        help_text=_("Those who say yes to this question of your registry."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a question")},
    )
    born = forms.ChoiceField(
        label=_("From what are groups of age made?"),
        help_text=_(
            "From a date of birth that tells nobody’s name, or from the age, where ages may be used."
            " Leave it empty if there should be none."
        ),
        required=False,
    )
    questions = forms.MultipleChoiceField(
        label=_("Which answers are shown?"),
        help_text=_(
            "Up to six questions with one answer each, for example the sex. What is shown here counts"
            " as told: choose few, for all numbers together never show a few people, and each leaves"
            " less that researchers can be told."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self, *args: Any, codes: list[tuple[str, str]], dates: list[tuple[str, str]],
        choices: list[tuple[str, str]], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        given = {"code": codes, "born": [("", "–"), *dates], "questions": choices}
        for name, listed in given.items():
            self.fields[name].choices = listed  # type: ignore[attr-defined]  # a ChoiceField

    def clean_questions(self) -> list[str]:
        """A few."""
        found: list[str] = self.cleaned_data["questions"]
        if len(found) > MOST:
            raise forms.ValidationError(_("Choose up to six questions"))
        return found
