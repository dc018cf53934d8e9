"""The shape of reading in a table of published averages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from proms.actions.norms import Publication

MAX_NORMS = 100_000  # bytes
FIRST_YEAR = 1900
ADDRESS = re.compile(r"(?:doi:\s?)?10\.\d{4,9}/\S+|https?://[^\s/]+\.\S+", re.IGNORECASE)
ABOUT = ("place", "year", "author", "published", "title", "address")


def _year(label: Any, needed: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=FIRST_YEAR,
        widget=forms.NumberInput({"class": "w-short"}),
        error_messages={"required": needed},
        **more,
    )


class NormTableForm(forms.Form):
    """The table, whose averages they are, and the publication in which somebody read them.

    `table` carries the text from the page that shows what would be read in to the one that keeps it.
    """

    mark_optional = False

    scale = forms.ChoiceField(
        label=_("Of which number?"), error_messages={"required": _("Choose one")}
    )
    file = forms.FileField(
        label=_("Table of averages"),
        required=False,
        help_text=_(
            "CSV with the columns sex (female, male or all), age_from, age_to and mean, and if you"
            " like sd and n. A row for each group; without ages it stands for all ages, without"
            " age_to for that age and above."
        ),
        error_messages={"empty": _("Choose a file with content")},
    )
    table = forms.CharField(
        required=False, widget=forms.HiddenInput, max_length=MAX_NORMS, strip=False
    )
    place = forms.CharField(
        label=_("Whose averages are they?"),
        max_length=60,
        help_text=_(
            "The country or the population, in few words: it stands at the end of the line."
        ),
        error_messages={"required": _("Write the country or the population")},
    )
    year = _year(_("In which year were they asked?"), _("Write the year they were asked"))
    author = forms.CharField(
        label=_("Who published it?"),
        max_length=200,
        error_messages={"required": _("Write who published it")},
    )
    published = _year(_("Published in which year?"), _("Write the year of the publication"))
    title = forms.CharField(
        label=_("Title of the publication"),
        max_length=300,
        error_messages={"required": _("Write the title")},
    )
    address = forms.CharField(
        label=_("DOI or address on the web"),
        max_length=300,
        error_messages={"required": _("Write its DOI or its address")},
    )
    read_there = forms.BooleanField(
        label=_("I read these numbers in this publication myself"),
        help_text=_("Not in a summary of it and not in another paper that names it."),
        error_messages={"required": _("Read them there first, then tick this")},
    )

    def __init__(self, *args: Any, scales: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scale"].choices = list(scales.items())  # type: ignore[attr-defined]  # a ChoiceField

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > MAX_NORMS:
            raise forms.ValidationError(_("Choose a file of up to 100 KB"))
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("Save the table as CSV in UTF-8 and try again")) from None

    def clean_year(self) -> int:
        return self._past("year")

    def clean_published(self) -> int:
        return self._past("published")

    def clean_place(self) -> str:
        return " ".join(str(self.cleaned_data["place"]).split())

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"])
        if not ADDRESS.fullmatch(address):
            raise forms.ValidationError(
                _("Write a DOI (10.…/…) or an address that begins with https")
            )
        return address

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["table"] = given.get("file") or given.get("table") or ""
        if not given["table"] and "file" not in self.errors:
            self.add_error("file", _now("Choose a file"))
        return given

    def about(self) -> Publication:
        """Where it was published; once the form is valid."""
        return Publication(**{name: self.cleaned_data[name] for name in ABOUT})

    def _past(self, name: str) -> int:
        year = int(self.cleaned_data[name])
        if year > timezone.localdate().year:
            raise forms.ValidationError(_("Write a year that has begun"))
        return year
