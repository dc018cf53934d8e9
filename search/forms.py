"""What is looked for, where and since when; and words that mean the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from .words import LONGEST

WHEN = {
    "": _("At any time"),
    "30": _("In the last 30 days"),
    "365": _("In the last year"),
    "1826": _("In the last five years"),
}
MOST_WORDS, LONGEST_WORD = 20, 80


class SearchForm(forms.Form):
    """A search; `places`: (code, words) this reader can choose from; `of_people`: she may look for
    what one person wrote."""

    mark_optional = False
    q = forms.CharField(
        label=_("What are you looking for?"),
        required=False,
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "maxlength": LONGEST}),
    )
    where = forms.ChoiceField(label=_("Where"), required=False)
    when = forms.ChoiceField(label=_("When"), required=False, choices=list(WHEN.items()))
    by = forms.CharField(
        label=_("Written by"),
        required=False,
        max_length=80,
        help_text=_("The name others see in talk, whole."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    helped = forms.BooleanField(label=_("Only topics with an answer that helped"), required=False)
    expert = forms.BooleanField(
        label=_("Only topics with an answer by a health professional"), required=False
    )

    def __init__(
        self, *args: Any, places: Sequence[tuple[str, Any]], of_people: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not of_people:
            del self.fields["by"]
        self.fields["where"].choices = [("", _("Everywhere")), *places]  # type: ignore[attr-defined]  # a ChoiceField


class SameWordsForm(forms.Form):
    """One thing and what people call it."""

    words = forms.CharField(
        label=_("Words for the same"),
        help_text=_(
            "One on each line: the name on the packet and of what is in it, the everyday and the"
            " medical word, the short form. Whoever looks for one of them finds the others too."
        ),
        max_length=MOST_WORDS * (LONGEST_WORD + 2),
        widget=forms.Textarea({"rows": 6, "class": "house"}),
    )
    language = forms.ChoiceField(
        label=_("In which language?"), required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("In every language")), *settings.LANGUAGES]
        self.fields["language"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean_words(self) -> list[str]:
        """At least two different ones."""
        lines = [" ".join(line.split()) for line in str(self.cleaned_data["words"]).splitlines()]
        found = list({line.casefold(): line for line in reversed(lines) if line}.values())[::-1]
        if len(found) < 2:
            raise ValidationError(_now("Write at least two words, one on each line"), code="few")
        if len(found) > MOST_WORDS or any(len(one) > LONGEST_WORD for one in found):
            raise ValidationError(
                _now("Write no more than 20 lines with 80 letters each"), code="many"
            )
        return found
