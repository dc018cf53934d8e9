"""What the office fills in around letters: where they come from, how somebody is reached."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members.call_secrets import can_be_dialled
from members.letter_words import MOST_LINES
from members.models import Person

from .office import reason_field

LONGEST_WINDOW = 90  # signs that fit into one small line above the address


class LetterHeadForm(forms.Form):
    """Where letters come from."""

    address = forms.CharField(
        label=_("Where answers on paper are sent to"),
        max_length=300,
        help_text=_("Name and postal address, line by line. It stands on forms to send back."),
        widget=forms.Textarea({"rows": 4, "class": "house"}),
    )
    window = forms.CharField(
        label=_("The line above the address"),
        max_length=LONGEST_WINDOW,
        required=False,
        help_text=_(
            "Everybody who sees the envelope can read it: leave your name out if it tells what people"
            " have. For example: P.O. Box 1, 12345 Town"
        ),
    )
    signed = forms.CharField(
        label=_("Who signs"),
        max_length=120,
        required=False,
        help_text=_("A name, above that of the organisation."),
    )

    def clean_address(self) -> str:
        return _at_most(self.cleaned_data["address"], MOST_LINES)


class PersonPostForm(forms.Form):
    """How somebody is reached, and a new postal address."""

    mark_optional = False  # what may stay empty says so itself

    way = forms.ChoiceField(
        label=_("How do they want to be reached?"),
        choices=Person.Way.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    address = forms.CharField(
        label=_("A new postal address"),
        max_length=300,
        required=False,
        help_text=_("Without the name. Leave it empty to keep the one we have."),
        widget=forms.Textarea({"rows": 3, "class": "house", "autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("A new telephone number"),
        max_length=40,
        required=False,
        help_text=_("Leave it empty to keep the one we have."),
        widget=forms.TextInput({"type": "tel", "class": "w-mid", "autocomplete": "off"}),
    )
    reason = reason_field()

    def clean_address(self) -> str:
        return _at_most(self.cleaned_data["address"], MOST_LINES - 1)

    def clean_phone(self) -> str:
        number = " ".join(self.cleaned_data["phone"].split())
        if number and not can_be_dialled(number):
            raise ValidationError(
                _now("Write the number in figures, as you would dial it: for example 01632 960 118")
            )
        return number


class InvitationLetterForm(forms.Form):
    """Whom an invitation on paper goes to; kept nowhere."""

    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput({"autocomplete": "off"})
    )
    address = forms.CharField(
        label=_("Postal address"),
        max_length=300,
        widget=forms.Textarea({"rows": 3, "class": "house", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def clean_address(self) -> str:
        return _at_most(self.cleaned_data["address"], MOST_LINES - 1)


def _at_most(text: str, most: int) -> str:
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    if len(lines) > most:
        raise ValidationError(
            _now("Use at most %(most)s lines: no more fit into the window of an envelope")
            % {"most": most}
        )
    return "\n".join(lines)
