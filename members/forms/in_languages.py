"""Texts asked once in every language the portal speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _now

from members.models import Organisation

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Text:
    """A text asked once per language. `lines`: 1 for a single line, else the height of the box."""

    label: Words
    longest: int
    hint: Words = ""
    lines: int = 1

    def field(self, language: str) -> forms.CharField:
        """One field, labelled with the language's own name among them."""
        label = _now("%(what)s, in %(language)s") % {"what": self.label, "language": language}
        widget: forms.Widget = forms.TextInput()
        if self.lines > 1:
            widget = forms.Textarea({"rows": self.lines, "class": "house"})
        return forms.CharField(
            label=label,
            max_length=self.longest,
            required=False,
            help_text=str(self.hint),
            widget=widget,
        )


class InLanguages(forms.Form):
    """Adds a field "name_de" for each text and language; `texts(name)` gives {"de": …} back."""

    in_languages: ClassVar[dict[str, Text]] = {}
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, text in self.in_languages.items():
            for code, language in settings.LANGUAGES:
                self.fields[f"{name}_{code}"] = text.field(str(language))
        self.order_fields(self.order())

    def order(self) -> list[str] | None:
        """The order of the page, where it is not fields first, then texts."""
        return None

    def texts(self, name: str) -> dict[str, str]:
        """The cleaned texts of one name by language; empty ones are left out."""
        found = {
            code: self.cleaned_data[f"{name}_{code}"] for code, _language in settings.LANGUAGES
        }
        return {code: text for code, text in found.items() if text}


def initial_of(row: Organisation, *names: str) -> dict[str, Any]:
    """What the forms show of the stored row: plain fields, and texts as name_code."""
    found: dict[str, Any] = {}
    for name in names:
        value = getattr(row, name)
        if isinstance(value, dict):
            found |= {f"{name}_{code}": text for code, text in value.items()}
        else:
            found[name] = value
    return found
