"""The shape of what everybody may read about a registry."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.forms.requests import LONG
from registry.models import Description

CONTACT = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\"]+|https://[^\s<>\"{}|\\^`]+")
LEAST, STEP = 20, 10


class DescriptionForm(forms.Form):
    """Words for the catalogue."""

    about = forms.CharField(
        label=_("What does this registry collect, about whom, and what for?"),
        help_text=_("Everybody can read it, also programs of catalogues of health data."),
        max_length=4000,
        widget=LONG,
        error_messages={"required": _("Write what it collects")},
    )
    keywords = forms.CharField(
        label=_("Words to find it by"),
        help_text=_("With commas between them."),
        max_length=400,
        error_messages={"required": _("Write at least one word")},
    )
    orpha = forms.CharField(
        label=_("ORPHAcodes of the illnesses"),
        help_text=_("Numbers with commas between them. Leave it empty if there are none."),
        max_length=400,
        required=False,
    )
    contact = forms.RegexField(
        CONTACT,
        label=_("Whom can researchers write to?"),
        help_text=_("An e-mail address of the registry, or the address of a page (https://…)."),
        max_length=200,
        error_messages={
            "required": _("Write an e-mail address or the address of a page"),
            "invalid": _("Write an e-mail address or the address of a page"),
        },
    )
    people = forms.IntegerField(
        label=_("About how many people take part?"),
        help_text=_("In steps of ten, from 20 on. Leave it empty if it should not be said."),
        required=False,
    )
    listed = forms.BooleanField(label=_("Show it in the catalogue"), required=False)

    def clean_orpha(self) -> list[str]:
        """Numbers alone."""
        codes = [one.strip() for one in self.cleaned_data["orpha"].split(",") if one.strip()]
        if any(not re.fullmatch(r"\d{1,8}", one, re.ASCII) for one in codes):
            raise forms.ValidationError(_("Write numbers with commas between them"))
        return codes

    def clean_people(self) -> int | None:
        """Never a number that speaks of a few."""
        people: int | None = self.cleaned_data["people"]
        if people is not None and (not LEAST <= people < 10**7 or people % STEP):
            raise forms.ValidationError(_("Write a number in steps of ten, from 20 on"))
        return people

    def told(self) -> dict[str, Any]:
        """As it is kept."""
        words = [one.strip() for one in self.cleaned_data["keywords"].split(",") if one.strip()]
        return {**self.cleaned_data, "keywords": words}

    @staticmethod
    def of(kept: Description | None) -> dict[str, Any]:
        """What stands there now."""
        if kept is None:
            return {}
        found = {name: getattr(kept, name) for name in ("about", "contact", "people", "listed")}
        return found | {"keywords": ", ".join(kept.keywords), "orpha": ", ".join(kept.orpha)}
