"""The shape of what curators and clinicians fill in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from po_platform.kit.forms_look import Hinted
from proms.double_entry import FIRST, NEITHER, SECOND, Difference
from proms.models import Instrument, Response
from proms.schedule_forms import day_field

MAX_TABLE = 1_000_000  # bytes
MAX_FILE = 5_000_000  # bytes; the importer says the same


class FileForm(forms.Form):
    """One FHIR Questionnaire."""

    file = forms.FileField(
        label=_("Questionnaire file"),
        help_text=_("A FHIR R4 Questionnaire as JSON, up to 5 MB."),
        error_messages={"required": _("Choose a file"), "empty": _("Choose a file with content")},
    )
    may_decline = forms.BooleanField(
        label=_("Offer “I would rather not say” beside each question"),
        required=False,
        help_text=_(
            "Then we can tell who did not want to answer from who overlooked a question; the score"
            " counts both as missing. Leave it empty where the licence wants the form word for"
            " word."
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE:
            raise forms.ValidationError(_("Choose a file of up to 5 MB"))
        return file


class ValueSetsForm(forms.Form):
    """A published table of EQ-5D value sets."""

    file = forms.FileField(
        label=_("Table of value sets"),
        help_text=_("CSV: a row for each term (StartValue, MO2 … AD5), a column for each set."),
        error_messages={"required": _("Choose a file"), "empty": _("Choose a file with content")},
    )
    source = forms.CharField(
        label=_("Where was it published?"),
        max_length=300,
        help_text=_("Authors, year and DOI. It stands under every number."),
        error_messages={"required": _("Write where it was published")},
    )

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file.size > MAX_TABLE:
            raise forms.ValidationError(_("Choose a file of up to 1 MB"))
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("Save the table as CSV in UTF-8 and try again")) from None


class UseForm(forms.Form):
    """From now on."""

    minutes = forms.IntegerField(
        label=_("How many minutes does it take?"),
        min_value=1,
        max_value=120,
        error_messages={"required": _("Write how many minutes it takes")},
    )
    open_to_members = forms.BooleanField(
        required=False, label=_("Members may also start it by themselves")
    )
    keyed_twice = forms.BooleanField(
        required=False,
        label=_("What comes in on paper is keyed by two people"),
        help_text=_(
            "The second one does not see what the first one keyed. If nobody keys it a second "
            "time within 7 days, it counts as it is and is marked so."
        ),
    )


class AskForm(forms.Form):
    """Which questionnaire somebody is asked for."""

    instrument = forms.ChoiceField(
        label=_("Which one?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a questionnaire")},
    )

    def __init__(self, *args: Any, instruments: Iterable[Instrument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.usable = {one.slug: one for one in instruments}
        choices = [
            (
                one.slug,
                Hinted(one.name, _("About %(minutes)s minutes.") % {"minutes": one.minutes}),
            )
            for one in self.usable.values()
        ]
        self.fields["instrument"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class CompareForm(forms.Form):
    """What differs between two entries of one sheet; for each the one the sheet says."""

    mark_optional = False

    def __init__(self, *args: Any, differences: Sequence[Difference], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {f"d{n}": one.link_id for n, one in enumerate(differences, 1)}
        for name, one in zip(self.names, differences, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=one.question,
                widget=forms.RadioSelect,
                choices=[
                    (FIRST, one.first or _("Left open")),
                    (SECOND, one.second or _("Left open")),
                    (NEITHER, _("It cannot be read: leave it open")),
                ],
                error_messages={"required": _("Choose what the sheet says")},
            )

    def chosen(self) -> dict[str, str]:
        """link id → which of the two, or neither."""
        return {link_id: self.cleaned_data[name] for name, link_id in self.names.items()}


class OnCallForm(forms.Form):
    """Which questionnaire somebody on the telephone would like to answer."""

    which = forms.ChoiceField(
        label=_("Which one would they like to answer?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a questionnaire")},
    )

    def __init__(self, *args: Any, instruments: Iterable[Instrument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.slug, one.name) for one in instruments]
        self.fields["which"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class ReplyCodeForm(forms.Form):
    """The code a member reads out, or that stands on the paper."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Ten figures and letters, for example 7K2M9 QXD3T. It never has O, I, L or U."),
        widget=forms.TextInput(
            {"class": "w-mid", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )
    way = forms.ChoiceField(
        label=_("How do the answers come?"),
        choices=[(Response.Way.PHONE, _("By telephone")), (Response.Way.PAPER, _("On paper"))],
        widget=forms.RadioSelect,
    )
    sheet_on = day_field(
        _("On paper: which day stands on the sheet?"),
        required=False,
        help_text=_(
            "The day it was filled in; the answers stand on that day. Leave empty where none stands"
            " there: then today counts."
        ),
    )
