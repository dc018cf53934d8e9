"""What the organisation says about itself, asked in every language the portal speaks."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from members.models import Organisation

from .in_languages import InLanguages, Text

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
