"""Which file somebody takes out, and what she leaves behind in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.file_formats import FORMATS, Format, Typed
from registry.hiding import DATES_IN_WORDS, Hiding, hiding_of

LEFT_OUT = {
    "identifiers": gettext_lazy("Answers that tell who somebody is"),
    "texts": gettext_lazy("Everything typed freely; codes of lists of terms stay"),
    "numbers": gettext_lazy("The numbers of records: each gets a name made for this file"),
}


def installed(formats: Mapping[str, Format | Typed]) -> list[tuple[str, Any]]:
    """Those that can be written here, to choose from."""
    return [(kind, one.title) for kind, one in formats.items() if one.here()]


def not_installed(formats: Mapping[str, Format | Typed]) -> str:
    """A sentence about those that cannot; '' where all can."""
    titles = [str(one.title) for one in formats.values() if not one.here()]
    if not titles:
        return ""
    words = _("Not installed here: %(names)s. Whoever runs the portal can add it.")
    return words % {"names": ", ".join(titles)}


class OutForm(forms.Form):
    """A file of data."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Which file?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a file")},
    )
    left_out = forms.MultipleChoiceField(
        label=gettext_lazy("What should not be in it?"),
        choices=LEFT_OUT.items(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    dates = forms.ChoiceField(
        label=gettext_lazy("And its dates?"),
        choices=DATES_IN_WORDS.items(),
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = installed(FORMATS)  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["kind"].help_text = not_installed(FORMATS)
        self.initial.setdefault("kind", next(iter(FORMATS)))
        self.initial.setdefault("dates", "exact")

    def hiding(self) -> Hiding:
        """What was chosen to stay here."""
        left = self.cleaned_data["left_out"]
        return hiding_of(left, self.cleaned_data["dates"] or "exact")
