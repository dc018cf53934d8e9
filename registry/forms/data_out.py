"""Which file somebody takes out, and what she leaves behind in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.file_formats import FORMATS, Format, Typed
from registry.hiding import DATES_IN_WORDS

LEFT_OUT = {
    "identifiers": gettext_lazy("Answers that tell who somebody is"),
    "texts": gettext_lazy("Everything typed freely; codes of lists of terms stay"),
    "numbers": gettext_lazy("The numbers of records: each gets a name made for this file"),
}


MARKS = {"comma": ",", "semicolon": ";", "tab": "\t"}
DELIMITERS = {
    "comma": gettext_lazy("A comma"),
    "semicolon": gettext_lazy("A semicolon, as many table programs in Europe expect it"),
    "tab": gettext_lazy("A tab"),
}
COMMAS = {
    "point": gettext_lazy("With a point: 1.5"),
    "comma": gettext_lazy("With a comma: 1,5"),
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

    origins = forms.BooleanField(
        label=gettext_lazy("Say where each answer comes from, and which day it speaks of"),
        help_text=gettext_lazy("In columns of their own. Not in the file for REDCap."),
        required=False,
    )
    delimiter = forms.ChoiceField(
        label=gettext_lazy("What stands between the cells of a CSV?"),
        choices=DELIMITERS.items(),
        widget=forms.RadioSelect,
        required=False,
    )
    comma = forms.ChoiceField(
        label=gettext_lazy("How does a CSV write numbers?"),
        help_text=gettext_lazy("REDCap’s file always has a comma between cells, and points."),
        choices=COMMAS.items(),
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = installed(FORMATS)  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["kind"].help_text = not_installed(FORMATS)
        self.initial.setdefault("kind", next(iter(FORMATS)))
        self.initial.update(dates="exact", delimiter="comma", comma="point")

    def wish(self) -> dict[str, Any]:
        """What was chosen, as plain values."""
        chosen = self.cleaned_data
        return {
            "kind": chosen["kind"],
            "left_out": [*chosen["left_out"]],
            "dates": chosen["dates"] or "exact",
            "origins": chosen["origins"],
            "delimiter": MARKS[chosen["delimiter"] or "comma"],
            "comma": chosen["comma"] == "comma",
        }
