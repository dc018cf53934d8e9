"""Shapes of looking somebody up in danger, of reviewing that, and of where one can turn to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from moderation.models import HelpLine


class LookUpForm(forms.Form):
    """Why, before anything opens."""

    why = forms.CharField(
        label=_("Why do you need name and address now?"),
        help_text=_(
            "What you read, and whom you are about to call. Whoever reviews it reads this, and later"
            " the person does too. Leave out who told us."
        ),
        max_length=1000,
        widget=forms.Textarea({"rows": 4, "class": "house"}),
    )


class ReviewForm(forms.Form):
    """Right or not, in words; and whether telling the person would harm her."""

    was_right = forms.ChoiceField(
        label=_("Was it right to open them?"),
        choices=(("yes", _("Yes")), ("no", _("No, it was not needed"))),
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Why do you see it so?"),
        help_text=_("The person reads it in a letter."),
        max_length=1000,
        widget=forms.Textarea({"rows": 4, "class": "house"}),
    )
    tell = forms.ChoiceField(
        label=_("Do we tell the person now?"),
        choices=(("yes", _("Yes, with a letter")), ("no", _("No, it would do harm"))),
        initial="yes",
        widget=forms.RadioSelect,
    )
    harm = forms.CharField(
        label=_("Why would it do harm?"),
        help_text=_("Only if you chose no. The person does not read this."),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3, "class": "house"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("tell") == "no" and not given.get("harm", "").strip():
            self.add_error("harm", _now("Write why telling would do harm."))
        if given.get("tell") == "yes":
            given["harm"] = ""
        return given


class HelpLineForm(forms.Form):
    """One place to turn to."""

    kind = forms.ChoiceField(
        label=_("What is it for?"), choices=HelpLine.Kind.choices, widget=forms.RadioSelect
    )
    audience = forms.ChoiceField(
        label=_("Whom is it for?"),
        help_text=_(
            "Everybody finds it. Who says that she is not yet 18 finds what is for young people"
            " first."
        ),
        choices=HelpLine.Audience.choices,
        initial=HelpLine.Audience.ALL,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Name"), max_length=80)
    about = forms.CharField(
        label=_("What somebody finds there"), help_text=_("One sentence."), required=False,
        max_length=200,
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Telephone"), required=False, max_length=40,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    link = forms.URLField(
        label=_("Web address"), required=False, max_length=200, assume_scheme="https"
    )
    hours = forms.CharField(
        label=_("When somebody is there"), help_text=_("For example: day and night"),
        required=False, max_length=80,
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Language spoken there"),
        help_text=_("Write everything above in this language."),
        choices=settings.LANGUAGES,
    )
    country = forms.CharField(label=_("Country"), required=False, max_length=60)
    region = forms.CharField(
        label=_("Region"), help_text=_("Nothing if it is for the whole country."), required=False,
        max_length=60,
    )  # fmt: skip
    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=10_000_000
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        phone, no_link = given.get("phone", ""), "link" not in self.errors and not given.get("link")
        if not phone and no_link:
            self.add_error("phone", _now("Write a telephone number or a web address."))
        elif phone and not any(sign.isdigit() for sign in phone):
            self.add_error("phone", _now("There is no digit in this number. Look at it again."))
        return given
