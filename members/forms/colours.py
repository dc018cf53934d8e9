"""The organisation's two colours: refused with a near one when words could not be read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members import colours


class ColoursForm(forms.Form):
    """One accent, one highlight; refused with a near colour that can be read."""

    mark_optional = False

    accent = forms.CharField(
        label=_("Accent"),
        required=False,
        max_length=9,
        help_text=_("For buttons, links, menu and foot. Write it like #5a2350, or leave it empty."),
        widget=forms.TextInput({"class": "w-short", "spellcheck": "false", "autocomplete": "off"}),
    )
    highlight = forms.CharField(
        label=_("Highlight"),
        required=False,
        max_length=9,
        help_text=_(
            "Only for what is waiting for somebody. Write it like #ffe3a6, or leave it empty."
        ),
        widget=forms.TextInput({"class": "w-short", "spellcheck": "false", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.weak: dict[str, colours.TooWeak] = {}

    def _colour(self, name: str) -> str:
        written = self.cleaned_data[name]
        if not written:
            return ""
        try:
            return colours.parse(written)
        except colours.NotAColour as error:
            raise forms.ValidationError(
                _now("Write the colour as # and six signs, figures or letters from a to f")
            ) from error

    def clean_accent(self) -> str:
        return self._colour("accent")

    def clean_highlight(self) -> str:
        return self._colour("highlight")

    def clean(self) -> dict[str, Any]:
        """Says at each field how far off it is and which colour near it would do."""
        cleaned = super().clean() or {}
        if not self.errors:
            self.weak = colours.too_weak(
                cleaned["accent"] or colours.HOUSE_ACCENT,
                cleaned["highlight"] or colours.HOUSE_HIGHLIGHT,
            )
        for name, found in self.weak.items():
            self.add_error(name, _too_weak(found))
        return cleaned


def _too_weak(found: colours.TooWeak) -> str:
    return _now(
        "Choose another colour than %(colour)s: words would be hard to read (contrast %(found)s, "
        "it takes %(needed)s). %(suggestion)s is close and works"
    ) % {
        "colour": found.colour,
        "found": f"{found.found:.1f}",
        "needed": f"{found.needed:.1f}",
        "suggestion": found.suggestion,
    }
