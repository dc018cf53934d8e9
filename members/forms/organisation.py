"""What the organisation says about itself, asked in every language the portal speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members import colours
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


HOURS = Text(
    _("When somebody answers"), 160, _("For example: Monday to Friday, 9 in the morning to 4.")
)


def _phone() -> forms.CharField:
    return forms.CharField(
        label=_("Telephone"),
        max_length=40,
        help_text=_("It stands at the foot of every page, in large figures."),
        widget=forms.TextInput({"type": "tel", "autocomplete": "off", "class": "w-mid"}),
    )


def _joining() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Who may join?"), choices=Organisation.Joining.choices, widget=forms.RadioSelect
    )


def _minimum_age() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("From what age?"),
        min_value=0,
        max_value=99,
        help_text=_("In whole years. Who is younger is told kindly whom to call."),
        widget=forms.NumberInput({"class": "w-short"}),
    )


class SetUpForm(InLanguages):
    """The first run: as little as the portal needs to open its door."""

    in_languages = {"hours": HOURS}

    name = forms.CharField(
        label=_("What is your organisation called?"),
        max_length=80,
        help_text=_("As people know you. You can change it later, like everything here."),
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    phone = _phone()
    joining = _joining()
    minimum_age = _minimum_age()
    invite = forms.EmailField(
        label=_("Whom do you want to invite first?"),
        max_length=254,
        required=False,
        help_text=_("An e-mail address, or leave it empty. You can invite people at any time."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )

    def order(self) -> list[str]:
        hours = [f"hours_{code}" for code, _language in settings.LANGUAGES]
        return ["name", "phone", *hours, "joining", "minimum_age", "invite"]


class NameForm(InLanguages):
    """Name and telephone, and what stands beside them."""

    in_languages = {
        "tagline": Text(_("One line about you"), 120, _("It stands under the name.")),
        "hours": HOURS,
        "emergency": Text(
            _("Whom to call when it is urgent"),
            600,
            _("Emergency numbers with a word of when to use each, one on a line."),
            lines=3,
        ),
    }
    name = forms.CharField(label=_("Name"), max_length=80)
    phone = _phone()

    def order(self) -> list[str]:
        codes = [code for code, _language in settings.LANGUAGES]
        tagline, hours = ([f"{name}_{code}" for code in codes] for name in ("tagline", "hours"))
        return ["name", *tagline, "phone", *hours]


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


class JoiningForm(InLanguages):
    """Who may join, from what age, under which rules."""

    in_languages = {
        "rules": Text(
            _("The rules of being together"),
            20_000,
            _("Everybody reads and accepts them when joining. An empty line parts two paragraphs."),
            lines=10,
        )
    }
    joining = _joining()
    minimum_age = _minimum_age()


class LegalForm(InLanguages):
    """Who is responsible, and how data is kept."""

    in_languages = {
        "imprint": Text(
            _("Who we are"),
            20_000,
            _("The imprint: who is responsible, with address and register."),
            lines=8,
        ),
        "privacy": Text(
            _("How we keep your data"),
            60_000,
            _("The privacy information. An empty line parts two paragraphs."),
            lines=12,
        ),
    }
