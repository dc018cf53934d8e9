"""Shapes of what a moderator chooses for herself, and what the organisation does for the team."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.forms.in_languages import Text
from moderation.forms import InEachLanguage

Choices = Sequence[tuple[str, str | Promise]]


class WishesForm(forms.Form):
    """What she would rather not be given, and how she looks at pictures."""

    mark_optional = False
    kinds = forms.MultipleChoiceField(
        label=_("What would you rather not be given?"),
        help_text=_("Nobody asks why. You can change it at any time."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    pictures_open = forms.BooleanField(
        label=_("Show me pictures at once and in colour"),
        help_text=_("Without it, pictures of a case are folded and grey."),
        required=False,
    )

    def __init__(self, *args: Any, kinds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = list(kinds)  # type: ignore[attr-defined]  # a ChoiceField


class CaseThemesForm(forms.Form):
    """What a case is about."""

    mark_optional = False
    themes = forms.MultipleChoiceField(
        label=_("What is it about?"),
        help_text=_("Colleagues who would rather not be given such cases are spared this one."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, themes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = list(themes)  # type: ignore[attr-defined]  # a ChoiceField


class CareForm(forms.Form):
    """Whom a moderator can talk to, and when she is asked to rest."""

    talk_to = forms.CharField(
        label=_("Whom can a moderator talk to after a hard case?"),
        help_text=_("A person who knows of it and has time, such as a supervisor."),
        max_length=120,
        required=False,
    )
    phone = forms.CharField(label=_("Telephone number"), max_length=40, required=False)
    hard_cases = forms.IntegerField(
        label=_("From how many hard cases in seven days do we ask her to rest?"),
        help_text=_("Somebody in danger, something against the law, or one of the themes below."),
        min_value=1,
        max_value=100,
    )
    refresh_months = forms.IntegerField(
        label=_("After how many months do moderators confirm anew what they read?"),
        help_text=_("0 for never. Whoever is late reads it once more before the next decision."),
        min_value=0,
        max_value=60,
    )


class TrainingForm(InEachLanguage):
    """What moderators read and confirm."""

    in_languages = {"text": Text(_("The text"), 6000, lines=12)}
    path = forms.CharField(
        label=_("A page of ours that belongs to it"),
        help_text=_("Its address, copied from the browser."),
        max_length=400,
        required=False,
    )


class ThemeForm(InEachLanguage):
    """A theme somebody may want to be spared."""

    in_languages = {"title": Text(_("The theme in a few words"), 60)}
    words = forms.CharField(
        label=_("Words that tell it"),
        help_text=_(
            "One word or a few in each line, in all languages. A case in which they stand is about"
            " this theme from the start, before anybody reads it."
        ),
        max_length=6000,
        required=False,
        widget=forms.Textarea({"rows": 5, "class": "house"}),
    )

    def order(self) -> list[str]:
        """The title first."""
        return [name for name in self.fields if name != "words"]
